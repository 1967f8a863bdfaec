/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The physical port: state and configuration of the port registers.
 */
#ifndef VCX_PORT_H
#define VCX_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/core/timer.h"

struct vcx_dev;

#define VCX_PORT_MTU_MAX     10000u /* with headers and FCS */
#define VCX_NR_PRIOS	     8u
#define VCX_PORT_MTU_DEFAULT 1522u

/* counters of frames and bytes on the wire, by kind of destination address */
struct vcx_traffic {
	uint64_t frames;
	uint64_t bytes;
	uint64_t unicast_frames;
	uint64_t unicast_bytes;
	uint64_t multicast_frames;
	uint64_t multicast_bytes;
	uint64_t broadcast_frames;
	uint64_t broadcast_bytes;
	uint64_t errors;
	uint64_t oversize;
};

/* counters of one priority */
struct vcx_prio_traffic {
	uint64_t tx_frames;
	uint64_t tx_bytes;
	uint64_t rx_frames;
	uint64_t rx_bytes;
};

/**
 * struct vcx_port - port 1, the only port
 * @admin_up: PAOS admin status
 * @oper_up: link state: up from a short time after both ends have a carrier until one of
 *	them loses it
 * @unplugged: no cable; kept across a reset
 * @no_carrier: no carrier from the link partner; kept across a reset
 * @signal: carrier transmitted by this end
 * @admin_mtu: PMTU
 * @eth_proto_admin: PTYS, enabled link modes
 * @an_disable: PTYS, autonegotiation off
 * @pfcc: PFCC as written, without reserved fields
 * @fec_admin: PPLM, override for 100G links
 * @tx: transmit counters
 * @rx: receive counters
 * @prio: transmit and receive counters of each priority, which is that of the sender's
 *	TIS or of the received tag
 * @link_down_events: number of link down transitions
 */
struct vcx_port {
	bool admin_up;
	bool oper_up;
	bool unplugged;
	bool no_carrier;
	bool signal;
	uint32_t admin_mtu;
	uint32_t eth_proto_admin;
	bool an_disable;
	bool pause_tx;
	bool pause_rx;
	uint8_t pfc_tx;
	uint8_t pfc_rx;
	uint16_t stall_minor;
	uint16_t stall_critical;
	uint8_t fec_admin;
	bool fcs_check;
	uint16_t beacon;
	struct vcx_timer link_timer;
	struct vcx_traffic tx;
	struct vcx_traffic rx;
	struct vcx_prio_traffic prio[VCX_NR_PRIOS];
	uint32_t link_down_events;
};

/**
 * struct vcx_link_mode - a link mode of the cable
 * @speed: Mb/s
 * @bit: in PTYS, eth_proto_*
 * @lanes: number of lanes
 */
struct vcx_link_mode {
	uint32_t speed;
	unsigned int bit;
	unsigned int lanes;
};

bool vcx_port_new(struct vcx_dev *dev);
void vcx_port_free(struct vcx_dev *dev);
void vcx_port_reset(struct vcx_dev *dev);

/* PAOS: set the admin status; the link state follows */
void vcx_port_set_admin(struct vcx_dev *dev, bool up);

/* Return: bits of the supported link modes */
uint32_t vcx_port_modes(const struct vcx_dev *dev);
/* Return: the fastest enabled mode, the result of autonegotiation, or NULL */
const struct vcx_link_mode *vcx_port_mode(const struct vcx_dev *dev);

/* plug or unplug the cable */
void vcx_port_set_cable(struct vcx_dev *dev, bool plugged);

/* see vcx_dev_set_carrier() */
void vcx_port_set_carrier(struct vcx_dev *dev, bool on);

/*
 * Return: whether frames are accepted.  The port accepts frames slightly before its link is
 * up, because the link of the peer may be up earlier.
 */
bool vcx_port_rx_enabled(const struct vcx_dev *dev);

#endif
