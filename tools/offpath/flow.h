/* SPDX-License-Identifier: GPL-2.0-only */
/* Required instructions of a function for a set of enabled events.
 *
 * Strong liveness with control dependence: an instruction is required if it has a side
 * effect (a store, a call, a return, an unknown one), or if its result is used by a
 * required one; a branch is required if a required instruction is control dependent on it.
 */
#ifndef OFFPATH_FLOW_H
#define OFFPATH_FLOW_H

#include "tools/offpath/code.h"

/* Events of a static key, by the jump table: a bit, 0 for no tracepoint, and OTHER_EVENT
 * for those of others, which remain off.
 */
#define MAX_EVENTS  63
#define OTHER_EVENT (1ull << MAX_EVENTS)

struct abi {
	uint8_t *not_argument;	    /* by symbol: registers that are not arguments */
	uint8_t *garbage;	    /* by instruction: registers undefined at a call */
	bool *called, *result_used; /* by symbol */
	uint64_t *only;		    /* by symbol: used only for these events */
	uint64_t *guarded;	    /* by symbol: entered only with each of these on */
};

struct world {
	const struct code *code;
	const uint64_t *events; /* by entry of the jump table */
	struct abi abi;
};

void abi_infer(struct world *w);
void abi_free(struct world *w);

/* The argument registers of a call or a jump out of the function. */
uint32_t abi_arguments(const struct world *w, uint32_t insn);

#define SLOTS 1024 /* tracked bytes of a frame */

struct live {
	uint32_t regs;
	uint64_t slots[SLOTS / 64];
};

struct step {
	uint32_t insn;
	int32_t sp, bp; /* of the stack and frame pointer, from the entry's */
	int32_t slot;	/* lowest tracked byte of the frame accessed */
	uint32_t block;
	bool followed; /* slot is one */
	bool load;
	bool own; /* a store to the frame, tracked or not */
};

struct block {
	uint32_t first, nr;	/* steps */
	uint32_t succ, nr_succ; /* of graph.succs */
	bool leaves;		/* exit of the function other than a return */
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
	int32_t frame;	 /* the stack pointer without pushed arguments */
	uint64_t events; /* events with a site in the function */
	unsigned int sites, unknown_jumps;
	bool slots; /* stack slots are tracked */
};

struct answer {
	bool *reached, *needed, *result; /* by step */
};

/* False with a one-line reason in `why`; nothing to free. */
bool graph_make(struct graph *g, const struct world *w, const struct function *f, const char **why);
void graph_free(struct graph *g);

/* Solve with the events in `on` enabled; the result is freed by answer_free(). */
void graph_solve(const struct graph *g, uint64_t on, struct answer *a);
void answer_free(struct answer *a);

/* True if it or its cold part has a site of an event; always false for cold parts. */
bool function_has_site(const struct world *w, const struct function *f);

/* Fill abi.guarded.  False with a one-line reason in `why`. */
bool find_guarded(struct world *w, const char **why);

/* Without side effects while all events are off. */
bool graph_is_idle(const struct graph *g);

const struct insn *insn_of(const struct graph *g, uint32_t step);

#endif
