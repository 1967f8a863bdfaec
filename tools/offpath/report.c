// SPDX-License-Identifier: GPL-2.0-only
#include "tools/offpath/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct job {
	struct report *r;
	struct world world;
	const char *const *events;
	unsigned int nr_events;
	unsigned int *sites; /* by event */
	bool *done;	     /* by function */
	const char *allow;
	unsigned int *used; /* by line of the allow list */
	FILE *out;
};

/* The next word in the line, or an empty word at the end of the line. */
static const char *word(const char **at, size_t *length)
{
	const char *start = *at + strspn(*at, " \t");

	*length = strcspn(start, " \t\n");
	*at = start + *length;
	return start;
}

static bool word_is(const char **at, const char *text, size_t size)
{
	size_t length;
	const char *w = word(at, &length);

	return length == size && !memcmp(w, text, size);
}

/* A line of the list has the fields function, kind, event, number of instructions, and reason.
 * The parts of a function are listed under the name of the function.
 */
static bool is_allowed(struct job *j, const char *function, const char *kind, const char *event)
{
	const char *next;
	unsigned int *used = j->used;

	for (const char *line = j->allow; line; line = next, used++) {
		const char *at = line, *number;
		size_t length;
		char *end;

		next = strchr(line, '\n');
		next = next ? next + 1 : NULL;
		if (!word_is(&at, function, strcspn(function, ".")) ||
		    !word_is(&at, kind, strlen(kind)) || !word_is(&at, event, strlen(event)))
			continue;
		number = word(&at, &length);
		if (!length || strtoul(number, &end, 10) <= *used || end != at)
			continue;
		word(&at, &length);
		if (length) {
			++*used;
			return true;
		}
	}
	return false;
}

static void report_events(struct job *j, const struct insn *in, const char *kind, uint64_t events)
{
	const struct code *c = j->world.code;
	const struct function *f = code_function(c, in->at);
	const char *name = function_name(c, f);
	bool any = false;
	char text[160];

	for (unsigned int e = 0; e < j->nr_events; e++) {
		if (!(events & 1ull << e))
			continue;
		if (is_allowed(j, name, kind, j->events[e])) {
			j->r->allowed++;
			continue;
		}
		if (!any) {
			code_text(c, in, text, sizeof(text));
			fprintf(j->out, "%s+%#" PRIx64 "  %s  %s  for", name,
				in->at.offset - c->module->symbols[f->symbol].at.offset, kind,
				text);
			j->r->findings++;
		}
		fprintf(j->out, " %s", j->events[e]);
		any = true;
	}
	if (any)
		fputc('\n', j->out);
}

/* The events for which the function makes calls that have no effect while these events are off */
static uint64_t called_events(const struct graph *g)
{
	uint64_t events = 0;

	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = &g->world->code->insns[g->steps[i].insn];

		if ((in->kind == CALL || in->kind == JUMP) && in->callee != NOBODY)
			events |= g->world->abi.only[in->callee];
	}
	return events;
}

static void compare(struct job *j, const struct graph *g)
{
	uint64_t events = (g->events | called_events(g)) &
			  ~j->world.abi.guarded[g->function->symbol];
	uint64_t *loads = zalloc(g->nr_steps, sizeof(*loads));
	uint64_t *calls = zalloc(g->nr_steps, sizeof(*calls));
	struct answer off, on;

	graph_solve(g, 0, &off);
	for (unsigned int e = 0; e < j->nr_events; e++) {
		if (!(events & 1ull << e))
			continue;
		graph_solve(g, 1ull << e, &on);
		for (uint32_t i = 0; i < g->nr_steps; i++) {
			const struct insn *in = &g->world->code->insns[g->steps[i].insn];

			bool more = on.needed[i] && !off.needed[i];

			if (!off.reached[i])
				continue;
			if (g->steps[i].load && more)
				loads[i] |= 1ull << e;
			if ((in->kind == CALL && on.result[i] && !off.result[i]) ||
			    (more && (in->kind == CALL || in->kind == JUMP)))
				calls[i] |= 1ull << e;
		}
		answer_free(&on);
	}
	for (uint32_t i = 0; i < g->nr_steps; i++) {
		const struct insn *in = &g->world->code->insns[g->steps[i].insn];

		if (calls[i])
			report_events(j, in, "call", calls[i]);
		else if (loads[i])
			report_events(j, in, "load", loads[i]);
	}
	answer_free(&off);
	free(loads);
	free(calls);
}

static bool is_piece(const struct job *j, const struct function *f)
{
	return strstr(function_name(j->world.code, f), ".cold");
}

/* True if the function must be analysed: it has a site, or calls a function used only for events. */
static bool is_of_interest(const struct job *j, const struct function *f)
{
	const struct code *c = j->world.code;

	if (is_piece(j, f))
		return false;
	for (uint32_t i = f->first; i < f->first + f->nr; i++) {
		const struct insn *in = &c->insns[i];

		if ((in->kind == CALL || in->kind == JUMP) && in->callee != NOBODY &&
		    j->world.abi.only[in->callee])
			return true;
	}
	return function_has_site(&j->world, f);
}

/* Find the functions that have no effect while their events are off, then their callers that also
 * have no other effect.
 */
static bool find_idle(struct job *j, const char **why)
{
	const struct code *c = j->world.code;
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < c->nr_functions; i++) {
			const struct function *f = &c->functions[i];
			struct graph g;

			if (j->world.abi.only[f->symbol] || !is_of_interest(j, f))
				continue;
			if (!graph_make(&g, &j->world, f, why))
				return false;
			if (graph_is_idle(&g)) {
				j->world.abi.only[f->symbol] = g.events | called_events(&g);
				again = true;
			}
			graph_free(&g);
		}
	}
	return true;
}

static bool look(struct job *j, const char **why)
{
	const struct code *c = j->world.code;

	if (!find_guarded(&j->world, why) || !find_idle(j, why))
		return false;
	for (size_t i = 0; i < c->nr_functions; i++) {
		struct graph g;

		if (!is_of_interest(j, &c->functions[i]))
			continue;
		if (!graph_make(&g, &j->world, &c->functions[i], why))
			return false;
		j->r->functions++;
		j->r->sites += g.sites;
		j->r->insns += g.nr_steps;
		j->r->blocks += g.nr_blocks;
		j->r->unknown_jumps += g.unknown_jumps;
		j->r->without_slots += !g.slots;
		compare(j, &g);
		graph_free(&g);
	}
	return true;
}

static bool name_sites(struct job *j, uint64_t *events, const char **why)
{
	const struct module *m = j->world.code->module;

	for (size_t i = 0; i < m->nr_jumps; i++) {
		events[i] = m->jumps[i].key ? OTHER_EVENT : 0;
		for (unsigned int e = 0; e < j->nr_events && m->jumps[i].key; e++) {
			if (strcmp(m->jumps[i].key, j->events[e]))
				continue;
			events[i] = 1ull << e;
			j->sites[e]++;
		}
	}
	*why = "it has no site for one of the events";
	for (unsigned int e = 0; e < j->nr_events; e++)
		if (!j->sites[e])
			return false;
	return true;
}

static bool run(struct job *j, const struct code *c, const char **why)
{
	uint64_t *events = zalloc(c->module->nr_jumps, sizeof(*events));
	unsigned int sites = 0;
	bool good;

	j->world = (struct world){ .code = c, .events = events };
	j->sites = zalloc(j->nr_events, sizeof(*j->sites));
	j->used = zalloc(j->allow ? strlen(j->allow) + 1 : 1, sizeof(*j->used));
	good = name_sites(j, events, why);
	if (good) {
		abi_infer(&j->world);
		good = look(j, why);
		for (unsigned int e = 0; e < j->nr_events; e++)
			sites += j->sites[e];
		/* Every site must be in an analysed function. */
		if (good && sites != j->r->sites) {
			*why = "some sites are outside of all analysed functions, or in two";
			good = false;
		}
		abi_free(&j->world);
	}
	free(j->sites);
	free(j->used);
	free(events);
	return good;
}

bool report_module(struct report *r, const char *path, const char *const *events, unsigned int nr,
		   const char *allow, FILE *out, char *why, size_t size)
{
	struct job j = { .r = r, .events = events, .nr_events = nr, .allow = allow, .out = out };
	const char *reason;
	struct module m;
	struct code c;
	bool good;

	*r = (struct report){ 0 };
	good = module_open(&m, path, &reason);
	if (good) {
		good = code_read(&c, &m, &reason);
		if (good) {
			good = run(&j, &c, &reason);
			code_free(&c);
		}
		module_close(&m);
	}
	if (!good)
		snprintf(why, size, "%s: %s", path, reason);
	return good;
}
