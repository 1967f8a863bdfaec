/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's BTF tells of functions and of the tables that they are in. */
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

/* The requests of ethtool's netlink family, as the running kernel numbers them; no id: unknown. */
struct flow_btf_type flow_types_ethtool_requests(const struct flow_types *t);

/*
 * The struct whose members at these offsets have just the types of these functions; the
 * one of which most match. 0: none. @t may be NULL.
 */
int flow_types_table(const struct flow_types *t, const struct flow_member *members,
		     unsigned int nr);
/* The same by the name that drivers give such a table, where the functions' types are unknown. */
int flow_types_table_named(const struct flow_types *t, const char *table);
/* The name of the member at @offset; NULL: none there. */
const char *flow_types_member(const struct flow_types *t, int type, unsigned int offset);
/*
 * The type of a table of a network device, by its name where the type is unknown; NULL: it
 * is none.
 */
const char *flow_types_device(const struct flow_types *t, int type, const char *table);

bool flow_types_proto(const struct flow_types *t, const struct mt_symbol *func,
		      struct flow_proto *proto);
/* The same of the functions that the member at @offset can be; parameters have no names. */
bool flow_types_member_proto(const struct flow_types *t, int type, unsigned int offset,
			     struct flow_proto *proto);

#endif
