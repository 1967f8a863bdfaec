// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/lines.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/flow/show/commands.h"
#include "analysis/flow/show/shown.h"
#include "analysis/flow/show/words.h"
#include "analysis/base/memory.h"

/* Number of nested branches below an entry of the driver before calls are grouped. */
#define DRIVER_FORKS 2

static struct flow_line *add(struct flow_lines *lines, const struct flow_node *node,
			     unsigned int depth, const char *text)
{
	char *own = mt_mem(strdup(text)), *result = mt_mem(strdup(""));
	struct flow_line *line = own && result ? mt_vec_add(&lines->list) : NULL;

	if (!line) {
		free(own);
		free(result);
		lines->failed = true;
		return NULL;
	}
	line->node = node;
	line->depth = depth;
	line->layer = node->layer;
	line->ns = node->end && node->start ? node->end - node->start : UINT64_MAX;
	line->calls = node->type != FLOW_COMMAND;
	line->commands = node->type == FLOW_COMMAND;
	line->text = own;
	line->result = result;
	return line;
}

static void set_result(struct flow_lines *lines, struct flow_line *line,
		       const struct flow_node *node)
{
	struct flow_text t = { .len = 0 };
	char *result;

	if (!line || !node->has_ret)
		return;
	flow_put_result(&t, node);
	line->bad = flow_node_errno(node) || node->outcome;
	result = mt_mem(strdup(t.at));
	lines->failed = lines->failed || !result;
	if (!result)
		return;
	free(line->result);
	line->result = result;
}

static void show_children(struct flow_lines *lines, const struct flow_node *node,
			  unsigned int depth, unsigned int forks);

static void show_commands(struct flow_lines *lines, const struct flow_node *node,
			  struct flow_commands *c, unsigned int depth)
{
	for (unsigned int i = 0; i < c->failed.nr; i++) {
		const struct flow_node *command = c->failed.at[i];
		struct flow_text t = { .len = 0 };

		flow_put_node(&t, command);
		set_result(lines, add(lines, command, depth, t.at), command);
	}
	if (c->nr) {
		struct flow_line *line;
		struct flow_text t = { .len = 0 };

		flow_put(&t, "%u command%s:", c->nr, c->nr == 1 ? "" : "s");
		for (unsigned int i = 0; i < c->kinds.nr; i++)
			flow_put(&t, "%s %s%s", i ? "," : "", c->kinds.at[i].name,
				 c->kinds.at[i].nr > 1 ? c->kinds.at[i].times : "");
		line = add(lines, node, depth, t.at);
		if (line) {
			line->layer = FLOW_FIRMWARE;
			line->calls = 0;
			line->commands = c->nr;
			line->ns = c->ns;
		}
	}
	flow_commands_clear(c);
}

/* Show the callers, including functions outside the traced layers. */
static void show_stack(struct flow_lines *lines, const struct flow_node *node, unsigned int depth)
{
	struct flow_text t = { .len = 0 };
	struct flow_line *line;

	if (!node->stack)
		return;
	flow_put(&t, "stack %s", node->stack);
	line = add(lines, node, depth, t.at);
	if (line) {
		line->ns = UINT64_MAX;
		line->calls = 0;
	}
}

static void show_call(struct flow_lines *lines, const struct flow_node *node, unsigned int depth,
		      unsigned int forks)
{
	const struct flow_node *last = node, *way;
	struct flow_line *line;
	unsigned int calls = 1;
	struct flow_text t = { .len = 0 };

	flow_put_call(&t, node);
	while ((way = flow_onward(last, lines->select))) {
		flow_put(&t, " > ");
		flow_put_call(&t, way);
		last = way;
		calls++;
	}
	line = add(lines, node, depth, t.at);
	if (line)
		line->calls = calls;
	set_result(lines, line, node);
	/* The error may be explained by a deeper call. */
	if (line && !node->has_ret && last->has_ret)
		set_result(lines, line, last);
	for (way = node; way != last; way = flow_onward(way, lines->select))
		show_stack(lines, way, depth + 1);
	show_stack(lines, last, depth + 1);
	show_children(lines, last, depth + 1, node->layer == FLOW_DRIVER ? forks + 1 : 0);
}

/* Show a node that is not a call, and the nodes below it. */
static void show_other(struct flow_lines *lines, const struct flow_node *node, unsigned int depth)
{
	struct flow_text t = { .len = 0 };
	struct flow_line *line;

	flow_put_node(&t, node);
	line = add(lines, node, depth, t.at);
	/* Events and checks have no duration. */
	if (line && (node->type == FLOW_EVENT || node->type == FLOW_CHECK))
		line->ns = UINT64_MAX;
	set_result(lines, line, node);
	show_children(lines, node, depth + 1, 0);
}

/* Is it a call without visible children? */
static bool is_leaf(const struct flow_node *node, const struct flow_select *select)
{
	if (node->type != FLOW_CALL || flow_node_errno(node) || node->stack)
		return false;
	for (const struct flow_node *c = node->first; c; c = c->next)
		if (c->type == FLOW_COMMAND || flow_shown(c, select))
			return false;
	return true;
}

/* The last of the consecutive calls that are equal to @first and have no details of their own. */
static const struct flow_node *repeated(const struct flow_lines *lines,
					const struct flow_node *first, unsigned int *nr,
					uint64_t *ns)
{
	const struct flow_node *last = first;

	*nr = 0;
	*ns = 0;
	for (const struct flow_node *c = first; c; c = c->next) {
		if (c != first && !flow_shown(c, lines->select))
			continue;
		if (!is_leaf(c, lines->select) || !flow_alike(c, first))
			break;
		++*nr;
		*ns += c->end ? c->end - c->start : 0;
		last = c;
	}
	return last;
}

static const struct flow_node *show_repeated(struct flow_lines *lines,
					     const struct flow_node *first, unsigned int depth)
{
	unsigned int nr;
	uint64_t ns;
	const struct flow_node *last = repeated(lines, first, &nr, &ns);
	struct flow_line *line;
	struct flow_text t = { .len = 0 };

	if (nr < 2)
		return NULL;
	flow_put_call(&t, first);
	flow_put(&t, " x%u", nr);
	line = add(lines, first, depth, t.at);
	set_result(lines, line, first);
	if (line) {
		line->ns = ns;
		line->calls = nr;
	}
	return last;
}

/* Collect the firmware commands, and show the deferred work, of a call that is not shown. */
static void gather(struct flow_lines *lines, const struct flow_node *node, struct flow_commands *c,
		   unsigned int depth)
{
	for (const struct flow_node *child = node->first; child; child = child->next) {
		if (child->type == FLOW_COMMAND)
			lines->failed |= !flow_commands_add(c, child);
		else if (child->type == FLOW_CALL)
			gather(lines, child, c, depth);
		else if (flow_shown(child, lines->select))
			show_other(lines, child, depth);
	}
}

/* Below the branch limit, calls of one function by the same caller are merged into one line. */
struct group {
	const struct flow_node *first;
	unsigned int nr;
	uint64_t ns;
};

static bool grouped(const struct flow_node *child, unsigned int forks)
{
	return child->type == FLOW_CALL && child->layer == FLOW_DRIVER && forks >= DRIVER_FORKS &&
	       !flow_node_errno(child);
}

static void show_group(struct flow_lines *lines, const struct flow_node *parent,
		       const struct group *g, unsigned int depth)
{
	struct flow_commands c = { 0 };
	struct flow_line *line;
	struct flow_text t = { .len = 0 };

	flow_put_call(&t, g->first);
	if (g->nr > 1)
		flow_put(&t, " x%u", g->nr);
	line = add(lines, g->first, depth, t.at);
	if (line) {
		line->ns = g->ns;
		line->calls = g->nr;
	}
	for (const struct flow_node *child = parent->first; child; child = child->next)
		if (flow_shown(child, lines->select) && child->type == FLOW_CALL &&
		    !flow_node_errno(child) && !strcmp(child->name, g->first->name))
			gather(lines, child, &c, depth + 1);
	show_commands(lines, g->first, &c, depth + 1);
}

static void show_groups(struct flow_lines *lines, const struct flow_node *node, unsigned int depth,
			unsigned int forks)
{
	MT_VEC(struct group) groups = { 0 };

	for (const struct flow_node *child = node->first; child; child = child->next) {
		struct group *g = NULL;

		if (!flow_shown(child, lines->select) || !grouped(child, forks))
			continue;
		for (unsigned int i = 0; i < groups.nr && !g; i++)
			if (!strcmp(groups.at[i].first->name, child->name))
				g = &groups.at[i];
		if (!g)
			g = mt_vec_add(&groups);
		if (!g) {
			lines->failed = true;
			break;
		}
		g->first = g->first ? g->first : child;
		g->nr++;
		g->ns += child->end ? child->end - child->start : 0;
	}
	for (unsigned int i = 0; i < groups.nr; i++)
		show_group(lines, node, &groups.at[i], depth);
	free(groups.at);
}

static void show_children(struct flow_lines *lines, const struct flow_node *node,
			  unsigned int depth, unsigned int forks)
{
	const struct flow_node *last;
	struct flow_commands c = { 0 };

	for (const struct flow_node *child = node->first; child; child = child->next) {
		if (child->type == FLOW_COMMAND) {
			lines->failed |= !flow_commands_add(&c, child);
			continue;
		}
		if (!flow_shown(child, lines->select) || grouped(child, forks))
			continue;
		show_commands(lines, node, &c, depth);
		last = show_repeated(lines, child, depth);
		if (last)
			child = last;
		else if (child->type == FLOW_CALL)
			show_call(lines, child, depth, forks);
		else
			show_other(lines, child, depth);
	}
	show_commands(lines, node, &c, depth);
	show_groups(lines, node, depth, forks);
}

bool flow_calls(const struct flow_node *node, const char *function)
{
	if (node->name && !fnmatch(function, node->name, FNM_EXTMATCH))
		return true;
	for (const struct flow_node *c = node->first; c; c = c->next)
		if (flow_calls(c, function))
			return true;
	return false;
}

static bool is_selected(const struct flow_lines *lines, const struct flow_node *node)
{
	return !lines->select->through || flow_calls(node, lines->select->through);
}

/* Show a task without unrelated system calls, such as those for memory or files. */
static void show_task(struct flow_lines *lines, const struct flow_node *task)
{
	struct flow_text t = { .len = 0 };

	if (!is_selected(lines, task) || (task->pid < 0 && !flow_concerns(task)))
		return;
	flow_put_node(&t, task);
	add(lines, task, 0, t.at);
	for (const struct flow_node *c = task->first; c; c = c->next)
		if (is_selected(lines, c) &&
		    (task->pid < 0 ?
			     flow_shown(c, lines->select) :
			     c->type == FLOW_SYSCALL && (flow_concerns(c) || flow_calls_socket(c))))
			show_other(lines, c, 1);
}

/* If only one layer is shown, the submission and completion of each command are omitted. */
static bool is_only(const struct flow_lines *lines, const struct flow_node *node)
{
	if (lines->select->only == FLOW_LAYER_NR)
		return true;
	return node->layer == lines->select->only &&
	       !(node->parent && node->parent->type == FLOW_COMMAND);
}

static void show_all(struct flow_lines *lines, const struct flow_node *node, unsigned int depth)
{
	bool shown = is_only(lines, node);

	if (node->type == FLOW_SYSCALL && lines->select->only == FLOW_LAYER_NR && !node->first &&
	    !flow_calls_socket(node))
		return;
	if ((node->type == FLOW_SYSCALL || node->type == FLOW_TASK) && !is_selected(lines, node))
		return;
	/* Each sleep with a timeout starts a timer, which is cancelled when the task wakes up. */
	if (node->type == FLOW_TIMER && flow_foreign(node))
		return;
	if (shown) {
		struct flow_text t = { .len = 0 };

		flow_put_raw(&t, node);
		set_result(lines, add(lines, node, depth, t.at), node);
		show_stack(lines, node, depth + 1);
	}
	for (const struct flow_node *c = node->first; c; c = c->next)
		show_all(lines, c, depth + shown);
}

static void free_line(struct flow_line *line)
{
	free(line->text);
	free(line->result);
}

/* Replace the lines beyond the depth limit with their number. */
static void cut(struct flow_lines *lines, unsigned int depth)
{
	unsigned int nr = lines->list.nr, kept = 0, hidden;

	for (unsigned int i = 0; i < nr; i += hidden ? hidden : 1) {
		struct flow_line *line = &lines->list.at[kept++];
		unsigned int calls = 0, commands = 0;

		for (hidden = 0; i + hidden < nr && lines->list.at[i + hidden].depth > depth;
		     hidden++) {
			calls += lines->list.at[i + hidden].calls;
			commands += lines->list.at[i + hidden].commands;
			free_line(&lines->list.at[i + hidden]);
		}
		*line = lines->list.at[i];
		if (!hidden)
			continue;
		if (!mt_mem_ok(asprintf(&line->text, "... %u line%s", hidden,
					hidden == 1 ? "" : "s") >= 0))
			line->text = NULL;
		line->result = mt_mem(strdup(""));
		if (!line->text || !line->result) {
			free_line(line);
			lines->failed = true;
			kept--;
			continue;
		}
		line->depth = depth + 1;
		line->ns = UINT64_MAX;
		line->bad = false;
		line->calls = calls;
		line->commands = commands;
		line->folded = true;
	}
	lines->list.nr = kept;
}

/* The parent of a line is the preceding line or one of its ancestors. */
static void find_parents(struct flow_lines *lines)
{
	struct flow_line *line = lines->list.at;

	for (int i = 0; i < (int)lines->list.nr; i++) {
		int parent = i - 1;

		while (parent >= 0 && line[parent].depth >= line[i].depth)
			parent = line[parent].parent;
		line[i].parent = parent;
	}
}

void flow_lines_make(struct flow_lines *lines, const struct flow_tree *tree,
		     const struct flow_select *select)
{
	lines->select = select;
	for (const struct flow_node *task = tree->root->first; task; task = task->next) {
		if (select->full || select->only != FLOW_LAYER_NR)
			show_all(lines, task, 0);
		else
			show_task(lines, task);
	}
	if (select->depth)
		cut(lines, select->depth);
	find_parents(lines);
}

void flow_lines_free(struct flow_lines *lines)
{
	for (unsigned int i = 0; i < lines->list.nr; i++)
		free_line(&lines->list.at[i]);
	free(lines->list.at);
	*lines = (struct flow_lines){ 0 };
}
