// SPDX-License-Identifier: GPL-2.0-only
/* Infer the number of arguments of a function and whether its result is used from the
 * calls in the module.  A register that was clobbered by a previous call and has not been
 * set since is not an argument.  A function has no result if it is only called directly
 * and all its callers ignore rax.
 */
#include "tools/offpath/flow.h"

#include <stdlib.h>
#include <string.h>

/* Variadic functions, which have as many arguments as a call passes. */
static const char *const variadic[] = {
	"printk",	    "printf",	       "_dev_",		  "netdev_",
	"__dynamic_",	    "ethtool_sprintf", "alloc_workqueue", "trace_event_printf",
	"__request_module", "kasprintf",       "kthread_create",  "devlink_fmsg_",
};

/* The instruction that is the target of a jump within the function, or NOBODY. */
static uint32_t inside(const struct code *c, const struct function *f, const struct insn *in)
{
	uint32_t n = in->target.section ? code_insn(c, in->target) : NOBODY;

	return n != NOBODY && n >= f->first && n < f->first + f->nr ? n : NOBODY;
}

/* Bits: visited, and undefined argument registers. */
#define SEEN 0x80

static void spread(uint8_t *state, uint32_t n, uint8_t more, bool *again)
{
	if ((state[n] | more) != state[n]) {
		state[n] |= more;
		*again = true;
	}
}

static void infer_arguments(struct world *w, const struct function *f)
{
	const struct code *c = w->code;
	uint8_t *state = w->abi.garbage;
	uint32_t end = f->first + f->nr;
	bool again = true;

	state[f->first] = SEEN;
	while (again) {
		again = false;
		for (uint32_t i = f->first; i < end; i++) {
			const struct insn *in = &c->insns[i];
			uint8_t now = state[i];

			if (!(now & SEEN))
				continue;
			if (in->kind == CALL)
				now |= (uint8_t)(in->kill & ARGS);
			else
				now &= (uint8_t)~(in->def & ARGS);
			if (in->kind == BRANCH || in->kind == JUMP || in->kind == KEY) {
				uint32_t to = inside(c, f, in);

				if (to != NOBODY)
					spread(state, to, now, &again);
			}
			if (i + 1 < end && in->kind != JUMP && in->kind != RETURN &&
			    in->kind != UNKNOWN_JUMP && in->kind != STOP)
				spread(state, i + 1, now, &again);
		}
	}
	for (uint32_t i = f->first; i < end; i++) {
		const struct insn *in = &c->insns[i];

		state[i] &= ARGS;
		if ((in->kind != CALL && in->kind != JUMP) || in->callee == NOBODY)
			continue;
		w->abi.called[in->callee] = true;
		w->abi.not_argument[in->callee] |= state[i];
	}
}

static uint32_t live_before(const struct world *w, uint32_t n, uint32_t live)
{
	const struct insn *in = &w->code->insns[n];

	switch (in->kind) {
	case RETURN:
		return KEPT | BIT(RAX);
	case UNKNOWN_JUMP:
		return ALL_REGS;
	case CALL:
		return (live & ~in->kill) | in->use | (in->odd ? 0 : abi_arguments(w, n));
	case BRANCH:
		return live | in->use;
	default:
		if (!in->effect && !in->writes && !(in->def & live))
			return live;
		return (live & ~in->kill) | in->use;
	}
}

static void infer_results(struct world *w, const struct function *f, uint32_t *live)
{
	const struct code *c = w->code;
	bool again = true;

	memset(live, 0, (f->nr + 1) * sizeof(*live));
	live[f->nr] = ALL_REGS; /* after a call that does not return */
	while (again) {
		again = false;
		for (uint32_t i = f->nr; i-- > 0;) {
			const struct insn *in = &c->insns[f->first + i];
			uint32_t after = in->kind == JUMP ? 0 : live[i + 1], before, to;

			if (in->kind == JUMP || in->kind == BRANCH || in->kind == KEY) {
				to = inside(c, f, in);
				if (to != NOBODY)
					after |= live[to - f->first];
				else
					after |= in->callee == NOBODY ? ALL_REGS : ARGS | KEPT;
			}
			before = live_before(w, f->first + i, after);
			if (before != live[i]) {
				live[i] = before;
				again = true;
			}
		}
	}
	for (uint32_t i = 0; i < f->nr; i++) {
		const struct insn *in = &c->insns[f->first + i];

		if (in->callee != NOBODY &&
		    ((in->kind == CALL && live[i + 1] & BIT(RAX)) || in->kind == JUMP))
			w->abi.result_used[in->callee] = true;
	}
}

void abi_infer(struct world *w)
{
	const struct code *c = w->code;
	size_t longest = 0;
	uint32_t *live;

	w->abi = (struct abi){
		.not_argument = zalloc(c->module->nr_symbols, 1),
		.garbage = zalloc(c->nr, 1),
		.called = zalloc(c->module->nr_symbols, sizeof(bool)),
		.result_used = zalloc(c->module->nr_symbols, sizeof(bool)),
		.only = zalloc(c->module->nr_symbols, sizeof(uint64_t)),
		.guarded = zalloc(c->module->nr_symbols, sizeof(uint64_t)),
	};
	for (size_t i = 0; i < c->nr_functions; i++) {
		if (c->functions[i].nr)
			infer_arguments(w, &c->functions[i]);
		if (c->functions[i].nr > longest)
			longest = c->functions[i].nr;
	}
	live = zalloc(longest + 1, sizeof(*live));
	for (size_t i = 0; i < c->nr_functions; i++)
		infer_results(w, &c->functions[i], live);
	free(live);
	for (size_t i = 0; i < c->module->nr_symbols; i++)
		if (!w->abi.called[i])
			w->abi.result_used[i] = true;
}

void abi_free(struct world *w)
{
	free(w->abi.not_argument);
	free(w->abi.garbage);
	free(w->abi.called);
	free(w->abi.result_used);
	free(w->abi.only);
	free(w->abi.guarded);
}

static uint32_t before_first(uint32_t garbage)
{
	return ARGS & ((garbage & -garbage) - 1);
}

uint32_t abi_arguments(const struct world *w, uint32_t insn)
{
	const struct insn *in = &w->code->insns[insn];
	uint32_t garbage = w->abi.garbage[insn];

	if (in->callee != NOBODY) {
		const char *name = w->code->module->symbols[in->callee].name;

		for (size_t i = 0; i < sizeof(variadic) / sizeof(*variadic); i++)
			if (strstr(name, variadic[i]))
				return before_first(garbage);
		garbage |= w->abi.not_argument[in->callee];
	}
	return before_first(garbage);
}
