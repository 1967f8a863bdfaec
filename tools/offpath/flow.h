/* SPDX-License-Identifier: GPL-2.0-only */
/* The instructions of a function that are required for a set of enabled events.
 *
 * This is strong liveness with control dependence.  An instruction is required if it has a
 * side effect (it is a store, a call, a return or unknown), or if a required instruction uses
 * its result.  A branch is required if a required instruction is control dependent on it.
 */
#ifndef OFFPATH_FLOW_H
#define OFFPATH_FLOW_H

#include "tools/offpath/code.h"

/* The event of a static key in the jump table is a bit; it is 0 if the key is not that of a
 * tracepoint, and OTHER_EVENT for events that are not analysed, which remain off.
 */
#define MAX_EVENTS  63
#define OTHER_EVENT (1ull << MAX_EVENTS)

struct abi {
	uint8_t *not_argument;	    /* by symbol: registers that are not arguments */
	uint8_t *garbage;	    /* by instruction: registers undefined at a call */
	bool *called, *result_used; /* by symbol */
	uint64_t *only;		    /* by symbol: used only for these events */
	uint64_t *guarded;	    /* by symbol: entered only if each of these is on */
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
	int32_t sp, bp; /* offsets of stack and frame pointer from the stack pointer at entry */
	int32_t slot;	/* lowest tracked byte of the frame that is accessed */
	uint32_t block;
	bool followed; /* slot is tracked */
	bool load;
	bool own; /* a store to the frame, tracked or not */
};

struct block {
	uint32_t first, nr;	/* steps */
	uint32_t succ, nr_succ; /* its successors in graph.succs */
	bool leaves;		/* leaves the function other than by a return */
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

/* On failure returns false with a one-line reason in `why`, and there is nothing to free. */
bool graph_make(struct graph *g, const struct world *w, const struct function *f, const char **why);
void graph_free(struct graph *g);

/* Solve with the events in `on` enabled.  answer_free() frees the result. */
void graph_solve(const struct graph *g, uint64_t on, struct answer *a);
void answer_free(struct answer *a);

/* True if the function or its cold part has a site of an event; always false for a cold part. */
bool function_has_site(const struct world *w, const struct function *f);

/* Fill abi.guarded.  On failure returns false with a one-line reason in `why`. */
bool find_guarded(struct world *w, const char **why);

/* True if the function has no side effects while all events are off. */
bool graph_is_idle(const struct graph *g);

const struct insn *insn_of(const struct graph *g, uint32_t step);

#endif
