// SPDX-License-Identifier: GPL-2.0-only
/* Flow table entries: set, modify, delete, query. */
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/rx/flow_table.h"
#include "vconnectx/host/util.h"

#define DEST_SIZE VCX_ST_SZ(dest_format_struct)
#define DESTS_MAX 256u

/* supported actions of an entry */
#define ACTIONS \
	(MLX5_FLOW_CONTEXT_ACTION_ALLOW | MLX5_FLOW_CONTEXT_ACTION_DROP | \
	 MLX5_FLOW_CONTEXT_ACTION_FWD_DEST | MLX5_FLOW_CONTEXT_ACTION_COUNT)

/* SET_FLOW_TABLE_ENTRY op_mod, and bits of modify_enable_mask: fs_cmd.c */
enum { FTE_NEW = 0, FTE_MODIFY = 1 };
#define MODIFY_ACTION	BIT(0)
#define MODIFY_TAG	BIT(1)
#define MODIFY_DESTS	BIT(2)
#define MODIFY_COUNTERS BIT(3)
#define MODIFY_ALL	(MODIFY_ACTION | MODIFY_TAG | MODIFY_DESTS | MODIFY_COUNTERS)

static void flow_entry_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	free(container_of(obj, struct vcx_flow_entry, obj)->dests);
}

/* Return: position in table->entries of the first entry at or above @index */
static size_t entry_pos(const struct vcx_flow_table *table, uint64_t index)
{
	size_t lo = 0, hi = table->nr_entries;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (table->entries[mid]->index < index)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct vcx_flow_entry *vcx_flow_entry_from(const struct vcx_flow_table *table, uint64_t index)
{
	size_t pos = entry_pos(table, index);

	return pos < table->nr_entries ? table->entries[pos] : NULL;
}

static struct vcx_flow_entry *entry_at(const struct vcx_flow_table *table, uint32_t index)
{
	size_t pos = entry_pos(table, index);

	if (pos < table->nr_entries && table->entries[pos]->index == index)
		return table->entries[pos];
	return NULL;
}

static bool table_insert(struct vcx_dev *dev, struct vcx_flow_table *table,
			 struct vcx_flow_entry *entry)
{
	size_t pos = entry_pos(table, entry->index);

	if (table->nr_entries == table->cap_entries) {
		size_t cap = table->cap_entries ? table->cap_entries * 2 : 16;
		size_t more = (cap - table->cap_entries) * sizeof(*table->entries);
		struct vcx_flow_entry **bigger;

		if (!vcx_obj_charge(dev, &table->obj, more))
			return false;
		bigger = realloc(table->entries, cap * sizeof(*bigger));
		if (!bigger) {
			vcx_obj_uncharge(dev, &table->obj, more);
			return false;
		}
		table->entries = bigger;
		table->cap_entries = cap;
	}
	memmove(table->entries + pos + 1, table->entries + pos,
		(table->nr_entries - pos) * sizeof(*table->entries));
	table->entries[pos] = entry;
	table->nr_entries++;
	return true;
}

static void table_remove(struct vcx_flow_table *table, uint32_t index)
{
	size_t pos = entry_pos(table, index);

	table->nr_entries--;
	memmove(table->entries + pos, table->entries + pos + 1,
		(table->nr_entries - pos) * sizeof(*table->entries));
}

static struct vcx_obj *find_dest(struct vcx_dev *dev, struct vcx_cmd *cmd,
				 const struct vcx_flow_table *table, const uint8_t *dest)
{
	uint32_t id = (uint32_t)VCX_GET(dest_format_struct, dest, destination_id);
	unsigned int type = (unsigned int)VCX_GET(dest_format_struct, dest, destination_type);
	struct vcx_flow_table *next;

	switch (type) {
	case MLX5_IFC_FLOW_DESTINATION_TYPE_TIR:
		return vcx_cmd_find(dev, cmd, VCX_OBJ_TIR, id);
	case MLX5_IFC_FLOW_DESTINATION_TYPE_FLOW_TABLE:
		next = vcx_flow_table_find(dev, cmd, id);
		if (!next)
			return NULL;
		if (next->level > table->level || VCX_GET(set_fte_in, cmd->in, ignore_flow_level))
			return &next->obj;
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
						"entry leads from level %u to level %u",
						table->level, next->level);
		return NULL;
	default:
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
						"destination type 0x%x not modelled", type);
		return NULL;
	}
}

static enum vcx_status check_context(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *ctx)
{
	uint32_t action = (uint32_t)VCX_GET(flow_context, ctx, action);
	uint64_t dests = VCX_GET(flow_context, ctx, destination_list_size);
	uint64_t counters = VCX_GET(flow_context, ctx, flow_counter_list_size);
	uint64_t room = (cmd->in_len - VCX_ST_SZ(set_fte_in)) / DEST_SIZE;

	if (action & ~(uint32_t)ACTIONS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"action 0x%x not modelled", action);
	if (VCX_GET(flow_context, ctx, extended_destination))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"extended destinations not modelled");
	if (!!(action & MLX5_FLOW_CONTEXT_ACTION_FWD_DEST) != !!dests)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"%u destinations with action 0x%x", (unsigned int)dests, action);
	if (dests > DESTS_MAX || counters > DESTS_MAX)
		return vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
				"%u destinations and %u counters, the maximum is %u",
				(unsigned int)dests, (unsigned int)counters, DESTS_MAX);
	if (dests + counters > room)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u destinations and %u counters, the input has %u",
				(unsigned int)dests, (unsigned int)counters, (unsigned int)room);
	return VCX_OK;
}

/* copy context, destinations and counters from the command */
static enum vcx_status fill_entry(struct vcx_dev *dev, struct vcx_cmd *cmd,
				  struct vcx_flow_entry *entry, const uint8_t *ctx)
{
	const uint8_t *list = cmd->in + VCX_ST_SZ(set_fte_in);
	uint32_t dests = (uint32_t)VCX_GET(flow_context, ctx, destination_list_size);
	uint32_t counters = (uint32_t)VCX_GET(flow_context, ctx, flow_counter_list_size);
	struct vcx_obj *needs[2 * DESTS_MAX];
	enum vcx_status status = VCX_OK;
	uint32_t nr = 0;
	uint8_t *copy;

	for (uint32_t i = 0; i < dests; i++, nr++) {
		needs[nr] = find_dest(dev, cmd, entry->group->table, list + i * DEST_SIZE);
		if (!needs[nr])
			return cmd->status;
	}
	for (uint32_t i = 0; i < counters; i++, nr++) {
		needs[nr] = vcx_cmd_find(dev, cmd, VCX_OBJ_FLOW_COUNTER,
					 vcx_get_be32(list + nr * DEST_SIZE));
		if (!needs[nr])
			return cmd->status;
	}
	if (!vcx_obj_charge(dev, &entry->obj, nr * DEST_SIZE))
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY,
				"no memory for %u destinations", nr);
	copy = malloc(nr ? nr * DEST_SIZE : 1);
	if (!copy) {
		vcx_obj_uncharge(dev, &entry->obj, nr * DEST_SIZE);
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	}
	memcpy(copy, list, nr * DEST_SIZE);
	vcx_obj_unref_all(&entry->obj);
	status = vcx_cmd_ref(dev, cmd, &entry->obj, &entry->group->obj);
	for (uint32_t i = 0; !status && i < nr; i++)
		status = vcx_cmd_ref(dev, cmd, &entry->obj, needs[i]);
	free(entry->dests);
	vcx_obj_uncharge(dev, &entry->obj, (entry->nr_dests + entry->nr_counters) * DEST_SIZE);
	entry->dests = copy;
	entry->nr_dests = dests;
	entry->nr_counters = counters;
	memcpy(entry->ctx, ctx, sizeof(entry->ctx));
	return status;
}

static enum vcx_status new_entry(struct vcx_dev *dev, struct vcx_cmd *cmd,
				 struct vcx_flow_table *table, uint32_t index)
{
	const uint8_t *ctx = VCX_ADDR(set_fte_in, cmd->in, flow_context);
	uint32_t group_id = (uint32_t)VCX_GET(flow_context, ctx, group_id);
	struct vcx_flow_group *group;
	struct vcx_flow_entry *entry;
	enum vcx_status status;

	group = vcx_cmd_find(dev, cmd, VCX_OBJ_FLOW_GROUP, group_id);
	if (!group)
		return cmd->status;
	if (group->table != table || index < group->first || index > group->last)
		return vcx_fail(dev, cmd, VCX_BAD_INDEX, VCX_SYND_RANGE,
				"entry %u is not in group %u of table %u", index, group_id,
				table->obj.id);
	if (entry_at(table, index))
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE_STATE, VCX_SYND_OVERLAP,
				"entry %u is in use", index);
	entry = vcx_cmd_new(dev, cmd, VCX_OBJ_FLOW_ENTRY, sizeof(*entry));
	if (!entry)
		return cmd->status;
	entry->group = group;
	entry->index = index;
	entry->obj.shown_id = index;
	cmd->created.id = index;
	status = fill_entry(dev, cmd, entry, ctx);
	if (!status && !table_insert(dev, table, entry))
		status = vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	if (status)
		return vcx_cmd_undo(dev, cmd, &entry->obj, status);
	return VCX_OK;
}

static enum vcx_status modify_entry(struct vcx_dev *dev, struct vcx_cmd *cmd,
				    struct vcx_flow_table *table, uint32_t index)
{
	uint32_t mask = (uint32_t)VCX_GET(set_fte_in, cmd->in, modify_enable_mask);
	struct vcx_flow_entry *entry = entry_at(table, index);
	uint8_t ctx[VCX_ST_SZ(flow_context)];

	if (!entry)
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
				"entry %u of table %u does not exist", index, table->obj.id);
	if (!mask || mask & ~MODIFY_ALL)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"modify_enable_mask 0x%x is invalid", mask);
	/* the command contains the whole entry, but the match value cannot be changed */
	memcpy(ctx, VCX_ADDR(set_fte_in, cmd->in, flow_context), sizeof(ctx));
	memcpy(VCX_ADDR(flow_context, ctx, match_value),
	       VCX_ADDR(flow_context, entry->ctx, match_value),
	       VCX_FLD_SZ(flow_context, match_value));
	return fill_entry(dev, cmd, entry, ctx);
}

static enum vcx_status set_entry(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *ctx = VCX_ADDR(set_fte_in, cmd->in, flow_context);
	uint32_t index = (uint32_t)VCX_GET(set_fte_in, cmd->in, flow_index);
	struct vcx_flow_table *table;
	enum vcx_status status;

	table = vcx_flow_table_find(dev, cmd, (uint32_t)VCX_GET(set_fte_in, cmd->in, table_id));
	if (!table)
		return cmd->status;
	status = check_context(dev, cmd, ctx);
	if (status)
		return status;
	switch (cmd->op_mod) {
	case FTE_NEW:
		return new_entry(dev, cmd, table, index);
	case FTE_MODIFY:
		return modify_entry(dev, cmd, table, index);
	default:
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OP_MOD,
				"op_mod not modelled");
	}
}

static struct vcx_flow_entry *named_entry(struct vcx_dev *dev, struct vcx_cmd *cmd,
					  struct vcx_flow_table **table)
{
	uint32_t index = (uint32_t)VCX_GET(delete_fte_in, cmd->in, flow_index);
	struct vcx_flow_entry *entry;

	*table = vcx_flow_table_find(dev, cmd, (uint32_t)VCX_GET(delete_fte_in, cmd->in, table_id));
	if (!*table)
		return NULL;
	entry = entry_at(*table, index);
	if (!entry)
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
						"entry %u of table %u does not exist", index,
						(*table)->obj.id);
	return entry;
}

static enum vcx_status delete_entry(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_flow_table *table;
	struct vcx_flow_entry *entry = named_entry(dev, cmd, &table);

	if (!entry)
		return cmd->status;
	cmd->destroyed = (struct vcx_named){
		.type = vcx_obj_type_name(dev, VCX_OBJ_FLOW_ENTRY),
		.id = entry->index,
	};
	table_remove(table, entry->index);
	vcx_obj_delete(dev, &entry->obj);
	return VCX_OK;
}

static enum vcx_status query_entry(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *ctx = VCX_ADDR(query_fte_out, cmd->out, flow_context);
	uint32_t room = (cmd->out_len - VCX_ST_SZ(query_fte_out)) / DEST_SIZE;
	struct vcx_flow_table *table;
	struct vcx_flow_entry *entry = named_entry(dev, cmd, &table);
	uint32_t nr;

	if (!entry)
		return cmd->status;
	nr = entry->nr_dests + entry->nr_counters;
	memcpy(ctx, entry->ctx, sizeof(entry->ctx));
	memcpy(cmd->out + VCX_ST_SZ(query_fte_out), entry->dests,
	       (nr < room ? nr : room) * DEST_SIZE);
	return VCX_OK;
}

_Static_assert(VCX_BIT_OFF(query_fte_in, flow_index) == VCX_BIT_OFF(delete_fte_in, flow_index),
	       "place of flow_index");

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(SET_FLOW_TABLE_ENTRY, set_fte_in, set_fte_out, INIT, set_entry),
	VCX_CMD(DELETE_FLOW_TABLE_ENTRY, delete_fte_in, delete_fte_out, INIT, delete_entry),
	VCX_CMD(QUERY_FLOW_TABLE_ENTRY, query_fte_in, query_fte_out, INIT, query_entry),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_FLOW_ENTRY, "FLOW_ENTRY", 1, 0x1000000,
	  "flow_table.flow_table_properties_nic_receive.log_max_flow", flow_entry_release },
};

const struct vcx_cmd_family vcx_cmds_flow_entry = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
