// SPDX-License-Identifier: GPL-2.0-only
/* Find the functions that are only entered while an event is on: each call of such a function
 * is unreachable with the event off, or is in another such function.
 */
#include "tools/offpath/flow.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

/* Sections that refer to code but do not call it */
// clang-format off
static const char *const notes[] = {
	"__mcount_loc", "__patchable_function_entries", ".orc_", ".call_sites", ".return_sites",
	".retpoline_sites", ".ibt_endbr_seal", "__bug_table", "__jump_table", ".static_call_sites",
	".smp_locks", ".altinstructions", "__ex_table", ".parainstructions", ".alt",
};
// clang-format on

static bool is_note(const struct section *s)
{
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (!strncmp(s->name, notes[i], strlen(notes[i])))
			return true;
	return false;
}

static bool calls(const struct insn *in)
{
	return (in->kind == CALL || in->kind == JUMP || in->kind == BRANCH) && in->callee != NOBODY;
}

/* True if the relocation belongs to a call or a jump, according to the preceding opcode. */
static bool is_branch_field(const struct section *s, uint64_t offset)
{
	return offset &&
	       (s->bytes[offset - 1] == 0xe8 || s->bytes[offset - 1] == 0xe9 ||
		(offset > 1 && s->bytes[offset - 2] == 0x0f && s->bytes[offset - 1] >> 4 == 8));
}

static void forget_taken(struct world *w)
{
	const struct module *m = w->code->module;

	for (size_t i = 0; i < m->nr_sections; i++) {
		const struct section *s = &m->sections[i];

		if (!s->nr_relocs || is_note(s))
			continue;
		for (size_t k = 0; k < s->nr_relocs; k++) {
			const struct reloc *r = &s->relocs[k];
			bool relative = r->type == R_X86_64_PC32 || r->type == R_X86_64_PLT32;
			struct place to = reloc_target(m, r, relative && s->code ? 4 : 0);
			const struct function *f;

			if (s->code && relative && is_branch_field(s, r->at.offset))
				continue;
			f = to.section ? code_function(w->code, to) : NULL;
			if (f && place_same(m->symbols[f->symbol].at, to))
				w->abi.guarded[f->symbol] = 0;
		}
	}
}

/* Find for each instruction that is unreachable with all events off the events that make it
 * reachable.
 */
static bool find_guards(struct world *w, uint64_t *guards, const char **why)
{
	const struct code *c = w->code;

	for (size_t i = 0; i < c->nr_functions; i++) {
		struct answer off, on;
		struct graph g;

		if (!function_has_site(w, &c->functions[i]))
			continue;
		if (!graph_make(&g, w, &c->functions[i], why))
			return false;
		graph_solve(&g, 0, &off);
		for (unsigned int e = 0; e < MAX_EVENTS; e++) {
			if (!(g.events & 1ull << e))
				continue;
			graph_solve(&g, 1ull << e, &on);
			for (uint32_t n = 0; n < g.nr_steps; n++)
				if (on.reached[n] && !off.reached[n])
					guards[g.steps[n].insn] |= 1ull << e;
			answer_free(&on);
		}
		answer_free(&off);
		graph_free(&g);
	}
	return true;
}

bool find_guarded(struct world *w, const char **why)
{
	const struct code *c = w->code;
	uint64_t *guards = calloc(c->nr + 1, sizeof(*guards));
	bool good, again = true;

	if (!guards)
		abort();
	for (size_t i = 0; i < c->nr_functions; i++) {
		uint32_t s = c->functions[i].symbol;

		w->abi.guarded[s] = c->module->symbols[s].local && w->abi.called[s] ? UINT64_MAX :
										      0;
	}
	forget_taken(w);
	good = find_guards(w, guards, why);
	while (good && again) {
		again = false;
		for (size_t i = 0; i < c->nr_functions; i++) {
			const struct function *f = &c->functions[i];

			for (uint32_t n = f->first; n < f->first + f->nr; n++) {
				const struct insn *in = &c->insns[n];
				uint64_t *of = calls(in) ? &w->abi.guarded[in->callee] : NULL;
				uint64_t left = of ? *of & (guards[n] | w->abi.guarded[f->symbol]) :
						     0;

				if (of && left != *of) {
					*of = left;
					again = true;
				}
			}
		}
	}
	free(guards);
	return good;
}
