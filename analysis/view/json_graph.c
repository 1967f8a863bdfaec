// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/view.h"

#include "analysis/base/memory.h"

/* Children come after their parents, so one pass from the end builds it. */
static json_t *tree(const struct mt_tree *t, bool times)
{
	static const char *const kinds[] = {
		[MT_NODE_TASK] = "task",
		[MT_NODE_USER] = "user",
		[MT_NODE_KERNEL] = "kernel",
		[MT_NODE_EVENT] = "event",
	};
	json_t **made, *root;

	if (!t->nodes.nr)
		return json_array();
	made = mt_mem(calloc(t->nodes.nr, sizeof(*made)));
	if (!made)
		return json_null();
	for (unsigned int i = t->nodes.nr; i-- > 0;) {
		const struct mt_node *n = &t->nodes.at[i];
		json_t *calls = json_array();

		for (unsigned int c = n->first; c; c = t->nodes.at[c].next)
			json_array_append_new(calls, made[c]);
		if (!i) {
			made[0] = calls;
			break;
		}
		made[i] = json_pack("{so ss sI}", "name", mt_json_text(n->name), "kind",
				    kinds[n->kind], "count", (json_int_t)n->count);
		if (times)
			json_object_set_new(made[i], "ns", json_integer((json_int_t)n->ns));
		if (json_array_size(calls))
			json_object_set_new(made[i], "calls", calls);
		else
			json_decref(calls);
	}
	root = made[0];
	free(made);
	return root;
}

void mt_json_graph(const struct mt_view *v, json_t *to)
{
	const struct mt_graph *m = v->graph;

	json_t *graph = json_pack("{so so so sI sI so so}", "event", mt_json_text(m->query.event),
				  "from", mt_json_text(m->query.from), "through",
				  mt_json_text(m->query.through), "stacks",
				  (json_int_t)m->stacks.samples, "stacks_left_out",
				  (json_int_t)m->left_out, "by_stack", tree(&m->stacks, false),
				  "by_call", tree(&m->calls, true));

	if (v->expected)
		json_object_set_new(graph, "expected", mt_json_expected(v));
	json_object_set_new(to, "graph", graph);
}
