// SPDX-License-Identifier: GPL-2.0-only
/* Queue counters, vport counters, vnic diagnostics, flow counters. */
#include "vconnectx/card/queue/counters.h"

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static enum vcx_status alloc_q_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_q_counter *set;

	set = vcx_cmd_new(dev, cmd, VCX_OBJ_Q_COUNTER, sizeof(*set));
	if (!set)
		return cmd->status;
	VCX_SET(alloc_q_counter_out, cmd->out, counter_set_id, set->obj.id);
	return VCX_OK;
}

static enum vcx_status dealloc_q_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_Q_COUNTER,
			       (uint32_t)VCX_GET(dealloc_q_counter_in, cmd->in, counter_set_id));
}

static enum vcx_status query_q_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_q_counter *set;

	set = vcx_cmd_find(dev, cmd, VCX_OBJ_Q_COUNTER,
			   (uint32_t)VCX_GET(query_q_counter_in, cmd->in, counter_set_id));
	if (!set)
		return cmd->status;
	VCX_SET(query_q_counter_out, cmd->out, out_of_buffer, set->out_of_buffer);
	if (VCX_GET(query_q_counter_in, cmd->in, clear))
		set->out_of_buffer = 0;
	return VCX_OK;
}

/* where the vport's traffic is shown */
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
	return *(const uint64_t *)((const char *)&dev->vport + off);
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
		dev->vport.steering_discard);
	VCX_SET(vnic_diagnostic_statistics, env, receive_discard_vport_down, dev->vport.rx_down);
	VCX_SET(vnic_diagnostic_statistics, env, transmit_discard_vport_down, dev->port.tx.errors);
	return VCX_OK;
}

static enum vcx_status alloc_flow_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_flow_counter *counter;

	if (VCX_GET(alloc_flow_counter_in, cmd->in, flow_counter_bulk) ||
	    VCX_GET(alloc_flow_counter_in, cmd->in, flow_counter_bulk_log_size))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"bulks of counters are not modelled");
	counter = vcx_cmd_new(dev, cmd, VCX_OBJ_FLOW_COUNTER, sizeof(*counter));
	if (!counter)
		return cmd->status;
	VCX_SET(alloc_flow_counter_out, cmd->out, flow_counter_id, counter->obj.id);
	return VCX_OK;
}

static enum vcx_status dealloc_flow_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_FLOW_COUNTER,
			       (uint32_t)VCX_GET(dealloc_flow_counter_in, cmd->in,
						 flow_counter_id));
}

/* the driver asks for a run of numbers, some of which it may not own */
static enum vcx_status query_flow_counter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t first = (uint32_t)VCX_GET(query_flow_counter_in, cmd->in, flow_counter_id);
	uint8_t *at = VCX_ADDR(query_flow_counter_out, cmd->out, flow_statistics);
	uint64_t nr = VCX_GET(query_flow_counter_in, cmd->in, num_of_counters);
	uint64_t room =
		(cmd->out_len - VCX_ST_SZ(query_flow_counter_out)) / VCX_ST_SZ(traffic_counter);

	if (!nr && !vcx_cmd_find(dev, cmd, VCX_OBJ_FLOW_COUNTER, first))
		return cmd->status;
	if (nr > room)
		return vcx_fail(dev, cmd, VCX_BAD_OUTPUT_LENGTH, VCX_SYND_OUT_LEN,
				"%u counters, room for %u", (unsigned int)nr, (unsigned int)room);
	if (!nr && room)
		nr = 1;
	for (uint32_t i = 0; i < nr; i++) {
		struct vcx_flow_counter *counter;

		counter = vcx_obj_find(dev, VCX_OBJ_FLOW_COUNTER, first + i);
		if (!counter)
			continue;
		VCX_SET(traffic_counter, at + i * VCX_ST_SZ(traffic_counter), packets,
			counter->packets);
		VCX_SET(traffic_counter, at + i * VCX_ST_SZ(traffic_counter), octets,
			counter->bytes);
		if (VCX_GET(query_flow_counter_in, cmd->in, clear))
			counter->packets = counter->bytes = 0;
	}
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(ALLOC_Q_COUNTER, alloc_q_counter_in, alloc_q_counter_out, INIT, alloc_q_counter),
	VCX_CMD(DEALLOC_Q_COUNTER, dealloc_q_counter_in, dealloc_q_counter_out, INIT,
		dealloc_q_counter),
	VCX_CMD(QUERY_Q_COUNTER, query_q_counter_in, query_q_counter_out, INIT, query_q_counter),
	VCX_CMD(QUERY_VPORT_COUNTER, query_vport_counter_in, query_vport_counter_out, INIT,
		query_vport_counter),
	VCX_CMD(QUERY_VNIC_ENV, query_vnic_env_in, query_vnic_env_out, INIT, query_vnic_env),
	VCX_CMD(ALLOC_FLOW_COUNTER, alloc_flow_counter_in, alloc_flow_counter_out, INIT,
		alloc_flow_counter),
	VCX_CMD(DEALLOC_FLOW_COUNTER, dealloc_flow_counter_in, dealloc_flow_counter_out, INIT,
		dealloc_flow_counter),
	VCX_CMD(QUERY_FLOW_COUNTER, query_flow_counter_in, query_flow_counter_out, INIT,
		query_flow_counter),
};

/* numbers of queue counters have 8 bits */
static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_Q_COUNTER, "Q_COUNTER", 1, 0xfe, NULL, NULL },
	{ VCX_OBJ_FLOW_COUNTER, "FLOW_COUNTER", 0x80000, 0x10000, NULL, NULL },
};

const struct vcx_cmd_family vcx_cmds_counters = {
	.cmds = cmds,
	.nr = sizeof(cmds) / sizeof(cmds[0]),
	.classes = classes,
	.nr_classes = sizeof(classes) / sizeof(classes[0]),
};
