// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints a tree in 80 columns. Only branches are indented; a chain of single calls stays in one
 * column, so that a path of forty functions remains readable.
 */
#include "analysis/view/graph.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

#define LEAD_MAX 160

static bool one_child(const struct mt_tree *tree, unsigned int i)
{
	unsigned int first = tree->nodes.at[i].first;

	return first && !tree->nodes.at[first].next;
}

static void print_node(const struct mt_view *v, const struct mt_node *n, const char *lead,
		       const char *mark, bool times)
{
	fprintf(v->to.out, "%9" PRIu64 "  ", n->count);
	if (times && n->ns)
		fprintf(v->to.out, "%12s  ", mt_fmt_span(&v->to, n->ns).text);
	else if (times)
		fprintf(v->to.out, "%12s  ", "");
	mt_print(&v->to, MT_DIM, "%s%s", lead, mark);
	switch (n->kind) {
	case MT_NODE_TASK:
		mt_print(&v->to, MT_BOLD, "%s", n->name);
		fputs(" (task)\n", v->to.out);
		break;
	case MT_NODE_USER:
		mt_print(&v->to, MT_DIM, "%s", n->name);
		fputs(" (user)\n", v->to.out);
		break;
	case MT_NODE_EVENT:
		mt_print(&v->to, MT_GOOD, "* %s", n->name);
		fputc('\n', v->to.out);
		break;
	case MT_NODE_KERNEL:
		fprintf(v->to.out, "%s\n", n->name);
	}
}

struct cursor {
	unsigned int node;
	size_t lead; /* length of the prefix of its siblings */
	bool branch; /* the node has siblings, and therefore its own mark */
};

void mt_text_tree(const struct mt_view *v, const struct mt_tree *tree, bool times)
{
	MT_VEC(struct cursor) stack = { 0 };
	char lead[LEAD_MAX + 8] = "";
	struct cursor *top;

	if (!tree->nodes.nr)
		return;
	mt_print(&v->to, MT_DIM, "%9s  %s%s\n", times ? "calls" : "stacks",
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
		mt_heading(&v->to, "Call graph of %" PRIu64 " call stacks", m->stacks.samples);
		mt_text_tree(v, &m->stacks, false);
	}
	if (m->calls.nodes.nr) {
		mt_heading(&v->to, "Call graph of the function_graph tracer");
		mt_text_tree(v, &m->calls, true);
	}
	if (m->unreliable)
		fprintf(v->to.out, "  omitted: %" PRIu64 " unreliable frame%s (\"? \")\n",
			m->unreliable, m->unreliable == 1 ? "" : "s");
	if (m->in_irq)
		fprintf(v->to.out, "  %" PRIu64 " calls in interrupts are omitted\n", m->in_irq);
	if (m->stacks.nodes.nr || m->calls.nodes.nr)
		return;
	if (m->left_out)
		fprintf(v->to.out, "  None of %" PRIu64 " call stacks passes through %s.\n",
			m->left_out, m->query.from ? m->query.from : m->query.through);
	else if (mt_view_is_log(v))
		mt_paragraph(
			&v->to, 2,
			"No call stack%s%s is in it: the kernel prints one with a WARN, a BUG or a hung task, and for \"echo w >/proc/sysrq-trigger\".",
			m->query.event ? " of " : "", m->query.event ? m->query.event : "");
	else
		mt_paragraph(
			&v->to, 2,
			"No call stack of %s was recorded: record with perf record -g, trace-cmd record -T, the ftrace option stacktrace, or the function_graph tracer.",
			m->query.event ? m->query.event : "an mlx5 event");
}

void mt_text_graph(const struct mt_view *v)
{
	print_graph(v);
	mt_text_expected(v);
}

MT_GETTER(node_name, struct mt_node, mt_value_text(at->name))
MT_GETTER(node_count, struct mt_node, mt_value_count(at->count))

static struct mt_value node_kind(const struct mt_row *row)
{
	static const char *const kinds[] = {
		[MT_NODE_TASK] = "task",
		[MT_NODE_USER] = "user",
		[MT_NODE_KERNEL] = "kernel",
		[MT_NODE_EVENT] = "event",
	};
	const struct mt_node *node = row->at;

	return mt_value_text(kinds[node->kind]);
}

/* Call stacks have no durations. */
static struct mt_value node_ns(const struct mt_row *row)
{
	const struct mt_node *node = row->at;

	if (row->of != &row->v->graph->calls)
		return mt_value_absent(true);
	return mt_value_count(node->ns);
}

MT_GETTER(node_calls, struct mt_node, mt_value_absent(!at->first))

static void children(const struct mt_tree *tree, const struct mt_node *parent, struct mt_list *list)
{
	const struct mt_node **made;
	unsigned int nr = 0;

	*list = (struct mt_list){ .of = tree };
	for (unsigned int i = parent->first; i; i = tree->nodes.at[i].next)
		nr++;
	made = mt_mem(calloc(nr ? nr : 1, sizeof(*made)));
	if (!made)
		return;
	list->at = list->made = made;
	for (unsigned int i = parent->first; i; i = tree->nodes.at[i].next)
		made[list->nr++] = &tree->nodes.at[i];
}

static void outermost(const struct mt_tree *tree, struct mt_list *list)
{
	if (tree->nodes.nr)
		children(tree, &tree->nodes.at[0], list);
}

static void calls_of(const struct mt_row *up, struct mt_list *list)
{
	children(up->of, up->at, list);
}

static void by_stack(const struct mt_row *up, struct mt_list *list)
{
	outermost(&up->v->graph->stacks, list);
}

static void by_call(const struct mt_row *up, struct mt_list *list)
{
	outermost(&up->v->graph->calls, list);
}

static const void *node_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	(void)up;
	return ((const struct mt_node *const *)list->at)[i];
}

static const struct mt_table nodes;

static const struct mt_column node_columns[] = {
	MT_COL("name", TEXT, node_name, JSON),
	MT_COL("kind", ID, node_kind, JSON),
	MT_COL("count", COUNT, node_count, JSON),
	MT_COL("ns", COUNT, node_ns, JSON),
	{ "calls", MT_COL_LIST, node_calls, MT_IN_JSON, .rows = &nodes },
};

static const struct mt_table nodes = { MT_COLUMNS(node_columns), .list = calls_of, .at = node_at };

MT_GETTER(graph_event, struct mt_graph, mt_value_text(at->query.event))
MT_GETTER(graph_from, struct mt_graph, mt_value_text(at->query.from))
MT_GETTER(graph_through, struct mt_graph, mt_value_text(at->query.through))
MT_GETTER(graph_unreliable, struct mt_graph, mt_value_count(at->unreliable))
MT_GETTER(graph_stacks, struct mt_graph, mt_value_count(at->stacks.samples))
MT_GETTER(graph_left_out, struct mt_graph, mt_value_count(at->left_out))

static struct mt_value graph_expected(const struct mt_row *row)
{
	return mt_value_absent(!row->v->expected);
}

static const struct mt_column graph_columns[] = {
	MT_COL("event", TEXT, graph_event, JSON),
	MT_COL("from", TEXT, graph_from, JSON),
	MT_COL("through", TEXT, graph_through, JSON),
	MT_COL("stacks", COUNT, graph_stacks, JSON),
	MT_COL("stacks_left_out", COUNT, graph_left_out, JSON),
	MT_COL("unreliable_frames", COUNT, graph_unreliable, JSON),
	{ "by_stack", MT_COL_LIST, .in = MT_IN_JSON, .rows = &nodes, .list = by_stack },
	{ "by_call", MT_COL_LIST, .in = MT_IN_JSON, .rows = &nodes, .list = by_call },
	{ "expected", MT_COL_OBJECT, graph_expected, MT_IN_JSON, .rows = &mt_table_expected },
};

static void graph_of(const struct mt_row *up, struct mt_list *list)
{
	*list = (struct mt_list){ .at = up->v->graph, .nr = 1 };
}

static const struct mt_table graph = { MT_COLUMNS(graph_columns), .list = graph_of };

static const struct mt_column part_columns[] = {
	{ "graph", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &graph },
};

const struct mt_table mt_part_graph = { MT_COLUMNS(part_columns) };
