// SPDX-License-Identifier: GPL-2.0-only
/* Transmit path from queues to the wire, receive path from the wire to steering. */
#include "vconnectx/card/port/frame.h"

#include <stdio.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/card/net/offload.h"
#include "vconnectx/card/net/packet.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/card/rx/steer.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/port/vport.h"

#define FRAME_LEN_MIN  60u /* shorter frames are padded on the wire */
#define FCS_LEN	       4u
#define ARRIVE_AT_ONCE 64u /* frames per run, to bound its time */

__attribute__((format(printf, 4, 5))) static void capture(struct vcx_dev *dev, const uint8_t *frame,
							  size_t len, const char *fmt, ...)
{
	char what[VCX_STEER_NOTE + 32];
	va_list ap;

	if (!dev->env.capture)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	dev->env.capture(dev->env.priv, frame, len, what);
}

/* count a frame by the kind of its destination address, the first field of the frame */
static void count(struct vcx_traffic *traffic, const uint8_t *frame, uint64_t bytes)
{
	static const uint8_t broadcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	traffic->frames++;
	traffic->bytes += bytes;
	if (!memcmp(frame, broadcast, sizeof(broadcast))) {
		traffic->broadcast_frames++;
		traffic->broadcast_bytes += bytes;
	} else if (frame[0] & 1) {
		traffic->multicast_frames++;
		traffic->multicast_bytes += bytes;
	} else {
		traffic->unicast_frames++;
		traffic->unicast_bytes += bytes;
	}
}

/* Return: priority in the VLAN tag (the only QPTS trust state modelled), 0 without a tag */
static unsigned int received_priority(const uint8_t *frame, size_t len)
{
	if (len < VCX_ETH_HDR + VCX_VLAN_TAG ||
	    vcx_get_be16(frame + VCX_ETH_ADDRS) != VCX_ETH_P_8021Q)
		return 0;
	return vcx_get_be16(frame + VCX_ETH_HDR) >> 13;
}

/* receive a frame at the vport; @own: the frame was sent by the same vport */
static void into_vport(struct vcx_dev *dev, const uint8_t *frame, size_t len, bool own)
{
	char note[VCX_STEER_NOTE];
	struct vcx_packet pkt;

	count(&dev->vport->rx, frame, len);
	vcx_rx_refill(dev);
	dev->xlt_budget = VCX_TURN_STEPS;
	vcx_packet_parse(&pkt, frame, len);
	dev->vport->steering_discard += vcx_steer(dev, &pkt, own, note);
	capture(dev, frame, len, "rx %s%s", own ? "loopback " : "", note);
}

void vcx_frame_receive(struct vcx_dev *dev, const uint8_t *frame, size_t len)
{
	struct vcx_traffic *rx = &dev->port->rx;
	struct vcx_prio_traffic *prio;

	if (len < VCX_ETH_HDR || len > VCX_WIRE_MAX) {
		rx->errors++;
		return;
	}
	if (!vcx_port_rx_enabled(dev) || !dev->bus_master) {
		dev->vport->rx_down++;
		capture(dev, frame, len, "rx dropped: link down");
		return;
	}
	count(rx, frame, len + FCS_LEN);
	prio = &dev->port->prio[received_priority(frame, len)];
	prio->rx_frames++;
	prio->rx_bytes += len + FCS_LEN;
	if (len + FCS_LEN > dev->port->admin_mtu) {
		rx->oversize++;
		capture(dev, frame, len, "rx dropped: longer than the MTU");
		return;
	}
	if (!vcx_vport_accepts(dev, frame)) {
		capture(dev, frame, len, "rx dropped: not for this vport");
		return;
	}
	into_vport(dev, frame, len, false);
}

/* deliver a frame that has arrived at the end of the wire */
static void deliver(void *ctx, const uint8_t *frame, size_t len)
{
	struct vcx_dev *dev = ctx;

	vcx_turn_spend(dev, len);
	if (dev->env.send)
		dev->env.send(dev->env.priv, frame, len);
	if (dev->wire_loop)
		vcx_frame_receive(dev, frame, len);
}

/* deliver the frames that are due, within the turn; the timer delivers the others */
static void arrive(struct vcx_dev *dev, struct vcx_timer *timer)
{
	unsigned int nr = 0;
	uint64_t next;

	do {
		vcx_impair_arrive(dev->impair, vcx_now_ns(dev), 1, deliver, dev);
		next = vcx_impair_deadline(dev->impair);
	} while (next <= vcx_now_ns(dev) && ++nr < ARRIVE_AT_ONCE && !vcx_turn_over(dev));
	if (next <= vcx_now_ns(dev))
		vcx_timer_soon(dev, timer);
	else if (next != UINT64_MAX)
		vcx_timer_set(dev, timer, next);
}

static void impair(struct vcx_dev *dev, const uint8_t *frame, size_t len, uint32_t sqn)
{
	char note[VCX_IMPAIR_NOTE];

	vcx_impair_put(dev->impair, frame, len, vcx_now_ns(dev), note);
	capture(dev, frame, len, "tx sqn=%u, %s", sqn, note);
	dev->impair_timer.fn = arrive;
	arrive(dev, &dev->impair_timer);
}

void vcx_frame_send(struct vcx_dev *dev, const uint8_t *frame, size_t len, uint32_t sqn,
		    unsigned int prio)
{
	uint8_t padded[FRAME_LEN_MIN] = { 0 };
	struct vcx_prio_traffic *sent = &dev->port->prio[prio];
	bool looped, out;

	vcx_turn_spend(dev, len);
	if (len < FRAME_LEN_MIN) {
		memcpy(padded, frame, len);
		frame = padded;
		len = FRAME_LEN_MIN;
	}
	if (!dev->port->oper_up || !vcx_port_rx_enabled(dev)) {
		dev->port->tx.errors++;
		capture(dev, frame, len, "tx sqn=%u dropped: link down", sqn);
		return;
	}
	count(&dev->vport->tx, frame, len);
	looped = vcx_vport_local_lb(dev, frame);
	out = !looped || frame[0] & 1;
	if (!out || !dev->impair)
		capture(dev, frame, len, "tx sqn=%u", sqn);
	if (looped)
		into_vport(dev, frame, len, true);
	if (!out)
		return;
	count(&dev->port->tx, frame, len + FCS_LEN);
	sent->tx_frames++;
	sent->tx_bytes += len + FCS_LEN;
	if (dev->impair)
		impair(dev, frame, len, sqn);
	else
		deliver(dev, frame, len);
}
