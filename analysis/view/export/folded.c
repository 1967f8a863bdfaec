// SPDX-License-Identifier: GPL-2.0-only
/*
 * The input format of flamegraph.pl, inferno and speedscope: one call stack per line, with the
 * outermost function first and the number of events at the end.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/view/export/export.h"
#include "analysis/view/view.h"

struct folded {
	FILE *out;
};

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct folded *f = mt_mem(calloc(1, sizeof(*f)));

	(void)shown;
	if (f)
		f->out = out;
	return f;
}

/* A name must not contain a separator of the format. */
static void put_name(FILE *out, const char *name)
{
	for (; *name; name++)
		fputc(*name == ';' || *name == ' ' || *name == '\n' ? '_' : *name, out);
}

/* The number of events whose stack ends at this node. */
static uint64_t own(const struct mt_tree *tree, unsigned int i)
{
	uint64_t count = tree->nodes.at[i].count;

	for (unsigned int c = tree->nodes.at[i].first; c; c = tree->nodes.at[c].next)
		count -= tree->nodes.at[c].count < count ? tree->nodes.at[c].count : count;
	return count;
}

static void put_tree(FILE *out, const struct mt_tree *tree)
{
	MT_VEC(unsigned int) path = { 0 };
	unsigned int *top;

	if (!tree->nodes.nr || !tree->nodes.at[0].first)
		return;
	top = mt_vec_add(&path);
	if (top)
		*top = tree->nodes.at[0].first;
	while (path.nr) {
		unsigned int at = path.at[path.nr - 1], first = tree->nodes.at[at].first;
		uint64_t count = own(tree, at);

		if (count) {
			for (unsigned int i = 0; i < path.nr; i++) {
				if (i)
					fputc(';', out);
				put_name(out, tree->nodes.at[path.at[i]].name);
			}
			fprintf(out, " %" PRIu64 "\n", count);
		}
		if (first) {
			top = mt_vec_add(&path);
			if (!top)
				break;
			*top = first;
			continue;
		}
		while (path.nr && !tree->nodes.at[path.at[path.nr - 1]].next)
			path.nr--;
		if (path.nr)
			path.at[path.nr - 1] = tree->nodes.at[path.at[path.nr - 1]].next;
	}
	free(path.at);
}

static bool recording(void *format, const struct mt_row *row)
{
	struct folded *f = format;

	put_tree(f->out, &row->v->graph->stacks);
	return !mt_memory_short();
}

static bool end(void *format)
{
	free(format);
	return true;
}

const struct mt_format mt_format_folded = {
	.option = "folded",
	.help = "stacks for flame graphs, one per line",
	.verbs = "graph, export",
	.begin = begin,
	.recording = recording,
	.end = end,
};
