/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which function is called through which table: the running kernel's tables of function
 * pointers, read from its memory (/proc/kcore), their members named by its BTF.
 */
#ifndef MLX5TRACE_FLOW_OPTABLES_H
#define MLX5TRACE_FLOW_OPTABLES_H

#include "analysis/flow/kernel/struct_args.h"
#include "analysis/source/kallsyms.h"

struct flow_optables;

/*
 * Of the kernel and of the modules named. Never NULL but when memory is short; what
 * could not be read is missing, and flow_optables_missing() says so.
 */
struct flow_optables *flow_optables_load(const struct mt_kallsyms *symbols,
					 const char *const *modules, unsigned int nr_modules);
void flow_optables_free(struct flow_optables *o);

/* "ethtool_ops.set_channels", or "(table)" where the type is not known; NULL: in none. */
const char *flow_optables_of(const struct flow_optables *o, uint64_t address);

/* The functions by which a network device is changed; by @i from 0 up to NULL. */
const struct mt_symbol *flow_optables_device(const struct flow_optables *o, unsigned int i);

/* What the running kernel calls the requests of ethtool's netlink family; no id: unknown. */
struct flow_btf_type flow_optables_requests(const struct flow_optables *o);

/* NULL, or in a few words what is not known and why. */
const char *flow_optables_missing(const struct flow_optables *o);

/* What a function takes and returns. */
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
		struct flow_btf_type type; /* the enum that it is, the struct it points to */
	} param[6];
	unsigned int netdev_name; /* the offset of a net_device's name */
};

/* False when the kernel's BTF does not tell. */
bool flow_optables_proto(const struct flow_optables *o, const struct mt_symbol *func,
			 struct flow_proto *proto);

#endif
