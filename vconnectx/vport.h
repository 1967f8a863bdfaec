/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The NIC vport: addresses, MTU, filters.
 */
#ifndef VCX_VPORT_H
#define VCX_VPORT_H

#include <stdint.h>

#include "ifc.h"

#define VCX_NR_LISTS	3	/* unicast, multicast, VLAN */

/**
 * struct vcx_vport - vport 0, the function's own
 * @permanent_mac: given with --mac
 * @ctx: context without its list
 * @list: allowed addresses or VLANs, 8 bytes each, by allowed_list_type; owned
 * @nr: entries of each list
 */
struct vcx_vport {
	uint8_t permanent_mac[6];
	uint8_t ctx[VCX_ST_SZ(nic_vport_context)];
	uint8_t *list[VCX_NR_LISTS];
	uint32_t nr[VCX_NR_LISTS];
};

struct vcx_dev;

void vcx_vport_reset(struct vcx_dev *dev);
void vcx_vport_free(struct vcx_dev *dev);

#endif
