// SPDX-License-Identifier: GPL-2.0-only
/* Flow tables, flow groups, and root tables. */
#include "vconnectx/card/rx/flow_table.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/host/util.h"

#define FT_CAP(dev, type, fld) \
	((type) == VCX_FT_NIC_RX ? VCX_CAP_FT(dev, flow_table_properties_nic_receive.fld) : \
				   VCX_CAP_FT(dev, flow_table_properties_nic_transmit.fld))

/* modify_field_select of MODIFY_FLOW_TABLE: fs_cmd.c */
#define MODIFY_MISS BIT(0)

/* SET_FLOW_TABLE_ROOT op_mod: fs_cmd.c, connect and disconnect */
enum { ROOT_CONNECT = 0, ROOT_DISCONNECT = 1 };

/*
 * All steering commands have the vport and the table type at the same offsets.  Only the
 * function's own vport exists.
 */
static enum vcx_status check_type(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_ft_type *type)
{
	unsigned int ft = (unsigned int)VCX_GET(create_flow_table_in, cmd->in, table_type);

	if (VCX_GET(create_flow_table_in, cmd->in, other_vport) ||
	    VCX_GET(create_flow_table_in, cmd->in, vport_number))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "only vport 0 exists");
	if (ft >= VCX_NR_FT_TYPES || !FT_CAP(dev, ft, ft_support))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"flow table type 0x%x is not supported", ft);
	*type = ft;
	return VCX_OK;
}

struct vcx_flow_table *vcx_flow_table_find(struct vcx_dev *dev, struct vcx_cmd *cmd, uint32_t id)
{
	struct vcx_flow_table *table;
	enum vcx_ft_type type;

	cmd->status = (uint8_t)check_type(dev, cmd, &type);
	if (cmd->status)
		return NULL;
	table = vcx_cmd_find(dev, cmd, VCX_OBJ_FLOW_TABLE, id);
	if (table && table->type != type) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
						"flow table %u is of type 0x%x", id, table->type);
		return NULL;
	}
	return table;
}

static void flow_table_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	free(container_of(obj, struct vcx_flow_table, obj)->entries);
}

static void flow_group_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	(void)obj;
}

/* set the table for packets without a match */
static enum vcx_status set_miss(struct vcx_dev *dev, struct vcx_cmd *cmd,
				struct vcx_flow_table *table, const uint8_t *ctx)
{
	struct vcx_flow_table *miss = NULL;
	enum vcx_status status = VCX_OK;

	switch (VCX_GET(flow_table_context, ctx, table_miss_action)) {
	case MLX5_FLOW_TABLE_MISS_ACTION_DEF:
		break;
	case MLX5_FLOW_TABLE_MISS_ACTION_FWD:
		miss = vcx_flow_table_find(dev, cmd,
					   (uint32_t)VCX_GET(flow_table_context, ctx,
							     table_miss_id));
		if (!miss)
			return cmd->status;
		if (miss->level <= table->level)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"miss leads from level %u to level %u", table->level,
					miss->level);
		break;
	default:
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "table_miss_action %u",
				(unsigned int)VCX_GET(flow_table_context, ctx, table_miss_action));
	}
	if (miss)
		status = vcx_cmd_ref(dev, cmd, &table->obj, &miss->obj);
	if (status)
		return status;
	if (table->miss)
		vcx_obj_unref(&table->obj, &table->miss->obj);
	table->miss = miss;
	return VCX_OK;
}

static enum vcx_status create_table(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *ctx = VCX_ADDR(create_flow_table_in, cmd->in, flow_table_context);
	unsigned int level = (unsigned int)VCX_GET(flow_table_context, ctx, level);
	unsigned int log_size = (unsigned int)VCX_GET(flow_table_context, ctx, log_size);
	struct vcx_flow_table *table;
	enum vcx_status status;
	enum vcx_ft_type type;

	status = check_type(dev, cmd, &type);
	if (status)
		return status;
	if (level >= FT_CAP(dev, type, max_ft_level) ||
	    log_size > FT_CAP(dev, type, log_max_ft_size))
		return vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
				"level %u with 2^%u entries exceeds the limit", level, log_size);
	if (VCX_GET(flow_table_context, ctx, reformat_en) ||
	    VCX_GET(flow_table_context, ctx, decap_en) ||
	    VCX_GET(flow_table_context, ctx, sw_owner) ||
	    VCX_GET(flow_table_context, ctx, termination_table))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"reformat, decap, sw_owner and termination are not modelled");
	table = vcx_cmd_new(dev, cmd, VCX_OBJ_FLOW_TABLE, sizeof(*table));
	if (!table)
		return cmd->status;
	table->type = type;
	table->level = level;
	table->log_size = log_size;
	status = set_miss(dev, cmd, table, ctx);
	if (status)
		return vcx_cmd_undo(dev, cmd, &table->obj, status);
	VCX_SET(create_flow_table_out, cmd->out, table_id, table->obj.id);
	return VCX_OK;
}

static enum vcx_status modify_table(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *ctx = VCX_ADDR(modify_flow_table_in, cmd->in, flow_table_context);
	uint32_t select = (uint32_t)VCX_GET(modify_flow_table_in, cmd->in, modify_field_select);
	struct vcx_flow_table *table;

	table = vcx_flow_table_find(dev, cmd,
				    (uint32_t)VCX_GET(modify_flow_table_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	if (select & ~MODIFY_MISS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"modify_field_select 0x%x not modelled", select);
	return select & MODIFY_MISS ? set_miss(dev, cmd, table, ctx) : VCX_OK;
}

static enum vcx_status query_table(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *ctx = VCX_ADDR(query_flow_table_out, cmd->out, flow_table_context);
	struct vcx_flow_table *table;

	table = vcx_flow_table_find(dev, cmd,
				    (uint32_t)VCX_GET(query_flow_table_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	VCX_SET(flow_table_context, ctx, level, table->level);
	VCX_SET(flow_table_context, ctx, log_size, table->log_size);
	if (table->miss) {
		VCX_SET(flow_table_context, ctx, table_miss_action,
			MLX5_FLOW_TABLE_MISS_ACTION_FWD);
		VCX_SET(flow_table_context, ctx, table_miss_id, table->miss->obj.id);
	}
	return VCX_OK;
}

static enum vcx_status destroy_table(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t id = (uint32_t)VCX_GET(destroy_flow_table_in, cmd->in, table_id);
	struct vcx_flow_table *table = vcx_flow_table_find(dev, cmd, id);
	enum vcx_ft_type type;
	bool root;
	enum vcx_status status;

	if (!table)
		return cmd->status;
	type = table->type;
	root = dev->rx->root[type] == &table->obj;
	status = vcx_cmd_destroy(dev, cmd, VCX_OBJ_FLOW_TABLE, id);
	/* the driver destroys the last table of a tree without disconnecting it */
	if (!status && root)
		dev->rx->root[type] = NULL;
	return status;
}

static enum vcx_status set_root(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_flow_table *table;
	enum vcx_status status;
	enum vcx_ft_type type;

	if (cmd->op_mod == ROOT_DISCONNECT) {
		status = check_type(dev, cmd, &type);
		if (!status)
			dev->rx->root[type] = NULL;
		return status;
	}
	if (cmd->op_mod != ROOT_CONNECT)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OP_MOD,
				"op_mod not modelled");
	table = vcx_flow_table_find(dev, cmd,
				    (uint32_t)VCX_GET(set_flow_table_root_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	dev->rx->root[table->type] = &table->obj;
	return VCX_OK;
}

static enum vcx_status check_range(struct vcx_dev *dev, struct vcx_cmd *cmd,
				   const struct vcx_flow_table *table, uint32_t first,
				   uint32_t last)
{
	if (first > last || last >= 1ull << table->log_size)
		return vcx_fail(dev, cmd, VCX_BAD_INDEX, VCX_SYND_RANGE,
				"entries %u to %u, the table has 2^%u", first, last,
				table->log_size);
	for (const struct vcx_flow_group *g = table->groups; g; g = g->next)
		if (first <= g->last && g->first <= last)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OVERLAP,
					"entries %u to %u overlap group %u", first, last,
					g->obj.id);
	return VCX_OK;
}

static enum vcx_status create_group(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t first = (uint32_t)VCX_GET(create_flow_group_in, cmd->in, start_flow_index);
	uint32_t last = (uint32_t)VCX_GET(create_flow_group_in, cmd->in, end_flow_index);
	struct vcx_flow_table *table;
	struct vcx_flow_group *group;
	enum vcx_status status;

	table = vcx_flow_table_find(dev, cmd,
				    (uint32_t)VCX_GET(create_flow_group_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	if (VCX_GET(create_flow_group_in, cmd->in, group_type))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"only TCAM groups are modelled");
	status = check_range(dev, cmd, table, first, last);
	if (status)
		return status;
	group = vcx_cmd_new(dev, cmd, VCX_OBJ_FLOW_GROUP, sizeof(*group));
	if (!group)
		return cmd->status;
	status = vcx_cmd_ref(dev, cmd, &group->obj, &table->obj);
	if (status)
		return vcx_cmd_undo(dev, cmd, &group->obj, status);
	group->table = table;
	group->first = first;
	group->last = last;
	group->criteria_enable =
		(uint8_t)VCX_GET(create_flow_group_in, cmd->in, match_criteria_enable);
	memcpy(group->criteria, VCX_ADDR(create_flow_group_in, cmd->in, match_criteria),
	       sizeof(group->criteria));
	group->next = table->groups;
	table->groups = group;
	VCX_SET(create_flow_group_out, cmd->out, group_id, group->obj.id);
	return VCX_OK;
}

static enum vcx_status destroy_group(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t id = (uint32_t)VCX_GET(destroy_flow_group_in, cmd->in, group_id);
	struct vcx_flow_table *table;
	struct vcx_flow_group **link;
	struct vcx_flow_group *next;
	enum vcx_status status;

	table = vcx_flow_table_find(dev, cmd,
				    (uint32_t)VCX_GET(destroy_flow_group_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	for (link = &table->groups; *link; link = &(*link)->next)
		if ((*link)->obj.id == id)
			break;
	if (!*link)
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
				"table %u has no group %u", table->obj.id, id);
	next = (*link)->next;
	status = vcx_cmd_destroy(dev, cmd, VCX_OBJ_FLOW_GROUP, id);
	if (!status)
		*link = next;
	return status;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(SET_FLOW_TABLE_ROOT, set_flow_table_root_in, set_flow_table_root_out, INIT,
		set_root),
	VCX_CMD(CREATE_FLOW_TABLE, create_flow_table_in, create_flow_table_out, INIT, create_table),
	VCX_CMD(MODIFY_FLOW_TABLE, modify_flow_table_in, modify_flow_table_out, INIT, modify_table),
	VCX_QUERY(QUERY_FLOW_TABLE, query_flow_table_in, query_flow_table_out, INIT, query_table),
	VCX_CMD(DESTROY_FLOW_TABLE, destroy_flow_table_in, destroy_flow_table_out, INIT,
		destroy_table),
	VCX_CMD(CREATE_FLOW_GROUP, create_flow_group_in, create_flow_group_out, INIT, create_group),
	VCX_CMD(DESTROY_FLOW_GROUP, destroy_flow_group_in, destroy_flow_group_out, INIT,
		destroy_group),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_FLOW_TABLE, "FLOW_TABLE", 0x60000, 0x10000, NULL, flow_table_release },
	{ VCX_OBJ_FLOW_GROUP, "FLOW_GROUP", 0x70000, 0x10000, NULL, flow_group_release },
};

const struct vcx_cmd_family vcx_cmds_flow_table = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
