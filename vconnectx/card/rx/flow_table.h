/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flow steering objects, stored in the format of the commands.
 */
#ifndef VCX_FLOW_TABLE_H
#define VCX_FLOW_TABLE_H

#include <stdint.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"

/* core/fs_core.h: enum fs_flow_table_type */
enum vcx_ft_type { VCX_FT_NIC_RX = 0, VCX_FT_NIC_TX = 1, VCX_NR_FT_TYPES };

/**
 * struct vcx_flow_table - a flow table
 * @obj: head; refers to the miss table
 * @type: type of its tree
 * @level: level in the tree; destination tables have a higher level
 * @log_size: log2 of the number of entries
 * @miss: table for packets without a match, or NULL for the default action
 * @entries: entries of this table, ascending by index, owned by the object
 *	table
 * @nr_entries: number of @entries
 * @cap_entries: capacity of @entries
 * @groups: groups of this table
 */
struct vcx_flow_table {
	struct vcx_obj obj;
	enum vcx_ft_type type;
	unsigned int level;
	unsigned int log_size;
	struct vcx_flow_table *miss;
	struct vcx_flow_entry **entries;
	size_t nr_entries;
	size_t cap_entries;
	struct vcx_flow_group *groups;
};

/**
 * struct vcx_flow_group - entries of a table that match on the same fields
 * @obj: head; refers to the table
 * @table: table that the group is part of
 * @next: next group of the table
 * @first: first entry index
 * @last: last entry index
 * @criteria_enable: enabled parts of @criteria
 * @criteria: mask of the fields matched
 */
struct vcx_flow_group {
	struct vcx_obj obj;
	struct vcx_flow_table *table;
	struct vcx_flow_group *next;
	uint32_t first;
	uint32_t last;
	uint8_t criteria_enable;
	uint8_t criteria[VCX_ST_SZ(fte_match_param)];
};

/**
 * struct vcx_flow_entry - one rule
 * @obj: head; refers to group, destinations and counters
 * @group: group that the entry is part of
 * @index: index in the table
 * @ctx: flow_context without its list: action, tag, match value
 * @dests: destinations, followed by counters, 8 bytes each, owned
 * @nr_dests: number of destinations
 * @nr_counters: number of counters
 */
struct vcx_flow_entry {
	struct vcx_obj obj;
	struct vcx_flow_group *group;
	uint32_t index;
	uint8_t ctx[VCX_ST_SZ(flow_context)];
	uint8_t *dests;
	uint32_t nr_dests;
	uint32_t nr_counters;
};

/**
 * vcx_flow_table_find() - look up the table of a steering command
 * Also checks the vport and the table type.
 * Return: the table, or NULL after failing the command.
 */
struct vcx_flow_table *vcx_flow_table_find(struct vcx_dev *dev, struct vcx_cmd *cmd, uint32_t id);

/* Return: the first entry at or above @index, or NULL */
const struct vcx_flow_entry *vcx_flow_entry_from(const struct vcx_flow_table *table,
						 uint64_t index);

#endif
