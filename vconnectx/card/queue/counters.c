// SPDX-License-Identifier: GPL-2.0-only
/* Queue counters, flow counters. */
#include "vconnectx/card/queue/counters.h"

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

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

/* the driver queries a range of numbers, which may include unallocated ones */
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
				"%u counters, the output has room for %u", (unsigned int)nr,
				(unsigned int)room);
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
	VCX_QUERY(QUERY_Q_COUNTER, query_q_counter_in, query_q_counter_out, INIT, query_q_counter),
	VCX_CMD(ALLOC_FLOW_COUNTER, alloc_flow_counter_in, alloc_flow_counter_out, INIT,
		alloc_flow_counter),
	VCX_CMD(DEALLOC_FLOW_COUNTER, dealloc_flow_counter_in, dealloc_flow_counter_out, INIT,
		dealloc_flow_counter),
	VCX_CMD(QUERY_FLOW_COUNTER, query_flow_counter_in, query_flow_counter_out, INIT,
		query_flow_counter),
};

/* queue counter numbers have 8 bits */
static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_Q_COUNTER, "Q_COUNTER", 1, 0xfe, NULL, NULL },
	{ VCX_OBJ_FLOW_COUNTER, "FLOW_COUNTER", 0x80000, 0x10000, NULL, NULL },
};

const struct vcx_cmd_family vcx_cmds_counters = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
