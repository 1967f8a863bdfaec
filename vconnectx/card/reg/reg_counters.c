// SPDX-License-Identifier: GPL-2.0-only
/* PPCNT and MPCNT: counters of the port and of the PCIe link. */
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/host/util.h"

/* device.h: MLX5_*_COUNTERS_GROUP */
enum ppcnt_group {
	GRP_802_3 = 0x00,
	GRP_2863 = 0x01,
	GRP_2819 = 0x02,
	GRP_3635 = 0x03,
	GRP_EXTENDED = 0x05,
	GRP_DISCARD = 0x06,
	GRP_PRIO = 0x10,
	GRP_TC = 0x11,
	GRP_PHYS = 0x12,
	GRP_TC_CONGESTION = 0x13,
	GRP_PHYS_STATISTICAL = 0x16,
};

static const enum ppcnt_group groups[] = {
	GRP_802_3, GRP_2863, GRP_2819, GRP_3635,	  GRP_EXTENDED,		GRP_DISCARD,
	GRP_PRIO,  GRP_TC,   GRP_PHYS, GRP_TC_CONGESTION, GRP_PHYS_STATISTICAL,
};

#define MPCNT_PERFORMANCE 0 /* MLX5_PCIE_PERFORMANCE_COUNTERS_GROUP */

/*
 * Mapping of counters to statistics of the port.  Counters that are not listed are 0, as
 * on an idle port without errors.  Each counter has 64 bits, in a high and a low word.
 */
static const struct counter {
	enum ppcnt_group group;
	uint16_t bit;
	uint16_t source;
} counters[] = {
#define COUNTER(grp, layout, name, from) \
	{ GRP_##grp, VCX_BIT_OFF(layout, name##_high), offsetof(struct vcx_port, from) }
#define IEEE(name, from) COUNTER(802_3, eth_802_3_cntrs_grp_data_layout, name, from)
#define IF(name, from)	 COUNTER(2863, eth_2863_cntrs_grp_data_layout, name, from)
#define RMON(name, from) COUNTER(2819, eth_2819_cntrs_grp_data_layout, name, from)
#define PRIO(name, from) COUNTER(PRIO, eth_per_prio_grp_data_layout, name, from)
	IEEE(a_frames_transmitted_ok, tx.frames),
	IEEE(a_frames_received_ok, rx.frames),
	IEEE(a_octets_transmitted_ok, tx.bytes),
	IEEE(a_octets_received_ok, rx.bytes),
	IEEE(a_multicast_frames_xmitted_ok, tx.multicast_frames),
	IEEE(a_broadcast_frames_xmitted_ok, tx.broadcast_frames),
	IEEE(a_multicast_frames_received_ok, rx.multicast_frames),
	IEEE(a_broadcast_frames_received_ok, rx.broadcast_frames),
	IF(if_in_octets, rx.bytes),
	IF(if_in_ucast_pkts, rx.unicast_frames),
	IF(if_in_multicast_pkts, rx.multicast_frames),
	IF(if_in_broadcast_pkts, rx.broadcast_frames),
	IF(if_out_octets, tx.bytes),
	IF(if_out_ucast_pkts, tx.unicast_frames),
	IF(if_out_multicast_pkts, tx.multicast_frames),
	IF(if_out_broadcast_pkts, tx.broadcast_frames),
	IF(if_in_errors, rx.errors),
	IF(if_out_errors, tx.errors),
	RMON(ether_stats_octets, rx.bytes),
	RMON(ether_stats_pkts, rx.frames),
	RMON(ether_stats_broadcast_pkts, rx.broadcast_frames),
	RMON(ether_stats_multicast_pkts, rx.multicast_frames),
	RMON(ether_stats_oversize_pkts, rx.oversize),
	PRIO(rx_octets, prio[0].rx_bytes),
	PRIO(rx_frames, prio[0].rx_frames),
	PRIO(tx_octets, prio[0].tx_bytes),
	PRIO(tx_frames, prio[0].tx_frames),
};

static bool group_known(unsigned int group)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (groups[i] == group)
			return true;
	return false;
}

static enum vcx_status ppcnt(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	unsigned int group = (unsigned int)VCX_GET(ppcnt_reg, reg, grp);
	unsigned int prio = (unsigned int)VCX_GET(ppcnt_reg, reg, prio_tc);
	uint8_t *set = VCX_ADDR(ppcnt_reg, reg, counter_set);
	size_t of_prio = 0;

	(void)write;
	if (!group_known(group))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"PPCNT group 0x%x not modelled", group);
	if (group == GRP_PRIO) {
		if (prio >= VCX_NR_PRIOS)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PPCNT priority %u", prio);
		of_prio = prio * sizeof(dev->port->prio[0]);
	}
	memset(set, 0, VCX_FLD_SZ(ppcnt_reg, counter_set));
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
		uint64_t value;

		if (counters[i].group != group)
			continue;
		memcpy(&value, (const char *)dev->port + counters[i].source + of_prio,
		       sizeof(value));
		vcx_bits_set(set, counters[i].bit, 64, value);
	}
	if (group == GRP_PHYS)
		VCX_SET(phys_layer_cntrs, set, link_down_events, dev->port->link_down_events);
	return VCX_OK;
}

static enum vcx_status mpcnt(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	unsigned int group = (unsigned int)VCX_GET(mpcnt_reg, reg, grp);

	(void)write;
	if (group != MPCNT_PERFORMANCE)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"MPCNT group 0x%x not modelled", group);
	memset(VCX_ADDR(mpcnt_reg, reg, counter_set), 0, VCX_FLD_SZ(mpcnt_reg, counter_set));
	return VCX_OK;
}

static const struct vcx_reg_desc regs[] = {
	{ VCX_REG_PPCNT, VCX_ST_SZ(ppcnt_reg), true, true, ppcnt },
	{ VCX_REG_MPCNT, VCX_ST_SZ(mpcnt_reg), false, true, mpcnt },
};

const struct vcx_reg_family vcx_regs_counters = { regs, ARRAY_SIZE(regs) };
