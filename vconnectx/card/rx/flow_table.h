/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flow steering objects, stored as the driver gave them.
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
 * @obj: head; refers to the table that misses go to
 * @type: which tree it belongs to
 * @level: its place in the tree; entries lead to tables of a higher level
 * @log_size: log2 of the number of entries
 * @miss: table that packets without match go to, NULL: the default action
 * @entries: entries of this table, ascending by index, owned by the object
 *	table
 * @nr_entries: how many
 * @cap_entries: room in @entries
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
 * @table: table it is part of
 * @next: next group of the table
 * @first: first entry index
 * @last: last entry index
 * @criteria_enable: which parts of @criteria count
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
 * @group: group it is part of
 * @index: place in the table
 * @ctx: flow_context without its list: action, tag, match value
 * @dests: destinations, then counters, 8 bytes each, owned
 * @nr_dests: destinations
 * @nr_counters: counters behind them
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
 * vcx_flow_table_find() - table that a steering command names
 * Checks vport and table type as well.
 * Return: the table, or NULL and the command has failed.
 */
struct vcx_flow_table *vcx_flow_table_find(struct vcx_dev *dev, struct vcx_cmd *cmd, uint32_t id);

#endif
