/* SPDX-License-Identifier: GPL-2.0-only */
/* The structs that functions are called with: which are worth telling, and what of them. */
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

/* A number in a struct, or in one that is part of it. */
struct flow_struct_member {
	char name[64]; /* "fs.location" */
	unsigned int offset, size;
	bool is_signed, big_endian;
	bool always; /* its 0 has a name that is worth telling */
	enum flow_set set;
	const char *only; /* of a union: what the members before it must read like; or NULL */
	struct flow_btf_type type; /* if it is an enum */
};

/* The type behind its typedefs and qualifiers. */
uint32_t flow_btf_plain(const struct btf *btf, uint32_t id);

/* The struct that a parameter points to, or the enum that it is. */
struct flow_btf_type flow_btf_told(const struct btf *btf, uint32_t param);

/*
 * The members of a struct that is a value (a request, a configuration), up to @max in
 * their order; 0 of one that is an object of the kernel, and where there is none to tell.
 */
unsigned int flow_struct_members(const struct flow_btf_type *type, struct flow_struct_member *list,
				 unsigned int max);

/* What to call a parameter that has no name: "channels" of struct ethtool_channels. */
const char *flow_struct_called(const struct flow_btf_type *type);

/* The enumerator that has @value; NULL: none. */
const char *flow_enumerator(const struct flow_btf_type *type, uint64_t value);

#endif
