/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probes that record arguments and results. They are placed on functions that dispatch and check
 * requests, and on each function in the driver's ops tables.
 */
#ifndef MLX5TRACE_FLOW_PROBES_H
#define MLX5TRACE_FLOW_PROBES_H

#include "analysis/flow/kernel/names.h"
#include "analysis/flow/kernel/optables.h"

/* Enough for struct ethtool_coalesce, which has the most members, and the other arguments. */
#define FLOW_ARGS_MAX 32
/* The fields of a FLOW_PROBE_ADDRESS. */
#define FLOW_ADDRESS_FIELDS 8

struct flow_probe_arg {
	const char *name;  /* "" if the value needs no name */
	const char *fetch; /* in tracefs syntax, where $arg1 is the first parameter */
	enum flow_set set; /* names of its values */
	bool flags;
	const char *only;	   /* print only if the preceding text matches; NULL: always */
	struct flow_btf_type type; /* an enum that provides names */
	unsigned int members;	   /* for a struct pointer: number of following member arguments */
	bool big_endian;
	bool quiet; /* do not print the value if it is 0 */
};

enum flow_probe_use {
	FLOW_PROBE_CALL,    /* arguments and result of a call */
	FLOW_PROBE_ANSWER,  /* netlink reply */
	FLOW_PROBE_COMMAND, /* a firmware command, if there is no event for it */
	FLOW_PROBE_CAPABLE, /* a capability check and its result, if there is no event for it */
	FLOW_PROBE_LOCK,    /* a mutex is taken, if there is no event for it */
	FLOW_PROBE_UNLOCK,  /* ... and released */
	FLOW_PROBE_ADDRESS, /* the address that is passed to a socket call */
};

struct flow_probe {
	const struct mt_symbol *func;
	enum flow_probe_use use;
	enum flow_result result;
	bool entry, returns; /* which probes were created */
	bool stack;	     /* record the stack at the entry */
	unsigned int nr_args;
	struct flow_probe_arg arg[FLOW_ARGS_MAX];
};

struct flow_probes;

struct flow_probes_options {
	unsigned int covered; /* uses covered by events: a bit for each flow_probe_use */
	bool returns;	      /* create return probes, which record the results */
	bool stacks;	      /* record stacks where the driver's ops are called */
};

/*
 * Create the probes. The tracefs event of probe N is "aN" at the function's entry, with the
 * fields f0, f1 ..., and "rN" at its return, with the field ret. Functions that cannot be probed
 * on this kernel are omitted. Returns NULL when out of memory.
 */
struct flow_probes *flow_probes_make(const struct mt_kallsyms *symbols,
				     const struct flow_optables *ops,
				     const struct flow_probes_options *options);
void flow_probes_free(struct flow_probes *p);
unsigned int flow_probes_nr(const struct flow_probes *p);
const struct flow_probe *flow_probes_at(const struct flow_probes *p, unsigned int i);

#endif
