/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a function has to run, with these events on and those off.
 *
 * Strong liveness with control dependence: an instruction has to run if it has an
 * effect (a store, a call, a return, what is not known), or if another that has to run
 * wants what it computes; a branch, if it decides over one that has to run.
 */
#ifndef OFFPATH_FLOW_H
#define OFFPATH_FLOW_H

#include "tools/offpath/code.h"

/* Which events a static key is of, by the jump table: a bit, 0 for no tracepoint, and
 * OTHER_EVENT for those of others, which stay off.
 */
#define MAX_EVENTS  63
#define OTHER_EVENT (1ull << MAX_EVENTS)

struct abi {
	uint8_t *not_argument;	    /* by symbol: registers that it takes nothing from */
	uint8_t *garbage;	    /* by instruction: what a call here leaves undefined */
	bool *called, *result_used; /* by symbol */
	uint64_t *only;		    /* by symbol: it runs for nothing but these events */
	uint64_t *guarded;	    /* by symbol: it is entered with each of these on only */
};

struct world {
	const struct code *code;
	const uint64_t *events; /* by entry of the jump table */
	struct abi abi;
};

void abi_infer(struct world *w);
void abi_free(struct world *w);

/* The registers that a call or a jump out of the function hands over. */
uint32_t abi_arguments(const struct world *w, uint32_t insn);

#define SLOTS 1024 /* bytes of a frame that are followed */

struct live {
	uint32_t regs;
	uint64_t slots[SLOTS / 64];
};

struct step {
	uint32_t insn;
	int32_t sp, bp; /* of the stack and frame pointer, from the entry's */
	int32_t slot;	/* followed bytes of the frame: the lowest one */
	uint32_t block;
	bool followed; /* slot is one */
	bool load;
	bool own; /* a store to the frame, followed or not */
};

struct block {
	uint32_t first, nr;	/* steps */
	uint32_t succ, nr_succ; /* of graph.succs */
	bool leaves;		/* a way out of the function that is no return */
};

struct graph {
	const struct world *world;
	const struct function *function;
	struct step *steps;
	uint32_t nr_steps;
	struct block *blocks;
	uint32_t nr_blocks;
	uint32_t *succs;
	size_t nr_succs;
	int32_t frame;	 /* the stack pointer while no arguments lie on it */
	uint64_t events; /* that have a site in it */
	unsigned int sites, unknown_jumps;
	bool slots; /* stack slots could be followed */
};

struct answer {
	bool *reached, *needed, *result; /* by step */
};

/* False: `why` says it in one line, and there is nothing to free. */
bool graph_make(struct graph *g, const struct world *w, const struct function *f, const char **why);
void graph_free(struct graph *g);

/* With the events in `on` on; the answer is freed by answer_free(). */
void graph_solve(const struct graph *g, uint64_t on, struct answer *a);
void answer_free(struct answer *a);

/* Is there a site of an event in it, or in its cold piece?  Not asked of such pieces. */
bool function_has_site(const struct world *w, const struct function *f);

/* Fill abi.guarded.  False: `why` says it in one line. */
bool find_guarded(struct world *w, const char **why);

/* With all events off it does nothing that anybody could notice. */
bool graph_is_idle(const struct graph *g);

/* Memory for so many, all zero; aborts if there is none. */
void *zalloc(size_t nr, size_t size);

const struct insn *insn_of(const struct graph *g, uint32_t step);

#endif
