// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call graph as a flame graph with the outermost function at the top. The width of a box is the
 * share of the stacks that pass through the function, or of the time spent in its calls.
 */
#include <inttypes.h>
#include <string.h>

#include "analysis/base/util.h"
#include "analysis/view/export/svg_draw.h"

/* Height and minimum width of a box in pixels. Narrower boxes are omitted and counted. */
enum { ROW = 18, LEAST = 1 };
/* Functions at a greater depth are omitted and counted. */
#define MAX_DEPTH 512

struct flame {
	struct mt_svg *svg;
	const struct mt_view *v;
	const struct mt_tree *tree;
	bool by_time;
	double total, top;
	unsigned int deepest, left_out;
	unsigned int kinds; /* bits of enum look */
};

enum look { TASK, USER, KERNEL, DRIVER, EVENT, NR_LOOKS };

static const struct mt_svg_key looks[NR_LOOKS] = {
	[TASK] = { "task", "task", false },	  [USER] = { "user", "user space", false },
	[KERNEL] = { "kernel", "kernel", false }, [DRIVER] = { "driver", "mlx5 driver", false },
	[EVENT] = { "event", "event", false },
};

static enum look look_of(const struct mt_node *node)
{
	switch (node->kind) {
	case MT_NODE_TASK:
		return TASK;
	case MT_NODE_USER:
		return USER;
	case MT_NODE_EVENT:
		return EVENT;
	default:
		return strncmp(node->name, "mlx5", 4) ? KERNEL : DRIVER;
	}
}

static double weight(const struct flame *f, const struct mt_node *node)
{
	return f->by_time ? (double)node->ns : (double)node->count;
}

static unsigned int below(const struct mt_tree *tree, unsigned int at, unsigned int depth)
{
	unsigned int nr = 1;

	for (unsigned int c = tree->nodes.at[at].first; c && depth < MAX_DEPTH;
	     c = tree->nodes.at[c].next)
		nr += below(tree, c, depth + 1);
	return nr;
}

static void put_node(struct flame *f, const struct mt_node *node, double x, double width,
		     unsigned int depth)
{
	FILE *out = f->svg->to;
	double y = f->top + depth * ROW;
	enum look look = look_of(node);

	if (f->by_time)
		mt_svg_begin_box(out, looks[look].look, "%s: %" PRIu64 " calls, %s, %.1f %%",
				 node->name, node->count, mt_fmt_span(&f->v->to, node->ns).text,
				 100 * weight(f, node) / f->total);
	else
		mt_svg_begin_box(out, looks[look].look, "%s: %" PRIu64 " of %.0f, %.1f %%",
				 node->name, node->count, f->total,
				 100 * weight(f, node) / f->total);
	fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>",
		looks[look].look, x, y, width, ROW - 2);
	mt_svg_text(out, "", x + 3, y + 12, width - 4, node->name);
	mt_svg_end_box(out);
	f->kinds |= 1U << look;
	if (depth > f->deepest)
		f->deepest = depth;
}

/* Draw the children of @at within its width. */
static void put_children(struct flame *f, unsigned int at, double x, double width,
			 unsigned int depth)
{
	const struct mt_tree *tree = f->tree;
	double sum = 0, whole = at ? weight(f, &tree->nodes.at[at]) : f->total;

	for (unsigned int c = tree->nodes.at[at].first; c; c = tree->nodes.at[c].next)
		sum += weight(f, &tree->nodes.at[c]);
	/* a call that did not end may be shorter than its callees */
	if (sum > whole)
		whole = sum;
	for (unsigned int c = tree->nodes.at[at].first; c; c = tree->nodes.at[c].next) {
		double share = whole > 0 ? width * weight(f, &tree->nodes.at[c]) / whole : 0;

		if (share < LEAST || depth == MAX_DEPTH) {
			f->left_out += below(tree, c, depth);
			continue;
		}
		put_node(f, &tree->nodes.at[c], x, share, depth);
		put_children(f, c, x, share, depth + 1);
		x += share;
	}
}

static void put_tree(struct mt_svg *svg, const struct mt_view *v, const struct mt_tree *tree,
		     bool calls)
{
	struct flame f = { .svg = svg, .v = v, .tree = tree };
	struct mt_svg_key keys[NR_LOOKS];
	unsigned int nr = 0;
	double ns = 0, count = 0;

	if (!tree->nodes.nr || !tree->nodes.at[0].first)
		return;
	for (unsigned int c = tree->nodes.at[0].first; c; c = tree->nodes.at[c].next) {
		ns += (double)tree->nodes.at[c].ns;
		count += (double)tree->nodes.at[c].count;
	}
	f.by_time = calls && ns > 0;
	f.total = f.by_time ? ns : count;
	mt_svg_remark(svg, "%s of %" PRIu64 " %s; the width is %s",
		      calls ? "Calls recorded by function_graph, below" : "Call stacks",
		      tree->samples, calls ? "outermost calls" : "events",
		      f.by_time ? "the share of their time" : "the share of them");
	f.top = svg->y + 2;
	put_children(&f, 0, MT_SVG_MARGIN, MT_SVG_WIDTH - 2 * MT_SVG_MARGIN, 0);
	svg->y = f.top + (f.deepest + 1) * ROW + 4;
	for (int i = 0; i < NR_LOOKS; i++)
		if (f.kinds & 1U << i)
			keys[nr++] = looks[i];
	svg->y = mt_svg_legend(svg->to, keys, nr, svg->y);
	if (f.left_out)
		mt_svg_remark(svg, "%u narrower function%s not drawn: --from FUNC enlarges a part",
			      f.left_out, f.left_out == 1 ? " is" : "s are");
}

void mt_svg_graph(struct mt_svg *svg, const struct mt_view *v)
{
	const struct mt_graph *g = v->graph;

	put_tree(svg, v, &g->stacks, false);
	put_tree(svg, v, &g->calls, true);
	if (!g->stacks.samples && !g->calls.samples)
		mt_svg_remark(svg, "no call stack or call matches");
}
