// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tree in 80 columns: a chain of single calls stays in one column, only a
 * branch is indented, so that a path of forty functions can be read.
 */
#include "analysis/view/view.h"

#include <inttypes.h>

#define LEAD_MAX 160

static bool one_child(const struct mt_tree *tree, unsigned int i)
{
	unsigned int first = tree->nodes.at[i].first;

	return first && !tree->nodes.at[first].next;
}

static void print_node(const struct mt_view *v, const struct mt_node *n, const char *lead,
		       const char *mark, bool times)
{
	fprintf(v->out, "%9" PRIu64 "  ", n->count);
	if (times && n->ns)
		fprintf(v->out, "%12s  ", mt_fmt_span(v, n->ns).text);
	else if (times)
		fprintf(v->out, "%12s  ", "");
	mt_print(v, MT_DIM, "%s%s", lead, mark);
	switch (n->kind) {
	case MT_NODE_TASK:
		mt_print(v, MT_BOLD, "%s", n->name);
		fputs(" (task)\n", v->out);
		break;
	case MT_NODE_USER:
		mt_print(v, MT_DIM, "%s", n->name);
		fputs(" (user)\n", v->out);
		break;
	case MT_NODE_EVENT:
		mt_print(v, MT_GOOD, "* %s", n->name);
		fputc('\n', v->out);
		break;
	case MT_NODE_KERNEL:
		fprintf(v->out, "%s\n", n->name);
	}
}

struct cursor {
	unsigned int node;
	size_t lead; /* length of the lead at which its siblings stand */
	bool branch; /* has siblings, so a mark of its own */
};

void mt_text_tree(const struct mt_view *v, const struct mt_tree *tree, bool times)
{
	MT_VEC(struct cursor) stack = { 0 };
	char lead[LEAD_MAX + 8] = "";
	struct cursor *top;

	if (!tree->nodes.nr)
		return;
	mt_print(v, MT_DIM, "%9s  %s%s\n", times ? "calls" : "stacks",
		 times ? "        time  " : "", "from user space to the driver");
	top = mt_vec_add(&stack);
	if (top)
		*top = (struct cursor){ tree->nodes.at[0].first, 0,
					!one_child(tree, 0) && tree->nodes.at[0].first };
	while (stack.nr) {
		struct cursor *c = &stack.at[stack.nr - 1];
		const struct mt_node *n;
		size_t lead_len = c->lead;
		bool last, deeper;

		if (!c->node) {
			stack.nr--;
			continue;
		}
		n = &tree->nodes.at[c->node];
		last = !n->next;
		lead[lead_len] = '\0';
		print_node(v, n, lead, c->branch ? last ? "`- " : "|- " : "", times);
		deeper = c->branch && lead_len + 3 < LEAD_MAX;
		if (deeper)
			strcpy(lead + lead_len, last ? "   " : "|  ");
		c->node = n->next;
		if (!n->first)
			continue;
		top = mt_vec_add(&stack);
		if (!top)
			break;
		*top = (struct cursor){ n->first, lead_len + (deeper ? 3 : 0),
					tree->nodes.at[n->first].next != 0 };
	}
	free(stack.at);
}

static void print_graph(const struct mt_view *v)
{
	const struct mt_graph *m = v->graph;

	if (m->stacks.nodes.nr) {
		mt_heading(v, "Call graph of %" PRIu64 " call stacks", m->stacks.samples);
		mt_text_tree(v, &m->stacks, false);
	}
	if (m->calls.nodes.nr) {
		mt_heading(v, "Call graph of the function_graph tracer");
		mt_text_tree(v, &m->calls, true);
	}
	if (m->in_irq)
		fprintf(v->out, "  %" PRIu64 " calls in interrupts are left out\n", m->in_irq);
	if (m->stacks.nodes.nr || m->calls.nodes.nr)
		return;
	if (m->left_out)
		fprintf(v->out, "  None of %" PRIu64 " call stacks passes through %s.\n",
			m->left_out, m->query.from ? m->query.from : m->query.through);
	else
		mt_paragraph(
			v, 2,
			"No call stack of %s was recorded: record with perf record -g, trace-cmd record -T, the ftrace option stacktrace, or the function_graph tracer.",
			m->query.event ? m->query.event : "an mlx5 event");
}

void mt_text_graph(const struct mt_view *v)
{
	print_graph(v);
	mt_text_expected(v);
}
