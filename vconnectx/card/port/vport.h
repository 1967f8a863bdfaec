/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The NIC vport: addresses, MTU and filters.
 */
#ifndef VCX_VPORT_H
#define VCX_VPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/port/port.h"

#define VCX_NR_LISTS 3 /* unicast, multicast, VLAN */

/**
 * struct vcx_vport - vport 0, the function's own
 * @permanent_mac: address from --mac
 * @ctx: context without its list
 * @list: lists of allowed addresses or VLANs, 8 bytes each, indexed by
 *	allowed_list_type; owned
 * @nr: entries of each list
 * @tx: transmit counters, including loopback
 * @rx: receive counters, including loopback
 * @steering_discard: number of received packets that matched no rule
 * @rx_down: number of packets received from the wire while the link was down
 */
struct vcx_vport {
	uint8_t permanent_mac[6];
	uint8_t ctx[VCX_ST_SZ(nic_vport_context)];
	uint8_t *list[VCX_NR_LISTS];
	uint32_t nr[VCX_NR_LISTS];
	struct vcx_traffic tx;
	struct vcx_traffic rx;
	uint64_t steering_discard;
	uint64_t rx_down;
};

struct vcx_dev;

bool vcx_vport_new(struct vcx_dev *dev, const uint8_t *mac);
void vcx_vport_reset(struct vcx_dev *dev);
void vcx_vport_free(struct vcx_dev *dev);

/* Return: whether @mac is in a list of the vport or the vport is promiscuous */
bool vcx_vport_accepts(const struct vcx_dev *dev, const uint8_t *mac);

/* Return: whether packets sent to @mac, the vport's own or a group address, are looped back */
bool vcx_vport_local_lb(const struct vcx_dev *dev, const uint8_t *mac);

#endif
