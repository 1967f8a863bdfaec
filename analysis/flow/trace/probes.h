/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The probes that tell arguments and results: on what dispatches and checks, and on each
 * function of the driver's ops tables.
 */
#ifndef MLX5TRACE_FLOW_PROBES_H
#define MLX5TRACE_FLOW_PROBES_H

#include "analysis/flow/kernel/names.h"
#include "analysis/flow/kernel/optables.h"

/* Room for struct ethtool_coalesce, the longest, and what is passed with it. */
#define FLOW_ARGS_MAX 32

struct flow_probe_arg {
	const char *name;  /* "" when the value says it all */
	const char *fetch; /* as tracefs takes it, with $arg1 for the first parameter */
	enum flow_set set; /* what its numbers are called */
	bool flags;
	const char *only;	   /* if what stands before it matches; NULL: always */
	struct flow_btf_type type; /* an enum, for its names */
	unsigned int members;	   /* of a struct, by its pointer: so many that follow */
	bool big_endian;
	bool quiet; /* 0 is not told */
};

enum flow_probe_use {
	FLOW_PROBE_CALL,    /* arguments and result of a call */
	FLOW_PROBE_ANSWER,  /* what netlink answers */
	FLOW_PROBE_COMMAND, /* a firmware command, where no event tells */
	FLOW_PROBE_CAPABLE, /* what capability is asked for, and the answer; the same */
};

struct flow_probe {
	const struct mt_symbol *func;
	enum flow_probe_use use;
	enum flow_result result;
	bool entry, returns; /* which of the two were made */
	bool stack;	     /* recorded at the entry */
	unsigned int nr_args;
	struct flow_probe_arg arg[FLOW_ARGS_MAX];
};

struct flow_probes;

struct flow_probes_want {
	unsigned int told; /* what events tell: a bit for each flow_probe_use */
	bool returns;	   /* nothing else tells results */
	bool stacks;	   /* at the driver's entries */
};

/*
 * Make them: in tracefs their events are "a" and the index at the entry of a function,
 * "r" and the index at its return, with fields f0, f1 ... and ret. What this kernel does
 * not let us probe is left out. NULL when memory is short.
 */
struct flow_probes *flow_probes_make(const struct mt_kallsyms *symbols,
				     const struct flow_optables *ops,
				     const struct flow_probes_want *want);
void flow_probes_free(struct flow_probes *p);
unsigned int flow_probes_nr(const struct flow_probes *p);
const struct flow_probe *flow_probes_at(const struct flow_probes *p, unsigned int i);

#endif
