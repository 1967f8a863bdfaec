/* SPDX-License-Identifier: GPL-2.0-only */
/* Struct arguments of functions: selection of structs and members to print. */
#ifndef MLX5TRACE_FLOW_STRUCT_ARGS_H
#define MLX5TRACE_FLOW_STRUCT_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/flow/kernel/names.h"

struct btf;

/* A type of the running kernel; @id 0: none. */
struct flow_btf_type {
	const struct btf *btf;
	uint32_t id;
};

/* An integer member of a struct, or of a nested one. */
struct flow_struct_member {
	char name[64]; /* "fs.location" */
	unsigned int offset, size;
	bool is_signed, big_endian;
	bool always; /* print also 0, which has a name */
	enum flow_set set;
	const char *only;	   /* of a union: required text of the members before it; or NULL */
	struct flow_btf_type type; /* if it is an enum */
};

/* The type without typedefs and qualifiers. */
uint32_t flow_btf_plain(const struct btf *btf, uint32_t id);

/* The struct that a parameter points to, or its enum type. */
struct flow_btf_type flow_btf_target(const struct btf *btf, uint32_t param);

/*
 * The members of a struct that holds a value (a request, a configuration), up to @max
 * in order; 0 for a struct that is a kernel object or has no printable members.
 */
unsigned int flow_struct_members(const struct flow_btf_type *type, struct flow_struct_member *list,
				 unsigned int max);

/* Name for an unnamed parameter: "channels" for struct ethtool_channels. */
const char *flow_struct_called(const struct flow_btf_type *type);

/* The enumerator with @value; NULL: none. */
const char *flow_enumerator(const struct flow_btf_type *type, uint64_t value);

#endif
