// SPDX-License-Identifier: GPL-2.0-only
/* Where the observed call graph is not the expected one. */
#include "analysis/view/view.h"

#include <inttypes.h>

/* The tracer sees every call; call stacks see what leads to an event. */
static const struct mt_tree *observed(const struct mt_graph *m)
{
	return m->calls.nodes.nr ? &m->calls : &m->stacks;
}

static void make(const struct mt_view *v, struct mt_deviations *d)
{
	*d = (struct mt_deviations){ 0 };
	mt_expected_compare(v->expected, observed(v->graph),
			    observed(v->graph) == &v->graph->stacks, d);
}

bool mt_graph_deviates(const struct mt_view *v)
{
	struct mt_deviations d;

	if (!v->expected)
		return false;
	make(v, &d);
	free(d.list.at);
	return d.list.nr;
}

static void print_one(const struct mt_view *v, const struct mt_deviation *d)
{
	mt_print(v, MT_BAD, "  %-12s", mt_deviation_id(d->kind));
	fprintf(v->out, " %s", d->func);
	if (d->count)
		fprintf(v->out, " (%" PRIu64 ")", d->count);
	fputc('\n', v->out);
	if (*d->caller)
		fprintf(v->out, "%17scalled by %s\n", "", d->caller);
	if (d->after)
		fprintf(v->out, "%17sbefore %s\n", "", d->after);
}

void mt_text_expected(const struct mt_view *v)
{
	struct mt_deviations d;

	if (!v->expected)
		return;
	make(v, &d);
	mt_heading(v, "Against %s", v->expected_path);
	if (observed(v->graph) == &v->graph->stacks)
		mt_paragraph(
			v, 2,
			"By call stacks: a function that leads to no event of the recording cannot be seen.");
	if (!d.list.nr)
		fprintf(v->out, "  As expected.\n");
	for (unsigned int i = 0; i < d.list.nr; i++)
		print_one(v, &d.list.at[i]);
	free(d.list.at);
}

json_t *mt_json_expected(const struct mt_view *v)
{
	json_t *list = json_array();
	struct mt_deviations d;

	make(v, &d);
	for (unsigned int i = 0; i < d.list.nr; i++)
		json_array_append_new(list, json_pack("{ss so so so sI}", "deviation",
						      mt_deviation_id(d.list.at[i].kind),
						      "function", mt_json_text(d.list.at[i].func),
						      "caller", mt_json_text(d.list.at[i].caller),
						      "after", mt_json_text(d.list.at[i].after),
						      "count", (json_int_t)d.list.at[i].count));
	free(d.list.at);
	return json_pack("{so ss so}", "file", mt_json_text(v->expected_path), "observed_by",
			 observed(v->graph) == &v->graph->stacks ? "stacks" : "calls", "deviations",
			 list);
}
