// SPDX-License-Identifier: GPL-2.0-only
/* The differences between the observed and the expected call graph. */
#include "analysis/view/graph.h"

#include <inttypes.h>
#include <stdlib.h>

#include "analysis/base/util.h"

/* The tracer records every call, but call stacks contain only calls that lead to an event. */
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
	mt_print(&v->to, MT_BAD, "  %-12s", mt_deviation_id(d->kind));
	fprintf(v->to.out, " %s", d->func);
	if (d->count)
		fprintf(v->to.out, " (%" PRIu64 ")", d->count);
	fputc('\n', v->to.out);
	if (*d->caller)
		fprintf(v->to.out, "%17scalled by %s\n", "", d->caller);
	if (d->after)
		fprintf(v->to.out, "%17sbefore %s\n", "", d->after);
}

void mt_text_expected(const struct mt_view *v)
{
	struct mt_deviations d;

	if (!v->expected)
		return;
	make(v, &d);
	mt_heading(&v->to, "Against %s", v->expected_path);
	if (observed(v->graph) == &v->graph->stacks)
		mt_paragraph(
			&v->to, 2,
			"By call stacks: a function that leads to no event of the recording is not visible.");
	if (!d.list.nr)
		fprintf(v->to.out, "  As expected.\n");
	for (unsigned int i = 0; i < d.list.nr; i++)
		print_one(v, &d.list.at[i]);
	free(d.list.at);
}

MT_GETTER(deviation_id, struct mt_deviation, mt_value_text(mt_deviation_id(at->kind)))
MT_GETTER(deviation_function, struct mt_deviation, mt_value_text(at->func))
MT_GETTER(deviation_caller, struct mt_deviation, mt_value_text(at->caller))
MT_GETTER(deviation_after, struct mt_deviation, mt_value_text(at->after))
MT_GETTER(deviation_count, struct mt_deviation, mt_value_count(at->count))

static const struct mt_column deviation_columns[] = {
	MT_COL("deviation", ID, deviation_id, JSON),
	MT_COL("function", TEXT, deviation_function, JSON),
	MT_COL("caller", TEXT, deviation_caller, JSON),
	MT_COL("after", TEXT, deviation_after, JSON),
	MT_COL("count", COUNT, deviation_count, JSON),
};

static void deviations_of(const struct mt_row *up, struct mt_list *list)
{
	struct mt_deviations d;

	make(up->v, &d);
	*list = (struct mt_list){ .at = d.list.at,
				  .nr = d.list.nr,
				  .size = sizeof(*d.list.at),
				  .made = d.list.at };
}

static const struct mt_table deviations = { MT_COLUMNS(deviation_columns), .list = deviations_of };

static struct mt_value expected_file(const struct mt_row *row)
{
	return mt_value_text(row->v->expected_path);
}

static struct mt_value observed_by(const struct mt_row *row)
{
	const struct mt_graph *m = row->v->graph;

	return mt_value_text(observed(m) == &m->stacks ? "stacks" : "calls");
}

static const struct mt_column columns[] = {
	MT_COL("file", TEXT, expected_file, JSON),
	MT_COL("observed_by", ID, observed_by, JSON),
	{ "deviations", MT_COL_LIST, .in = MT_IN_JSON, .rows = &deviations },
};

const struct mt_table mt_table_expected = { MT_COLUMNS(columns) };
