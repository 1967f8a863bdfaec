/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping of functions to ops tables: the running kernel's tables of function pointers
 * are read from its memory (/proc/kcore), the names of their members from its BTF.
 */
#ifndef MLX5TRACE_FLOW_OPTABLES_H
#define MLX5TRACE_FLOW_OPTABLES_H

#include "analysis/flow/kernel/struct_args.h"
#include "analysis/source/kallsyms.h"

struct flow_optables;

/*
 * Tables of the kernel and of the named modules. NULL only when out of memory;
 * flow_optables_missing() describes data that could not be read.
 */
struct flow_optables *flow_optables_load(const struct mt_kallsyms *symbols,
					 const char *const *modules, unsigned int nr_modules);
void flow_optables_free(struct flow_optables *o);

/* "ethtool_ops.set_channels", or "(table)" if its type is unknown; NULL: in no table. */
const char *flow_optables_of(const struct flow_optables *o, uint64_t address);

/* The functions that configure a network device; by index @i from 0 until NULL. */
const struct mt_symbol *flow_optables_device(const struct flow_optables *o, unsigned int i);

/* Enum of the requests of ethtool's netlink family in the running kernel; no id: unknown. */
struct flow_btf_type flow_optables_requests(const struct flow_optables *o);

/* NULL, or a short description of the missing information and the reason. */
const char *flow_optables_missing(const struct flow_optables *o);

/* Prototype of a function. */
enum flow_param {
	FLOW_PARAM_NONE,
	FLOW_PARAM_INT,
	FLOW_PARAM_UNSIGNED,
	FLOW_PARAM_NETDEV,
	FLOW_PARAM_POINTER
};
enum flow_result {
	FLOW_RESULT_UNKNOWN,
	FLOW_RESULT_VOID,
	FLOW_RESULT_INT,
	FLOW_RESULT_LONG,
	FLOW_RESULT_UNSIGNED,
	FLOW_RESULT_POINTER
};

struct flow_proto {
	enum flow_result result;
	unsigned int nr;
	struct {
		const char *name;
		enum flow_param kind;
		unsigned int size;
		struct flow_btf_type type; /* the enum, or the struct pointed to */
	} param[6];
	unsigned int netdev_name; /* offset of the name in struct net_device */
};

/* False if the prototype is not in the kernel's BTF. */
bool flow_optables_proto(const struct flow_optables *o, const struct mt_symbol *func,
			 struct flow_proto *proto);

#endif
