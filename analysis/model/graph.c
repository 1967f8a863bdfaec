// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/graph.h"

#include <fnmatch.h>
#include <stdio.h>

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_graph *m = mt_model_new(sizeof(*m));

	(void)rec;
	if (m && query)
		m->query = *query;
	return m;
}

static void destroy(void *model)
{
	struct mt_graph *m = model;

	mt_model_fini(&m->base);
	free(m->stacks.nodes.at);
	free(m->calls.nodes.at);
	free(m->paths.at);
	free(m);
}

/* Find the child of @parent with that name, or create it. Returns 0 when out of memory. */
static unsigned int child(struct mt_tree *tree, unsigned int parent, const char *name,
			  enum mt_node_kind kind)
{
	struct mt_node *node;
	unsigned int i;

	if (!name || (!tree->nodes.nr && !mt_vec_add(&tree->nodes)))
		return 0;
	for (i = tree->nodes.at[parent].first; i; i = tree->nodes.at[i].next)
		if (tree->nodes.at[i].name == name && tree->nodes.at[i].kind == kind)
			return i;
	node = mt_vec_add(&tree->nodes);
	if (!node)
		return 0;
	i = tree->nodes.nr - 1;
	node->name = name;
	node->kind = kind;
	if (tree->nodes.at[parent].last)
		tree->nodes.at[tree->nodes.at[parent].last].next = i;
	else
		tree->nodes.at[parent].first = i;
	tree->nodes.at[parent].last = i;
	return i;
}

static bool matches_query(const struct mt_query *query, const struct mt_record *r)
{
	char name[80];

	/* All commands have the same call path, which does not add information. */
	if (!query->event && (r->event == MT_EV_CMD_ISSUE || r->event == MT_EV_CMD_DONE))
		return false;
	if (!query->event && r->log.report)
		return true;
	if (!query->event)
		return r->event != MT_EV_OTHER || mt_span_starts(r->name, "mlx5") ||
		       mt_span_eq(r->system, "mlx5");
	if (r->name.len >= sizeof(name))
		return false;
	memcpy(name, r->name.p, r->name.len);
	name[r->name.len] = '\0';
	return !fnmatch(query->event, name, 0);
}

/*
 * The index of the outermost frame to show, or the number of frames if the query excludes the
 * stack.
 */
static unsigned int outermost(const struct mt_query *query, const struct mt_stack *stack)
{
	const char *func = query->from ? query->from : query->through;

	if (!func)
		return stack->nr - 1;
	for (unsigned int i = stack->nr; i-- > 0;)
		if (!strcmp(stack->func[i], func))
			return query->from ? i : stack->nr - 1;
	return stack->nr;
}

static unsigned int add_task(struct mt_graph *m, struct mt_tree *tree, const struct mt_record *r)
{
	struct mt_span comm = r->comm.len ? r->comm : mt_span_z("[unknown task]");
	char by_pid[24];

	if (!r->comm.len && r->pid >= 0) {
		snprintf(by_pid, sizeof(by_pid), "task %d", r->pid);
		comm = mt_span_z(by_pid);
	}

	return child(tree, 0, mt_model_name(&m->base, comm), MT_NODE_TASK);
}

static void take_stack(struct mt_graph *m, const struct mt_record *r)
{
	struct mt_tree *tree = &m->stacks;
	const uint64_t times = r->log.report ? r->log.times : 1;
	const char *before = NULL;
	unsigned int at, top;

	if (!r->stack.nr || !matches_query(&m->query, r))
		return;
	m->unreliable += r->log.report ? r->log.unreliable : 0;
	top = outermost(&m->query, &r->stack);
	if (top == r->stack.nr) {
		m->left_out++;
		return;
	}
	at = m->query.from ? 0 : add_task(m, tree, r);
	if (at)
		tree->nodes.at[at].count += times;
	tree->samples += times;
	for (unsigned int i = top + 1; i-- > 0;) {
		const char *name = mt_model_name(&m->base, mt_span_z(r->stack.func[i]));

		/* consecutive user frames without symbols are merged */
		if (!r->stack.kernel[i] && name == before && name && *name == '[')
			continue;
		before = name;
		at = child(tree, at, name, r->stack.kernel[i] ? MT_NODE_KERNEL : MT_NODE_USER);
		if (!at)
			return;
		tree->nodes.at[at].count += times;
	}
	at = child(tree, at, mt_model_name(&m->base, r->name), MT_NODE_EVENT);
	if (at)
		tree->nodes.at[at].count += times;
}

/* Find the path of a task. The idle task and unknown tasks have a path for each CPU. */
static struct mt_path *find_path(struct mt_graph *m, const struct mt_record *r)
{
	struct mt_path *path;

	for (unsigned int i = 0; i < m->paths.nr; i++) {
		path = &m->paths.at[i];
		if (path->pid == r->pid && (r->pid > 0 || path->cpu == r->cpu))
			return path;
	}
	/* reuse the path of a task without open calls */
	for (unsigned int i = 0; i < m->paths.nr; i++) {
		path = &m->paths.at[i];
		if (!path->depth)
			goto found;
	}
	path = mt_vec_add(&m->paths);
	if (!path)
		return NULL;
found:
	path->pid = r->pid;
	path->cpu = r->cpu;
	path->depth = 0;
	return path;
}

/* Find the parent node of a call at this depth. Returns false if the call is excluded. */
static bool call_parent(struct mt_graph *m, const struct mt_path *path, const struct mt_record *r,
			unsigned int *parent)
{
	const char *from = m->query.from ? m->query.from : m->query.through;

	*parent = path->depth ? path->node[path->depth - 1] : 0;
	if (*parent)
		return true;
	if (from)
		return !strcmp(r->func, from);
	*parent = add_task(m, &m->calls, r);
	return *parent;
}

static void take_call(struct mt_graph *m, const struct mt_record *r)
{
	struct mt_path *path = find_path(m, r);
	unsigned int parent, at = 0;

	if (!path || r->depth < 0 || r->depth >= MT_GRAPH_DEPTH)
		return;
	if (r->depth < path->depth) /* returns were lost */
		path->depth = r->depth;
	if (!path->depth)
		path->irq = r->irq;
	if (r->irq && !path->irq) {
		m->in_irq++;
		return;
	}
	if (call_parent(m, path, r, &parent)) {
		if (!path->depth || !path->node[path->depth - 1]) {
			m->calls.samples++;
			if (parent)
				m->calls.nodes.at[parent].count++;
		}
		at = child(&m->calls, parent, mt_model_name(&m->base, mt_span_z(r->func)),
			   MT_NODE_KERNEL);
		if (at) {
			m->calls.nodes.at[at].count++;
			if (r->leaf && r->duration != MT_DURATION_UNKNOWN)
				m->calls.nodes.at[at].ns += r->duration;
		}
	}
	if (r->leaf)
		return;
	/* the missing levels were entered before the recording */
	while (path->depth < r->depth)
		path->node[path->depth++] = 0;
	path->node[path->depth++] = at;
}

static void take_return(struct mt_graph *m, const struct mt_record *r)
{
	struct mt_path *path = find_path(m, r);

	/* return from an omitted call or from a call that began before the recording */
	if (!path || r->depth < 0 || r->depth >= path->depth)
		return;
	if (path->node[r->depth] && r->duration != MT_DURATION_UNKNOWN)
		m->calls.nodes.at[path->node[r->depth]].ns += r->duration;
	path->depth = r->depth;
}

/* Add an event within traced calls below the innermost call. */
static void take_event(struct mt_graph *m, const struct mt_record *r)
{
	const struct mt_path *path = NULL;
	unsigned int at;

	if (!m->calls.nodes.nr || r->pid <= 0 || !matches_query(&m->query, r))
		return;
	for (unsigned int i = 0; i < m->paths.nr; i++)
		if (m->paths.at[i].pid == r->pid && m->paths.at[i].depth)
			path = &m->paths.at[i];
	if (!path || !path->node[path->depth - 1])
		return;
	at = child(&m->calls, path->node[path->depth - 1], mt_model_name(&m->base, r->name),
		   MT_NODE_EVENT);
	if (at)
		m->calls.nodes.at[at].count++;
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_graph *m = model;

	switch (r->kind) {
	case MT_REC_QUIET:
	case MT_REC_LOG:
		break;
	case MT_REC_STACK:
		take_stack(m, r);
		break;
	case MT_REC_CALL:
		take_call(m, r);
		break;
	case MT_REC_RETURN:
		take_return(m, r);
		break;
	case MT_REC_EVENT:
		take_event(m, r);
		break;
	}
}

static void finish(void *model)
{
	(void)model;
}

const struct mt_model_ops mt_model_graph = {
	.name = "graph",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
