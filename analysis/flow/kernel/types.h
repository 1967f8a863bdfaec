/* SPDX-License-Identifier: GPL-2.0-only */
/* Types of functions and ops tables from the kernel's BTF. */
#ifndef MLX5TRACE_FLOW_TYPES_H
#define MLX5TRACE_FLOW_TYPES_H

#include "analysis/flow/kernel/optables.h"

struct flow_types;

/* NULL when the kernel has no BTF. */
struct flow_types *flow_types_load(const char *const *modules, unsigned int nr_modules);
void flow_types_free(struct flow_types *t);

/* A function pointer in a table. */
struct flow_member {
	unsigned int offset;
	const struct mt_symbol *func;
};

/* Enum of the requests of ethtool's netlink family in the running kernel; no id: unknown. */
struct flow_btf_type flow_types_ethtool_requests(const struct flow_types *t);

/*
 * The struct with the best match between the types of its members at these offsets and
 * the types of these functions. 0: none. @t may be NULL.
 */
int flow_types_table(const struct flow_types *t, const struct flow_member *members,
		     unsigned int nr);
/* The same, found from the usual name of such a table in drivers, if function types are unknown. */
int flow_types_table_named(const struct flow_types *t, const char *table);
/* The name of the member at @offset; NULL: none. */
const char *flow_types_member(const struct flow_types *t, int type, unsigned int offset);
/*
 * The type of an ops table of network devices, by its name if the type is unknown; NULL:
 * not such a table.
 */
const char *flow_types_device(const struct flow_types *t, int type, const char *table);

bool flow_types_proto(const struct flow_types *t, const struct mt_symbol *func,
		      struct flow_proto *proto);
/* The same from the member at @offset of a table; parameters have no names. */
bool flow_types_member_proto(const struct flow_types *t, int type, unsigned int offset,
			     struct flow_proto *proto);

#endif
