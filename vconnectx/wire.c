// SPDX-License-Identifier: GPL-2.0-only
/* From the queues to the wire, and from the wire into steering. */
#include "wire.h"

#include <stdio.h>
#include <string.h>

#include "hca.h"
#include "offload.h"
#include "packet.h"
#include "steer.h"

#define FRAME_LEN_MIN	60u	/* shorter frames are padded on the wire */
#define FCS_LEN		4u

__attribute__((format(printf, 4, 5)))
static void capture(struct vcx_dev *dev, const uint8_t *frame, size_t len,
		    const char *fmt, ...)
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

/* a frame that has reached the vport; @own: from itself */
static void into_vport(struct vcx_dev *dev, const uint8_t *frame, size_t len,
		       bool own)
{
	char note[VCX_STEER_NOTE];
	struct vcx_packet pkt;

	vcx_traffic_count(&dev->vport.rx, frame, len);
	vcx_packet_parse(&pkt, frame, len);
	vcx_steer(dev, &pkt, own, note);
	capture(dev, frame, len, "rx %s%s", own ? "loopback " : "", note);
}

void vcx_wire_receive(struct vcx_dev *dev, const uint8_t *frame, size_t len)
{
	struct vcx_traffic *rx = &dev->port.rx;

	if (len < VCX_ETH_HDR || len > VCX_WIRE_MAX) {
		rx->errors++;
		return;
	}
	if (!vcx_port_hears(dev) || !dev->bus_master) {
		dev->vport.rx_down++;
		capture(dev, frame, len, "rx dropped: link down");
		return;
	}
	vcx_traffic_count(rx, frame, len + FCS_LEN);
	if (len + FCS_LEN > dev->port.admin_mtu) {
		rx->oversize++;
		capture(dev, frame, len, "rx dropped: longer than the MTU");
		return;
	}
	if (!vcx_vport_wants(dev, frame)) {
		capture(dev, frame, len, "rx dropped: not for this vport");
		return;
	}
	into_vport(dev, frame, len, false);
}

void vcx_wire_send(struct vcx_dev *dev, const uint8_t *frame, size_t len,
		   uint32_t sqn)
{
	uint8_t padded[FRAME_LEN_MIN] = { 0 };
	bool looped, group;

	if (len < FRAME_LEN_MIN) {
		memcpy(padded, frame, len);
		frame = padded;
		len = FRAME_LEN_MIN;
	}
	if (!dev->port.oper_up || !vcx_port_hears(dev)) {
		dev->port.tx.errors++;
		capture(dev, frame, len, "tx sqn=%u dropped: link down", sqn);
		return;
	}
	capture(dev, frame, len, "tx sqn=%u", sqn);
	vcx_traffic_count(&dev->vport.tx, frame, len);
	looped = vcx_vport_loops(dev, frame);
	group = frame[0] & 1;
	if (looped)
		into_vport(dev, frame, len, true);
	if (looped && !group)
		return;
	vcx_traffic_count(&dev->port.tx, frame, len + FCS_LEN);
	if (dev->env.send)
		dev->env.send(dev->env.priv, frame, len);
	if (dev->wire_loop)
		vcx_wire_receive(dev, frame, len);
}
