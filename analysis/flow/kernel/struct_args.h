/* SPDX-License-Identifier: GPL-2.0-only */
/* Selection of the struct arguments, and of their members, to print. */
#ifndef MLX5TRACE_FLOW_STRUCT_ARGS_H
#define MLX5TRACE_FLOW_STRUCT_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/flow/kernel/names.h"

struct btf;

/* A type of the running kernel. @id is 0 if there is none. */
struct flow_btf_type {
	const struct btf *btf;
	uint32_t id;
};

/* An integer member of a struct or of a struct nested in it. */
struct flow_struct_member {
	char name[64]; /* "fs.location" */
	unsigned int offset, size;
	bool is_signed, big_endian;
	bool always; /* also print the value 0, as it has a name */
	enum flow_set set;
	const char *only; /* for a union: the text that the preceding members must match; or NULL */
	struct flow_btf_type type; /* set if the member is an enum */
};

/* Resolve typedefs and qualifiers. */
uint32_t flow_btf_plain(const struct btf *btf, uint32_t id);

/* The struct that a parameter points to, or the enum type of the parameter. */
struct flow_btf_type flow_btf_target(const struct btf *btf, uint32_t param);

/*
 * List up to @max members of a struct that is a value, such as a request or a configuration.
 * Returns their number, 0 if the struct is a kernel object or has no printable members.
 */
unsigned int flow_struct_members(const struct flow_btf_type *type, struct flow_struct_member *list,
				 unsigned int max);

/* Name to print for an unnamed parameter: "channels" for struct ethtool_channels. */
const char *flow_struct_called(const struct flow_btf_type *type);

/* Returns the enumerator with this value, or NULL. */
const char *flow_enumerator(const struct flow_btf_type *type, uint64_t value);

#endif
