/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping of functions to ops tables. The running kernel's tables of function pointers are read
 * from its memory (/proc/kcore), and the names of their members from its BTF.
 */
#ifndef MLX5TRACE_FLOW_OPTABLES_H
#define MLX5TRACE_FLOW_OPTABLES_H

#include "analysis/flow/kernel/struct_args.h"
#include "analysis/source/kallsyms.h"

struct flow_optables;

/*
 * Load the tables of the kernel and of @modules. Returns NULL only when out of memory;
 * flow_optables_missing() describes data that could not be read.
 */
struct flow_optables *flow_optables_load(const struct mt_kallsyms *symbols,
					 const char *const *modules, unsigned int nr_modules);
void flow_optables_free(struct flow_optables *o);

/* Returns "ethtool_ops.set_channels", "(table)" if the type is unknown, NULL if in no table. */
const char *flow_optables_of(const struct flow_optables *o, uint64_t address);

/* Returns function @i of those that configure a network device; NULL after the last one. */
const struct mt_symbol *flow_optables_device(const struct flow_optables *o, unsigned int i);

/* The running kernel's enum of ethtool netlink requests. Its id is 0 if it is unknown. */
struct flow_btf_type flow_optables_requests(const struct flow_optables *o);

/*
 * The offset of a network device's name from its lock (netdev_lock()), which is 0 if the kernel
 * has no such lock.
 */
int flow_optables_netdev_lock(const struct flow_optables *o);

/* Returns a short description of what is missing and why, or NULL. */
const char *flow_optables_missing(const struct flow_optables *o);

/* Prototype of a function. */
enum flow_param {
	FLOW_PARAM_NONE,
	FLOW_PARAM_INT,
	FLOW_PARAM_UNSIGNED,
	FLOW_PARAM_NETDEV,
	FLOW_PARAM_SKB,
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
	unsigned int netdev_name; /* offset of name in struct net_device */
	unsigned int skb_queue;	  /* offset of queue_mapping in struct sk_buff; 0 if unknown */
};

/* Returns false if the prototype is not in the kernel's BTF. */
bool flow_optables_proto(const struct flow_optables *o, const struct mt_symbol *func,
			 struct flow_proto *proto);

#endif
