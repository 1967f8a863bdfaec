/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds the tree of a flow from records in a short text format.  There is one record per line,
 * "PID WHAT FUNCTION [TEXT]", and records are a millisecond apart.  A function of the driver is
 * "drv:NAME", or "drv:NAME@TABLE.MEMBER" if it is in an ops table; that of another module is
 * "mac80211:NAME".  "!" after WHAT means that the record is from a hard interrupt, "~" that it is
 * from a soft one.  Work items, firmware commands, interrupts and timers have "#KEY" before the
 * function.
 */
#ifndef MLX5TRACE_FLOW_RECORDS_H
#define MLX5TRACE_FLOW_RECORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "analysis/flow/show/lines.h"

static const struct {
	const char *word;
	enum flow_kind kind;
} kinds[] = {
	{ "sys", FLOW_SYS_ENTER },   { "sysret", FLOW_SYS_EXIT },
	{ ">", FLOW_ENTRY },	     { "<", FLOW_EXIT },
	{ "args", FLOW_ARGS },	     { "ret", FLOW_RETURN },
	{ "queue", FLOW_QUEUE },     { "start", FLOW_START },
	{ "end", FLOW_END },	     { "issue", FLOW_ISSUE },
	{ "done", FLOW_DONE },	     { "note", FLOW_NOTE },
	{ "cap", FLOW_CAPABLE },     { "irq", FLOW_IRQ_ENTER },
	{ "irqret", FLOW_IRQ_EXIT }, { "timer", FLOW_TIMER_START },
	{ "fire", FLOW_TIMER_FIRE }, { "fired", FLOW_TIMER_DONE },
	{ "stack", FLOW_STACK },     { "lock", FLOW_LOCK },
	{ "unlock", FLOW_UNLOCK },   { "addr", FLOW_ADDRESS },
};

static const char *const modules[] = { "drv", "cfg80211", "mac80211" };

struct input {
	struct mt_strpool *names;
	MT_VEC(struct flow_record) records;
	int depth[100]; /* indexed by pid */
};

static inline void take_line(struct input *in, char *line)
{
	struct flow_record *r = mt_vec_add(&in->records);
	char *save, *pid = strtok_r(line, " ", &save), *what = strtok_r(NULL, " ", &save);
	char *func = strtok_r(NULL, " ", &save), *rest = strtok_r(NULL, "", &save);
	size_t len = strlen(what);
	int64_t value;

	r->ts = (uint64_t)in->records.nr * 1000000;
	r->pid = atoi(pid);
	r->hard = what[len - 1] == '!';
	r->irq = r->hard || what[len - 1] == '~';
	if (r->irq)
		what[len - 1] = '\0';
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].word, what))
			r->kind = kinds[i].kind;
	if (func && *func == '#') {
		r->key = (uint64_t)atoi(func + 1);
		func = rest ? strtok_r(rest, " ", &save) : NULL;
		rest = func ? strtok_r(NULL, "", &save) : NULL;
	}
	for (size_t i = 0; func && i < sizeof(modules) / sizeof(*modules); i++) {
		size_t name = strlen(modules[i]);

		if (strncmp(func, modules[i], name) || func[name] != ':')
			continue;
		r->module = modules[i];
		func += name + 1;
		if (strchr(func, '@')) {
			r->via = mt_strpool_add(in->names, mt_span_z(strchr(func, '@') + 1));
			*strchr(func, '@') = '\0';
		}
	}
	if (func && mt_span_int(mt_span_z(func), &value))
		rest = func;
	else if (func)
		r->func = mt_strpool_add(in->names, mt_span_z(func));
	if (rest && mt_span_int(mt_span_z(rest), &value)) {
		r->has_value = true;
		r->value = value;
	} else if (rest && r->kind == FLOW_DONE) {
		r->outcome = mt_strpool_add(in->names, mt_span_z(rest));
	} else if (rest) {
		r->text = mt_strpool_add(in->names, mt_span_z(rest));
	}
	if (r->kind == FLOW_EXIT)
		in->depth[r->pid]--;
	r->depth = in->depth[r->pid];
	if (r->kind == FLOW_ENTRY)
		in->depth[r->pid]++;
}

static inline struct flow_tree *build(struct input *in, const char *text)
{
	char *copy = strdup(text), *save, *line;

	*in = (struct input){ .names = mt_strpool_new() };
	for (line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		take_line(in, line);
	free(copy);
	return flow_tree_build(in->records.at, in->records.nr, 7);
}

static inline void done(struct input *in, struct flow_tree *tree)
{
	flow_tree_free(tree);
	free(in->records.at);
	mt_strpool_free(in->names);
}

static inline void shows(const struct flow_tree *tree, const struct flow_select *select,
			 const char *want)
{
	struct flow_lines lines = { 0 };
	char got[4096] = "";
	size_t at = 0;

	flow_lines_make(&lines, tree, select);
	for (unsigned int i = 0; i < lines.list.nr; i++) {
		const struct flow_line *line = &lines.list.at[i];

		at += (size_t)snprintf(got + at, sizeof(got) - at, "%*s%s: %s%s%s\n",
				       (int)line->depth, "", flow_layer_name(line->layer),
				       line->text, *line->result ? " " : "", line->result);
	}
	flow_lines_free(&lines);
	assert_string_equal(got, want);
}

static const struct flow_select boundaries = { .only = FLOW_LAYER_NR };

static inline void expect(const char *text, const char *want)
{
	struct input in;
	struct flow_tree *tree = build(&in, text);

	assert_non_null(tree);
	shows(tree, &boundaries, want);
	done(&in, tree);
}

#endif
