// SPDX-License-Identifier: GPL-2.0-only
/* The blocks of a function and of its cold part, and the offsets of its stack pointer. */
#include "tools/offpath/flow.h"

#include <elf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define UNSET	INT32_MIN
#define UNKNOWN (INT32_MIN + 1)
#define NOWHERE UINT32_MAX

const struct insn *insn_of(const struct graph *g, uint32_t step)
{
	return &g->world->code->insns[g->steps[step].insn];
}

static uint32_t step_of(const struct graph *g, struct place at)
{
	uint32_t n = at.section ? code_insn(g->world->code, at) : NOBODY;

	for (uint32_t i = 0; n != NOBODY && i < g->nr_steps; i++)
		if (g->steps[i].insn == n)
			return i;
	return NOWHERE;
}

static void add_piece(struct graph *g, const struct function *f)
{
	struct step *more = realloc(g->steps, (g->nr_steps + f->nr) * sizeof(*more));

	if (!more)
		abort();
	g->steps = more;
	for (uint32_t i = 0; i < f->nr; i++)
		g->steps[g->nr_steps++] =
			(struct step){ .insn = f->first + i, .sp = UNSET, .bp = UNSET };
}

static bool is_cold(const struct code *c, const struct function *f)
{
	return strstr(function_name(c, f), ".cold");
}

static bool has_site(const struct world *w, const struct function *f, bool with_cold)
{
	const struct code *c = w->code;

	for (uint32_t i = f->first; i < f->first + f->nr; i++) {
		const struct insn *in = &c->insns[i];
		uint64_t event = in->kind == KEY ? w->events[in->jump] : 0;
		const struct function *to;

		if (event && event != OTHER_EVENT)
			return true;
		if (!with_cold || (in->kind != JUMP && in->kind != BRANCH && in->kind != KEY) ||
		    !in->target.section)
			continue;
		to = code_function(c, in->target);
		if (to && to != f && is_cold(c, to) && has_site(w, to, false))
			return true;
	}
	return false;
}

bool function_has_site(const struct world *w, const struct function *f)
{
	return !is_cold(w->code, f) && has_site(w, f, true);
}

/* Collect the steps of the function and of the cold parts that it jumps to. */
static void collect(struct graph *g)
{
	const struct code *c = g->world->code;

	add_piece(g, g->function);
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = insn_of(g, i);
		const struct function *f;

		if ((in->kind != JUMP && in->kind != BRANCH && in->kind != KEY) ||
		    !in->target.section)
			continue;
		f = code_function(c, in->target);
		if (f && f != g->function && is_cold(c, f) && step_of(g, in->target) == NOWHERE)
			add_piece(g, f);
	}
}

/* The consecutive entries of a jump table whose addresses are within the function. */
static uint32_t table(const struct graph *g, const struct insn *in, uint32_t *out)
{
	const struct module *m = g->world->code->module;
	struct place at = in->target;
	uint32_t nr = 0;

	for (; at.section; at.offset += 8) {
		const struct reloc *r = module_reloc(m, at, 8);
		uint32_t to = r && r->type == R_X86_64_64 ? step_of(g, reloc_target(m, r, 0)) :
							    NOWHERE;

		if (to == NOWHERE)
			break;
		if (out)
			out[nr] = to;
		nr++;
	}
	return nr;
}

static bool ends_block(const struct insn *in)
{
	return in->kind != PLAIN && in->kind != CALL;
}

static bool falls_through(const struct graph *g, uint32_t step)
{
	const struct insn *in = insn_of(g, step);

	return in->kind != RETURN && in->kind != JUMP && in->kind != UNKNOWN_JUMP &&
	       in->kind != STOP && step + 1 < g->nr_steps &&
	       g->steps[step + 1].insn == g->steps[step].insn + 1;
}

static void add_succ(struct graph *g, struct block *b, uint32_t step)
{
	if (step == NOWHERE) {
		b->leaves = true;
		return;
	}
	g->succs = realloc(g->succs, (g->nr_succs + 1) * sizeof(*g->succs));
	if (!g->succs)
		abort();
	g->succs[g->nr_succs++] = g->steps[step].block;
	b->nr_succ++;
}

static void make_blocks(struct graph *g)
{
	bool *leader = zalloc(g->nr_steps + 1, sizeof(*leader));
	uint32_t *places;

	leader[0] = true;
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = insn_of(g, i);
		uint32_t to;

		if (!falls_through(g, i) || ends_block(in))
			leader[i + 1] = true;
		if (in->kind == JUMP || in->kind == BRANCH || in->kind == KEY) {
			to = step_of(g, in->target);
			if (to != NOWHERE)
				leader[to] = true;
		}
		if (in->kind == UNKNOWN_JUMP) {
			uint32_t nr = table(g, in, NULL);

			places = zalloc(nr, sizeof(*places));
			table(g, in, places);
			for (uint32_t n = 0; n < nr; n++)
				leader[places[n]] = true;
			free(places);
		}
	}
	g->blocks = zalloc(g->nr_steps, sizeof(*g->blocks));
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		if (leader[i])
			g->blocks[g->nr_blocks++].first = i;
		g->steps[i].block = g->nr_blocks - 1;
		g->blocks[g->nr_blocks - 1].nr++;
	}
	free(leader);
	for (uint32_t n = 0; n < g->nr_blocks; n++) {
		struct block *b = &g->blocks[n];
		uint32_t last = b->first + b->nr - 1;
		const struct insn *in = insn_of(g, last);

		b->succ = (uint32_t)g->nr_succs;
		if (falls_through(g, last))
			add_succ(g, b, last + 1);
		if (in->kind == JUMP || in->kind == BRANCH || in->kind == KEY)
			add_succ(g, b, step_of(g, in->target));
		if (in->kind == UNKNOWN_JUMP) {
			uint32_t nr = table(g, in, NULL);

			places = zalloc(nr, sizeof(*places));
			table(g, in, places);
			for (uint32_t i = 0; i < nr; i++)
				add_succ(g, b, places[i]);
			free(places);
			if (!nr)
				b->leaves = true;
			g->unknown_jumps += !nr;
		}
	}
}

static int32_t merge(int32_t a, int32_t b)
{
	return a == UNSET ? b : a == b ? a : UNKNOWN;
}

static int32_t plus(int32_t value, int32_t more)
{
	return value == UNKNOWN ? UNKNOWN : value + more;
}

static void after(const struct insn *in, int32_t *sp, int32_t *bp)
{
	switch (in->change) {
	case MOVED:
		*sp = plus(*sp, in->delta);
		break;
	case FROM_FRAME:
		*sp = plus(*bp, in->delta);
		break;
	case ALIGNED:
		/* Lower addresses are not accessed through the frame pointer. */
		*sp = plus(*sp, -ALIGNMENT);
		break;
	case LOST:
		*sp = UNKNOWN;
		break;
	default:
		break;
	}
	if (in->change == TO_FRAME)
		*bp = *sp;
	else if (in->def & BIT(RBP))
		*bp = UNKNOWN;
}

static void follow_stack(struct graph *g)
{
	bool again = true;

	g->steps[0].sp = 0;
	g->steps[0].bp = UNKNOWN;
	while (again) {
		again = false;
		for (uint32_t n = 0; n < g->nr_blocks; n++) {
			const struct block *b = &g->blocks[n];
			int32_t sp = g->steps[b->first].sp, bp = g->steps[b->first].bp;

			if (sp == UNSET)
				continue;
			for (uint32_t i = b->first; i < b->first + b->nr; i++) {
				g->steps[i].sp = sp;
				g->steps[i].bp = bp;
				after(insn_of(g, i), &sp, &bp);
			}
			for (uint32_t s = 0; s < b->nr_succ; s++) {
				struct step *to = &g->steps[g->blocks[g->succs[b->succ + s]].first];
				int32_t new_sp = merge(to->sp, sp), new_bp = merge(to->bp, bp);

				again |= new_sp != to->sp || new_bp != to->bp;
				to->sp = new_sp;
				to->bp = new_bp;
			}
		}
	}
}

/* The offset of the access from the stack pointer at entry; UNKNOWN if it is not on the stack */
static int32_t address(const struct graph *g, uint32_t step)
{
	const struct insn *in = insn_of(g, step);
	int32_t base = in->base == STACK ? g->steps[step].sp : g->steps[step].bp;

	return in->base == NO_BASE || base == UNSET ? UNKNOWN : plus(base, in->disp);
}

/* Find the slots below the lowest escaped address, and the frame: the stack pointer has its
 * usual offset at calls without pushed arguments.
 */
static void find_slots(struct graph *g)
{
	int32_t escaped = 0, aligned = -SLOTS, lowest = -SLOTS;
	uint32_t most = 0;

	g->slots = true;
	for (uint32_t i = 0; i < g->nr_steps; i++)
		if (insn_of(g, i)->change == ALIGNED && g->steps[i].sp > aligned)
			aligned = g->steps[i].sp;
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = insn_of(g, i);
		const struct step *s = &g->steps[i];
		uint32_t nr = 0;

		if (s->sp == UNSET)
			continue;
		if (s->sp == UNKNOWN)
			g->slots = false;
		if (in->escapes && in->base) {
			int32_t at = address(g, i);

			if (at == UNKNOWN && in->base == STACK)
				g->slots = false;
			else if (at != UNKNOWN && at < escaped)
				escaped = at;
		}
		if (in->base == FRAME && address(g, i) != UNKNOWN && address(g, i) < aligned)
			g->slots = false;
		/* The frame pointer is used as a value, and escapes. */
		if (s->bp != UNKNOWN && s->bp != UNSET && in->use & BIT(RBP) && in->base != FRAME &&
		    s->bp < escaped)
			escaped = s->bp;
		if (in->kind != CALL || s->sp == UNKNOWN)
			continue;
		for (uint32_t k = 0; k < g->nr_steps; k++)
			nr += g->steps[k].sp == s->sp && insn_of(g, k)->kind == CALL;
		if (nr > most) {
			most = nr;
			g->frame = s->sp;
		}
	}
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		struct step *s = &g->steps[i];
		const struct insn *in = insn_of(g, i);
		int32_t at = in->width ? address(g, i) : UNKNOWN;

		s->followed = g->slots && at != UNKNOWN && in->spot && at >= lowest &&
			      at + in->width <= escaped;
		s->slot = at - lowest;
		s->own = in->writes && in->kind == PLAIN && in->spot && at != UNKNOWN &&
			 at + in->width <= 0;
		s->load = in->reads && !s->followed && in->kind != KEY;
	}
}

static bool find_sites(struct graph *g, const char **why)
{
	const struct module *m = g->world->code->module;

	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = insn_of(g, i);
		uint64_t event = in->kind == KEY ? g->world->events[in->jump] : 0;

		if (!event)
			continue;
		*why = "a tracepoint is a jump while it is off, or jumps out of the function";
		if (!falls_through(g, i) || step_of(g, in->target) == NOWHERE ||
		    m->sections[in->at.section].bytes[in->at.offset] == 0xe9 ||
		    m->sections[in->at.section].bytes[in->at.offset] == 0xeb)
			return false;
		if (event == OTHER_EVENT)
			continue;
		g->events |= event;
		g->sites++;
	}
	return true;
}

bool graph_make(struct graph *g, const struct world *w, const struct function *f, const char **why)
{
	*g = (struct graph){ .world = w, .function = f };
	collect(g);
	make_blocks(g);
	follow_stack(g);
	find_slots(g);
	if (find_sites(g, why))
		return true;
	graph_free(g);
	return false;
}

void graph_free(struct graph *g)
{
	free(g->steps);
	free(g->blocks);
	free(g->succs);
}
