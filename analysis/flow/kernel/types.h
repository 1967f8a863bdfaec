/* SPDX-License-Identifier: GPL-2.0-only */
/* Types of functions and ops tables from the kernel's BTF. */
#ifndef MLX5TRACE_FLOW_TYPES_H
#define MLX5TRACE_FLOW_TYPES_H

#include "analysis/flow/kernel/optables.h"

struct flow_types;

/* Returns NULL if the kernel has no BTF. */
struct flow_types *flow_types_load(const char *const *modules, unsigned int nr_modules);
void flow_types_free(struct flow_types *t);

/* A function pointer in an ops table. */
struct flow_member {
	unsigned int offset;
	const struct mt_symbol *func;
};

/* The running kernel's enum of ethtool netlink requests. Its id is 0 if it is unknown. */
struct flow_btf_type flow_types_ethtool_requests(const struct flow_types *t);

/* See flow_optables_netdev_lock(). @t may be NULL. */
int flow_types_netdev_lock(const struct flow_types *t);

/*
 * Find the struct whose members at these offsets best match the types of these functions.
 * The id of the result is 0 if there is none. @t may be NULL.
 */
struct flow_btf_type flow_types_table(const struct flow_types *t, const struct flow_member *members,
				      unsigned int nr);
/* Find the struct by the usual name of such a table in drivers, if function types are unknown. */
struct flow_btf_type flow_types_table_named(const struct flow_types *t, const char *table);
/* Returns the name of the member at @offset, or NULL. */
const char *flow_types_member(const struct flow_btf_type *type, unsigned int offset);
/*
 * Returns the type name of an ops table of network devices, found by the table's name if @type is
 * unknown, or NULL if it is not such a table.
 */
const char *flow_types_device(const struct flow_btf_type *type, const char *table);

bool flow_types_proto(const struct flow_types *t, const struct mt_symbol *func,
		      struct flow_proto *proto);
/* Get the prototype from the member at @offset of a table. Its parameters have no names. */
bool flow_types_member_proto(const struct flow_types *t, const struct flow_btf_type *type,
			     unsigned int offset, struct flow_proto *proto);

#endif
