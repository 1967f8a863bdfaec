// SPDX-License-Identifier: GPL-2.0-only
/* NIC vport: context, state and counters. */
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/host/util.h"

#define ENTRY_SIZE	8u /* mac_address_layout, vlan_layout */
#define WQE_INLINE_NONE 0u

/* vport.h: MLX5_VPORT_ADMIN_STATE_*, VPORT_STATE_* */
enum { STATE_DOWN = 0, STATE_UP = 1 };

/* allowed_list_type: vport.h, MLX5_NVPRT_LIST_TYPE_* */
enum { LIST_UC = 0, LIST_MC = 1 };

/* log_max of each list, by allowed_list_type */
static const char *const list_caps[VCX_NR_LISTS] = {
	"general.log_max_current_uc_list",
	"general.log_max_current_mc_list",
	"general.log_max_vlan_list",
};

static void put_mac(uint8_t *layout, const uint8_t *mac)
{
	memcpy(VCX_ADDR(mac_address_layout, layout, mac_addr_47_32), mac, 6);
}

static void lists_free(struct vcx_vport *vport)
{
	for (int i = 0; i < VCX_NR_LISTS; i++) {
		free(vport->list[i]);
		vport->list[i] = NULL;
		vport->nr[i] = 0;
	}
}

/* an EUI-64 derived from the MAC address, as on hardware */
static uint64_t guid_of(const uint8_t *mac)
{
	return (uint64_t)mac[0] << 56 | (uint64_t)mac[1] << 48 | (uint64_t)mac[2] << 40 |
	       0x0000000300000000ull | (uint64_t)mac[3] << 16 | (uint64_t)mac[4] << 8 | mac[5];
}

void vcx_vport_reset(struct vcx_dev *dev)
{
	struct vcx_vport *vport = dev->vport;
	uint64_t guid = guid_of(vport->permanent_mac);

	lists_free(vport);
	memset(vport->ctx, 0, sizeof(vport->ctx));
	memset(&vport->tx, 0, sizeof(vport->tx));
	memset(&vport->rx, 0, sizeof(vport->rx));
	vport->steering_discard = 0;
	vport->rx_down = 0;
	VCX_SET(nic_vport_context, vport->ctx, mtu, VCX_PORT_MTU_DEFAULT);
	VCX_SET(nic_vport_context, vport->ctx, min_wqe_inline_mode, WQE_INLINE_NONE);
	VCX_SET(nic_vport_context, vport->ctx, system_image_guid, guid);
	VCX_SET(nic_vport_context, vport->ctx, node_guid, guid);
	VCX_SET(nic_vport_context, vport->ctx, port_guid, guid);
	put_mac(VCX_ADDR(nic_vport_context, vport->ctx, permanent_address), vport->permanent_mac);
}

/* Return: whether @mac is in the list of unicast (0) or multicast (1) addresses */
static bool in_list(const struct vcx_vport *vport, unsigned int list, const uint8_t *mac)
{
	for (uint32_t i = 0; i < vport->nr[list]; i++) {
		const uint8_t *entry = vport->list[list] + i * ENTRY_SIZE;

		if (!memcmp(VCX_ADDR(mac_address_layout, entry, mac_addr_47_32), mac, 6))
			return true;
	}
	return false;
}

bool vcx_vport_accepts(const struct vcx_dev *dev, const uint8_t *mac)
{
	const struct vcx_vport *vport = dev->vport;

	if (VCX_GET(nic_vport_context, vport->ctx, promisc_all))
		return true;
	if (mac[0] & 1)
		return VCX_GET(nic_vport_context, vport->ctx, promisc_mc) ||
		       in_list(vport, LIST_MC, mac);
	return VCX_GET(nic_vport_context, vport->ctx, promisc_uc) || in_list(vport, LIST_UC, mac);
}

bool vcx_vport_local_lb(const struct vcx_dev *dev, const uint8_t *mac)
{
	const struct vcx_vport *vport = dev->vport;

	if (mac[0] & 1)
		return !VCX_GET(nic_vport_context, vport->ctx, disable_mc_local_lb);
	return !VCX_GET(nic_vport_context, vport->ctx, disable_uc_local_lb) &&
	       in_list(vport, LIST_UC, mac);
}

bool vcx_vport_new(struct vcx_dev *dev, const uint8_t *mac)
{
	dev->vport = calloc(1, sizeof(*dev->vport));
	if (!dev->vport)
		return false;
	memcpy(dev->vport->permanent_mac, mac, sizeof(dev->vport->permanent_mac));
	return true;
}

void vcx_vport_free(struct vcx_dev *dev)
{
	if (!dev->vport)
		return;
	lists_free(dev->vport);
	free(dev->vport);
}

/* all vport commands have the vport number at the same offset */
static enum vcx_status own_vport(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	if (!VCX_GET(query_nic_vport_context_in, cmd->in, other_vport) &&
	    !VCX_GET(query_nic_vport_context_in, cmd->in, vport_number))
		return VCX_OK;
	return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "only vport 0 exists");
}

static enum vcx_status query_context(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *ctx = VCX_ADDR(query_nic_vport_context_out, cmd->out, nic_vport_context);
	uint32_t type = (uint32_t)VCX_GET(query_nic_vport_context_in, cmd->in, allowed_list_type);
	uint32_t room = (cmd->out_len - VCX_ST_SZ(query_nic_vport_context_out)) / ENTRY_SIZE;
	enum vcx_status status = own_vport(dev, cmd);
	struct vcx_vport *vport = dev->vport;
	uint32_t nr;

	if (status)
		return status;
	if (type >= VCX_NR_LISTS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "allowed_list_type %u",
				type);
	nr = vport->nr[type] < room ? vport->nr[type] : room;
	memcpy(ctx, vport->ctx, sizeof(vport->ctx));
	VCX_SET(nic_vport_context, ctx, allowed_list_type, type);
	VCX_SET(nic_vport_context, ctx, allowed_list_size, nr);
	if (nr)
		memcpy(cmd->out + VCX_ST_SZ(query_nic_vport_context_out), vport->list[type],
		       nr * ENTRY_SIZE);
	return VCX_OK;
}

static enum vcx_status set_list(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *ctx)
{
	uint32_t type = (uint32_t)VCX_GET(nic_vport_context, ctx, allowed_list_type);
	uint32_t nr = (uint32_t)VCX_GET(nic_vport_context, ctx, allowed_list_size);
	uint32_t room = (cmd->in_len - VCX_ST_SZ(modify_nic_vport_context_in)) / ENTRY_SIZE;
	uint8_t *list;

	if (type >= VCX_NR_LISTS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "allowed_list_type %u",
				type);
	if (nr > 1ull << vcx_caps_value(&dev->caps, list_caps[type]))
		return vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
				"%u list entries, the maximum is 2^%u", nr,
				(unsigned int)vcx_caps_value(&dev->caps, list_caps[type]));
	if (nr > room)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u list entries, the input has %u", nr, room);
	list = malloc(nr ? nr * ENTRY_SIZE : 1);
	if (!list)
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	memcpy(list, cmd->in + VCX_ST_SZ(modify_nic_vport_context_in), nr * ENTRY_SIZE);
	free(dev->vport->list[type]);
	dev->vport->list[type] = list;
	dev->vport->nr[type] = nr;
	return VCX_OK;
}

#define COPY_FIELD(to, from, fld) \
	VCX_SET(nic_vport_context, to, fld, VCX_GET(nic_vport_context, from, fld))
#define SELECTED(cmd, fld) VCX_GET(modify_nic_vport_context_in, (cmd)->in, field_select.fld)

static void copy_selected(struct vcx_cmd *cmd, uint8_t *to, const uint8_t *from)
{
	if (SELECTED(cmd, mtu))
		COPY_FIELD(to, from, mtu);
	if (SELECTED(cmd, promisc)) {
		COPY_FIELD(to, from, promisc_uc);
		COPY_FIELD(to, from, promisc_mc);
		COPY_FIELD(to, from, promisc_all);
	}
	if (SELECTED(cmd, change_event)) {
		COPY_FIELD(to, from, arm_change_event);
		COPY_FIELD(to, from, event_on_mtu);
		COPY_FIELD(to, from, event_on_promisc_change);
		COPY_FIELD(to, from, event_on_vlan_change);
		COPY_FIELD(to, from, event_on_mc_address_change);
		COPY_FIELD(to, from, event_on_uc_address_change);
	}
	if (SELECTED(cmd, permanent_address))
		memcpy(VCX_ADDR(nic_vport_context, to, permanent_address),
		       VCX_ADDR(nic_vport_context, from, permanent_address),
		       VCX_FLD_SZ(nic_vport_context, permanent_address));
	if (SELECTED(cmd, min_inline))
		COPY_FIELD(to, from, min_wqe_inline_mode);
	if (SELECTED(cmd, node_guid))
		COPY_FIELD(to, from, node_guid);
	if (SELECTED(cmd, port_guid))
		COPY_FIELD(to, from, port_guid);
	if (SELECTED(cmd, roce_en))
		COPY_FIELD(to, from, roce_en);
	if (SELECTED(cmd, disable_uc_local_lb))
		COPY_FIELD(to, from, disable_uc_local_lb);
	if (SELECTED(cmd, disable_mc_local_lb))
		COPY_FIELD(to, from, disable_mc_local_lb);
}

static enum vcx_status modify_context(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *ctx = VCX_ADDR(modify_nic_vport_context_in, cmd->in, nic_vport_context);
	uint32_t mtu = (uint32_t)VCX_GET(nic_vport_context, ctx, mtu);
	enum vcx_status status = own_vport(dev, cmd);

	if (status)
		return status;
	if (SELECTED(cmd, mtu) && mtu > VCX_PORT_MTU_MAX)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "mtu %u, at most %u",
				mtu, VCX_PORT_MTU_MAX);
	if (SELECTED(cmd, addresses_list))
		status = set_list(dev, cmd, ctx);
	if (!status)
		copy_selected(cmd, dev->vport->ctx, ctx);
	return status;
}

static enum vcx_status query_state(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	enum vcx_status status = own_vport(dev, cmd);

	if (status)
		return status;
	VCX_SET(query_vport_state_out, cmd->out, admin_state,
		dev->port->admin_up ? STATE_UP : STATE_DOWN);
	VCX_SET(query_vport_state_out, cmd->out, state, dev->port->oper_up ? STATE_UP : STATE_DOWN);
	return VCX_OK;
}

/* traffic counters of the vport and the fields that report them */
static const struct vport_counter {
	uint16_t bit;
	uint16_t frames;
	uint16_t bytes;
} vport_counters[] = {
#define VPORT(name, dir, kind) \
	{ VCX_BIT_OFF(query_vport_counter_out, name), \
	  offsetof(struct vcx_vport, dir.kind##_frames), \
	  offsetof(struct vcx_vport, dir.kind##_bytes) }
	VPORT(received_eth_unicast, rx, unicast),
	VPORT(received_eth_multicast, rx, multicast),
	VPORT(received_eth_broadcast, rx, broadcast),
	VPORT(transmitted_eth_unicast, tx, unicast),
	VPORT(transmitted_eth_multicast, tx, multicast),
	VPORT(transmitted_eth_broadcast, tx, broadcast),
};

static uint64_t vport_value(const struct vcx_dev *dev, uint16_t off)
{
	return *(const uint64_t *)((const char *)dev->vport + off);
}

static enum vcx_status query_vport_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	for (size_t i = 0; i < ARRAY_SIZE(vport_counters); i++) {
		uint8_t *at = cmd->out + vport_counters[i].bit / 8;

		VCX_SET(traffic_counter, at, packets, vport_value(dev, vport_counters[i].frames));
		VCX_SET(traffic_counter, at, octets, vport_value(dev, vport_counters[i].bytes));
	}
	return VCX_OK;
}

static enum vcx_status query_vnic_env(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *env = VCX_ADDR(query_vnic_env_out, cmd->out, vport_env);

	VCX_SET(vnic_diagnostic_statistics, env, async_eq_overrun, dev->stats.eq_overruns);
	VCX_SET(vnic_diagnostic_statistics, env, cq_overrun, dev->stats.cq_overruns);
	VCX_SET(vnic_diagnostic_statistics, env, invalid_command, dev->stats.failed_commands);
	VCX_SET(vnic_diagnostic_statistics, env, nic_receive_steering_discard,
		dev->vport->steering_discard);
	VCX_SET(vnic_diagnostic_statistics, env, receive_discard_vport_down, dev->vport->rx_down);
	VCX_SET(vnic_diagnostic_statistics, env, transmit_discard_vport_down, dev->port->tx.errors);
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(QUERY_NIC_VPORT_CONTEXT, query_nic_vport_context_in, query_nic_vport_context_out,
		INIT, query_context),
	VCX_CMD(MODIFY_NIC_VPORT_CONTEXT, modify_nic_vport_context_in, modify_nic_vport_context_out,
		INIT, modify_context),
	VCX_QUERY(QUERY_VPORT_STATE, query_vport_state_in, query_vport_state_out, INIT,
		  query_state),
	VCX_QUERY(QUERY_VPORT_COUNTER, query_vport_counter_in, query_vport_counter_out, INIT,
		  query_vport_counter),
	VCX_QUERY(QUERY_VNIC_ENV, query_vnic_env_in, query_vnic_env_out, INIT, query_vnic_env),
};

const struct vcx_cmd_family vcx_cmds_vport = { .cmds = cmds, .nr = ARRAY_SIZE(cmds) };
