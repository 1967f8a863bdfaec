// SPDX-License-Identifier: GPL-2.0-only
#include "tools/offpath/flow.h"

#include <capstone/capstone.h>
#include <stdlib.h>
#include <string.h>

struct solver {
	const struct graph *g;
	uint64_t on;
	struct answer *a;
	struct live *in;		  /* by block: state before its first step */
	bool *reached, *needed, *decides; /* by block; needed: has a required step */
	uint64_t *postdom;		  /* by block: its post-dominators, including itself */
	size_t words;
};

static void slots_set(struct live *l, int32_t from, int32_t to, bool value)
{
	for (int32_t i = from < 0 ? 0 : from; i < to && i < SLOTS; i++) {
		if (value)
			l->slots[i / 64] |= 1ull << i % 64;
		else
			l->slots[i / 64] &= ~(1ull << i % 64);
	}
}

static bool slots_any(const struct live *l, int32_t from, int32_t to)
{
	for (int32_t i = from; i < to; i++)
		if (l->slots[i / 64] & 1ull << i % 64)
			return true;
	return false;
}

/* The number of reachable successors of a block.  A disabled tracepoint does not jump. */
static uint32_t ways(const struct solver *s, const struct block *b)
{
	const struct insn *last = insn_of(s->g, b->first + b->nr - 1);
	uint64_t event = last->kind == KEY ? s->g->world->events[last->jump] : 0;

	return event && !(event & s->on) ? 1 : b->nr_succ;
}

static void find_reached(struct solver *s)
{
	const struct graph *g = s->g;
	uint32_t *stack = zalloc(g->nr_blocks, sizeof(*stack)), nr = 1;

	s->reached[0] = true;
	while (nr) {
		const struct block *b = &g->blocks[stack[--nr]];

		for (uint32_t i = 0; i < ways(s, b); i++) {
			uint32_t to = g->succs[b->succ + i];

			if (!s->reached[to]) {
				s->reached[to] = true;
				stack[nr++] = to;
			}
		}
	}
	free(stack);
	for (uint32_t i = 0; i < g->nr_steps; i++)
		s->a->reached[i] = s->reached[g->steps[i].block];
}

/* A block of an endless loop post-dominates only itself. */
static void find_postdominators(struct solver *s)
{
	const struct graph *g = s->g;
	bool *ends = zalloc(g->nr_blocks, sizeof(*ends)), again = true;
	uint64_t *set = zalloc(s->words, sizeof(*set));

	while (again) {
		again = false;
		for (uint32_t n = 0; n < g->nr_blocks; n++) {
			const struct block *b = &g->blocks[n];
			bool end = !ways(s, b) || b->leaves;

			for (uint32_t i = 0; i < ways(s, b); i++)
				end |= ends[g->succs[b->succ + i]];
			if (end && !ends[n])
				ends[n] = again = true;
		}
	}
	memset(s->postdom, 0xff, g->nr_blocks * s->words * sizeof(*s->postdom));
	again = true;
	while (again) {
		again = false;
		for (uint32_t n = g->nr_blocks; n-- > 0;) {
			const struct block *b = &g->blocks[n];
			uint64_t *mine = s->postdom + n * s->words;

			if (!s->reached[n])
				continue;
			memset(set, ways(s, b) && !b->leaves && ends[n] ? 0xff : 0,
			       s->words * sizeof(*set));
			for (uint32_t i = 0; i < ways(s, b); i++)
				for (size_t w = 0; w < s->words; w++)
					set[w] &= s->postdom[g->succs[b->succ + i] * s->words + w];
			set[n / 64] |= 1ull << n % 64;
			if (memcmp(set, mine, s->words * sizeof(*set))) {
				memcpy(mine, set, s->words * sizeof(*set));
				again = true;
			}
		}
	}
	free(set);
	free(ends);
}

static bool postdominates(const struct solver *s, uint32_t x, uint32_t of)
{
	return s->postdom[of * s->words + x / 64] & 1ull << x % 64;
}

static bool decides_over(const struct solver *s, uint32_t branch, uint32_t x)
{
	const struct block *b = &s->g->blocks[branch];

	if (x != branch && postdominates(s, x, branch))
		return false;
	for (uint32_t i = 0; i < ways(s, b); i++)
		if (postdominates(s, x, s->g->succs[b->succ + i]))
			return true;
	return false;
}

static bool more_branches(struct solver *s)
{
	const struct graph *g = s->g;
	bool more = false;

	for (uint32_t n = 0; n < g->nr_blocks; n++) {
		const struct block *b = &g->blocks[n];

		const struct insn *last = insn_of(g, b->first + b->nr - 1);

		if (!s->reached[n] || s->decides[n] || (last->kind != BRANCH && last->kind != KEY))
			continue;
		s->decides[n] = b->leaves;
		for (uint32_t x = 0; x < g->nr_blocks && !s->decides[n]; x++)
			s->decides[n] = s->needed[x] && decides_over(s, n, x);
		more |= s->decides[n];
	}
	return more;
}

static bool is_off_call(const struct solver *s, const struct insn *in)
{
	uint64_t only = in->callee == NOBODY || (in->kind != CALL && in->kind != JUMP) ?
				0 :
				s->g->world->abi.only[in->callee];

	return only && !(only & s->on);
}

static void step_call(const struct solver *s, uint32_t i, struct live *l)
{
	const struct graph *g = s->g;
	const struct insn *in = insn_of(g, i);

	s->a->result[i] |= l->regs & BIT(RAX);
	l->regs = (l->regs & ~in->kill) | in->use;
	if (!in->odd)
		l->regs |= abi_arguments(g->world, g->steps[i].insn);
	if (g->slots && g->steps[i].sp < g->frame)
		slots_set(l, g->steps[i].sp + SLOTS, g->frame + SLOTS, true);
}

static void step_leave(const struct solver *s, uint32_t i, struct live *l)
{
	const struct graph *g = s->g;
	const struct insn *in = insn_of(g, i);

	switch (in->kind) {
	case RETURN:
		l->regs = KEPT;
		if (g->world->abi.result_used[g->function->symbol])
			l->regs |= BIT(RAX);
		break;
	case UNKNOWN_JUMP:
		l->regs |= in->use;
		if (g->blocks[g->steps[i].block].leaves) {
			l->regs = ALL_REGS;
			slots_set(l, 0, SLOTS, true);
		}
		break;
	case JUMP:
	case BRANCH:
		if (g->blocks[g->steps[i].block].leaves)
			l->regs |= in->callee == NOBODY || in->odd ?
					   ALL_REGS :
					   KEPT | abi_arguments(g->world, g->steps[i].insn);
		l->regs |= in->use;
		break;
	default:
		break;
	}
}

/* Go backward over one step; true if the step is required. */
static bool step(const struct solver *s, uint32_t i, struct live *l)
{
	const struct insn *in = insn_of(s->g, i);
	const struct step *at = &s->g->steps[i];
	bool leaves = s->g->blocks[at->block].leaves;

	if (is_off_call(s, in)) {
		s->a->result[i] |= l->regs & BIT(RAX);
		l->regs &= ~(uint32_t)(in->kind == CALL ? in->kill : 0);
		if (in->kind == JUMP)
			l->regs |= KEPT;
		return false;
	}
	switch (in->kind) {
	case CALL:
		step_call(s, i, l);
		return true;
	case BRANCH:
		if (!s->decides[at->block])
			return false;
		step_leave(s, i, l);
		return true;
	case JUMP:
		if (leaves)
			step_leave(s, i, l);
		return leaves;
	case RETURN:
	case UNKNOWN_JUMP:
		step_leave(s, i, l);
		return true;
	case KEY:
		return s->decides[at->block];
	default:
		break;
	}
	if (!in->effect && !(in->writes && !at->followed) && !(in->def & l->regs) &&
	    !(in->writes && slots_any(l, at->slot, at->slot + in->width)))
		return false;
	l->regs = (l->regs & ~in->kill) | in->use;
	if (at->followed && in->writes)
		slots_set(l, at->slot, at->slot + in->width, false);
	if (at->followed && in->reads)
		slots_set(l, at->slot, at->slot + in->width, true);
	return true;
}

static void solve_live(struct solver *s)
{
	const struct graph *g = s->g;
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t n = g->nr_blocks; n-- > 0;) {
			const struct block *b = &g->blocks[n];
			struct live l = { 0 };

			if (!s->reached[n])
				continue;
			for (uint32_t i = 0; i < ways(s, b); i++) {
				const struct live *to = &s->in[g->succs[b->succ + i]];

				l.regs |= to->regs;
				for (int w = 0; w < SLOTS / 64; w++)
					l.slots[w] |= to->slots[w];
			}
			for (uint32_t i = b->first + b->nr; i-- > b->first;) {
				if (step(s, i, &l)) {
					s->a->needed[i] = true;
					s->needed[n] = true;
				}
			}
			if (memcmp(&l, &s->in[n], sizeof(l))) {
				s->in[n] = l;
				again = true;
			}
		}
	}
}

void graph_solve(const struct graph *g, uint64_t on, struct answer *a)
{
	struct solver s = {
		.g = g,
		.on = on,
		.a = a,
		.in = zalloc(g->nr_blocks, sizeof(*s.in)),
		.reached = zalloc(g->nr_blocks, sizeof(bool)),
		.needed = zalloc(g->nr_blocks, sizeof(bool)),
		.decides = zalloc(g->nr_blocks, sizeof(bool)),
		.words = g->nr_blocks / 64 + 1,
	};

	*a = (struct answer){
		.reached = zalloc(g->nr_steps, sizeof(bool)),
		.needed = zalloc(g->nr_steps, sizeof(bool)),
		.result = zalloc(g->nr_steps, sizeof(bool)),
	};
	s.postdom = zalloc(g->nr_blocks * s.words, sizeof(*s.postdom));
	find_reached(&s);
	find_postdominators(&s);
	do
		solve_live(&s);
	while (more_branches(&s));
	free(s.in);
	free(s.reached);
	free(s.needed);
	free(s.decides);
	free(s.postdom);
}

void answer_free(struct answer *a)
{
	free(a->reached);
	free(a->needed);
	free(a->result);
}

static bool is_unnoticed(const struct graph *g, uint32_t i)
{
	const struct insn *in = insn_of(g, i);
	const struct symbol *symbols = g->world->code->module->symbols;
	const char *name = in->callee == NOBODY ? "" : symbols[in->callee].name;

	/* Accesses to the function's own frame, and the kernel's checks */
	return in->kind == RETURN || in->change != SAME || in->kind == KEY || g->steps[i].own ||
	       (in->kind == PLAIN && in->id == X86_INS_CALL) || !strcmp(name, "__stack_chk_fail");
}

bool graph_is_idle(const struct graph *g)
{
	struct answer a;
	bool idle = !g->world->abi.result_used[g->function->symbol];

	graph_solve(g, 0, &a);
	for (uint32_t i = 0; i < g->nr_steps && idle; i++) {
		const struct insn *in = insn_of(g, i);
		bool effect = in->effect || (in->writes && !g->steps[i].followed) ||
			      (in->kind == JUMP && g->blocks[g->steps[i].block].leaves);

		idle = !a.reached[i] || !effect || is_unnoticed(g, i) ||
		       (in->callee != NOBODY && g->world->abi.only[in->callee]);
	}
	answer_free(&a);
	return idle;
}
