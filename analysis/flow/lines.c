// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/lines.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/flow/commands.h"

/* Below its entry, the driver's calls are shown down to so many forks of the way. */
#define DRIVER_FORKS 2
#define TEXT_MAX_LEN 2048

struct text {
	char at[TEXT_MAX_LEN];
	size_t len;
};

static void put(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(t->at + t->len, sizeof(t->at) - t->len, fmt, ap);
	va_end(ap);
	if (len > 0)
		t->len += (size_t)len;
	if (t->len >= sizeof(t->at))
		t->len = sizeof(t->at) - 1;
}

static struct flow_line *add(struct flow_lines *lines, const struct flow_node *node,
			     unsigned int depth, const char *text)
{
	struct flow_line *line = mt_vec_add(&lines->list);

	if (!line) {
		lines->failed = true;
		return NULL;
	}
	line->node = node;
	line->depth = depth;
	line->layer = node->layer;
	line->ns = node->end && node->start ? node->end - node->start : UINT64_MAX;
	line->text = strdup(text);
	line->result = strdup("");
	lines->failed = lines->failed || !line->text || !line->result;
	return line;
}

static void set_result(struct flow_lines *lines, struct flow_line *line, const struct flow_node *node)
{
	int error = flow_node_errno(node);
	struct text t = { .len = 0 };

	if (!line || !node->has_ret || !line->result)
		return;
	if (error && strerrorname_np(error))
		put(&t, "= -%s", strerrorname_np(error));
	else
		put(&t, "= %" PRId64, node->ret);
	if (node->outcome)
		put(&t, " (%s)", node->outcome);
	free(line->result);
	line->result = strdup(t.at);
	line->bad = error || node->outcome;
	lines->failed = lines->failed || !line->result;
}

/* Work of others (files, memory) that did nothing in the functions that are traced. */
static bool foreign(const struct flow_node *node)
{
	return node->type == FLOW_WORK && (node->start ? !node->first : !node->module);
}

/* Is there anything below that is shown: another layer, work, a command, an answer? */
static bool leads(const struct flow_node *node, enum flow_layer layer)
{
	for (const struct flow_node *c = node->first; c; c = c->next) {
		if (foreign(c))
			continue;
		if (c->type == FLOW_WORK || c->type == FLOW_COMMAND ||
		    (c->type == FLOW_EVENT && !c->module))
			return true;
		if (c->type == FLOW_CALL && (c->layer != layer || flow_node_errno(c)))
			return true;
		if (leads(c, layer))
			return true;
	}
	return false;
}

/* The one call that goes on through the same layer; NULL when the way forks or ends. */
static const struct flow_node *onward(const struct flow_node *node)
{
	const struct flow_node *way = NULL;

	for (const struct flow_node *c = node->first; c; c = c->next) {
		if ((c->type == FLOW_EVENT && c->module) || foreign(c))
			continue;
		if (c->type == FLOW_CALL && c->layer == node->layer && !leads(c, c->layer) &&
		    !flow_node_errno(c))
			continue;
		if (way || c->type != FLOW_CALL || c->layer != node->layer)
			return NULL;
		way = c;
	}
	return way;
}

static void name_call(struct text *t, const struct flow_node *node)
{
	const struct flow_node *parent = node->parent;

	put(t, "%s", node->name);
	if (node->args)
		put(t, "(%s)", node->args);
	/* Its own layer may also call it by its name. */
	if (parent && parent->type == FLOW_CALL && parent->layer != node->layer && node->via)
		put(t, " [%s]", node->via);
}

static void show_children(struct flow_lines *lines, const struct flow_node *node,
			  unsigned int depth, unsigned int forks);

static void show_commands(struct flow_lines *lines, const struct flow_node *node,
			  struct flow_commands *c, unsigned int depth)
{
	for (unsigned int i = 0; i < c->failed.nr; i++) {
		const struct flow_node *command = c->failed.at[i];
		struct text t = { .len = 0 };

		put(&t, "%s(%s)", command->name, command->args ? command->args : "");
		set_result(lines, add(lines, command, depth, t.at), command);
	}
	if (c->nr) {
		struct flow_line *line;
		struct text t = { .len = 0 };

		put(&t, "%u command%s:", c->nr, c->nr == 1 ? "" : "s");
		for (unsigned int i = 0; i < c->kinds.nr; i++)
			put(&t, "%s %s%s", i ? "," : "", c->kinds.at[i].name,
			    c->kinds.at[i].nr > 1 ? c->kinds.at[i].times : "");
		line = add(lines, node, depth, t.at);
		if (line) {
			line->layer = FLOW_FIRMWARE;
			line->ns = c->ns;
		}
	}
	flow_commands_clear(c);
}

static void show_call(struct flow_lines *lines, const struct flow_node *node, unsigned int depth,
		      unsigned int forks)
{
	const struct flow_node *last = node, *way;
	struct flow_line *line;
	struct text t = { .len = 0 };

	name_call(&t, node);
	while ((way = onward(last))) {
		put(&t, " > ");
		name_call(&t, way);
		last = way;
	}
	line = add(lines, node, depth, t.at);
	set_result(lines, line, node);
	/* What says why may stand deeper. */
	if (line && !node->has_ret && last->has_ret)
		set_result(lines, line, last);
	show_children(lines, last, depth + 1, node->layer == FLOW_DRIVER ? forks + 1 : 0);
}

static void show_work(struct flow_lines *lines, const struct flow_node *node, unsigned int depth)
{
	struct text t = { .len = 0 };

	put(&t, "%s", node->name);
	if (node->args)
		put(&t, " on %s", node->args);
	if (node->start)
		put(&t, ", run %.3f ms later by %s[%d]", (double)(node->start - node->queued) / 1e6,
		    node->comm ? node->comm : "a worker", node->pid);
	else
		put(&t, ", not run in time");
	add(lines, node, depth, t.at);
	show_children(lines, node, depth + 1, 0);
}

static void show_note(struct flow_lines *lines, const struct flow_node *node, unsigned int depth)
{
	struct text t = { .len = 0 };
	struct flow_line *line;

	if (node->module)
		put(&t, "* %s %s", node->name, node->args ? node->args : "");
	else if (node->args)
		put(&t, "%s \"%s\"", node->name, node->args);
	else
		put(&t, "%s", node->name);
	line = add(lines, node, depth, t.at);
	if (line)
		line->ns = UINT64_MAX;
	set_result(lines, line, node);
}

/* What a call that is not shown did for the firmware and for other threads. */
static void gather(struct flow_lines *lines, const struct flow_node *node, struct flow_commands *c,
		   unsigned int depth)
{
	for (const struct flow_node *child = node->first; child; child = child->next) {
		if (child->type == FLOW_COMMAND)
			lines->failed |= !flow_commands_add(c, child);
		else if (foreign(child))
			continue;
		else if (child->type == FLOW_WORK)
			show_work(lines, child, depth);
		else
			gather(lines, child, c, depth);
	}
}

static bool is_shown(const struct flow_node *node, const struct flow_node *parent)
{
	if ((node->type == FLOW_EVENT && node->module) || foreign(node))
		return false;
	/* It says no more than the system call itself. */
	if (parent->type == FLOW_SYSCALL && node->type == FLOW_CALL && node->layer == FLOW_SOCKET)
		return leads(node, node->layer) || flow_node_errno(node);
	if (node->type != FLOW_CALL || node->layer != parent->layer)
		return true;
	return leads(node, node->layer) || flow_node_errno(node);
}

/* Calls of one function by the same caller, where no more forks are shown: one line. */
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
	struct text t = { .len = 0 };

	name_call(&t, g->first);
	if (g->nr > 1)
		put(&t, " x%u", g->nr);
	line = add(lines, g->first, depth, t.at);
	if (line)
		line->ns = g->ns;
	for (const struct flow_node *child = parent->first; child; child = child->next)
		if (is_shown(child, parent) && child->type == FLOW_CALL && !flow_node_errno(child) &&
		    !strcmp(child->name, g->first->name))
			gather(lines, child, &c, depth + 1);
	show_commands(lines, g->first, &c, depth + 1);
}

static void show_groups(struct flow_lines *lines, const struct flow_node *node, unsigned int depth,
			unsigned int forks)
{
	MT_VEC(struct group) groups = { 0 };

	for (const struct flow_node *child = node->first; child; child = child->next) {
		struct group *g = NULL;

		if (!is_shown(child, node) || !grouped(child, forks))
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
	struct flow_commands c = { 0 };

	for (const struct flow_node *child = node->first; child; child = child->next) {
		if (child->type == FLOW_COMMAND) {
			lines->failed |= !flow_commands_add(&c, child);
			continue;
		}
		if (!is_shown(child, node) || grouped(child, forks))
			continue;
		show_commands(lines, node, &c, depth);
		if (child->type == FLOW_WORK)
			show_work(lines, child, depth);
		else if (child->type == FLOW_EVENT)
			show_note(lines, child, depth);
		else
			show_call(lines, child, depth, forks);
	}
	show_commands(lines, node, &c, depth);
	show_groups(lines, node, depth, forks);
}

static void head(const struct flow_node *node, struct text *t)
{
	if (node->type == FLOW_TASK && node->pid < 0)
		put(t, "queued by interrupts meanwhile, for whom is not known");
	else if (node->type == FLOW_TASK)
		put(t, "%s[%d]", node->comm ? node->comm : "?", node->pid);
	else
		put(t, "%s(%s)", node->name, node->args ? node->args : "");
}

/* Did it reach anything of ours? */
static bool concerns(const struct flow_node *call)
{
	for (const struct flow_node *c = call->first; c; c = c->next)
		if (!foreign(c))
			return true;
	return false;
}

/* System calls that did nothing here (memory, files) are left out. */
static void show_task(struct flow_lines *lines, const struct flow_node *task)
{
	struct text t = { .len = 0 };

	if (task->pid < 0 && !concerns(task))
		return;
	head(task, &t);
	add(lines, task, 0, t.at);
	if (task->pid < 0) {
		show_children(lines, task, 1, 0);
		return;
	}
	for (const struct flow_node *call = task->first; call; call = call->next) {
		if (call->type != FLOW_SYSCALL || !concerns(call))
			continue;
		t.len = 0;
		head(call, &t);
		set_result(lines, add(lines, call, 1, t.at), call);
		show_children(lines, call, 2, 0);
	}
}

static void show_all(struct flow_lines *lines, const struct flow_node *node, unsigned int depth,
		     const struct flow_select *select)
{
	bool wanted = select->only == FLOW_LAYER_NR || node->layer == select->only;

	if (node->type == FLOW_SYSCALL && select->only == FLOW_LAYER_NR && !node->first)
		return;
	if (wanted) {
		struct text t = { .len = 0 };

		if (node->type == FLOW_CALL)
			name_call(&t, node);
		else if (node->type == FLOW_WORK)
			put(&t, "%s on %s%s%s", node->name, node->args ? node->args : "?",
			    node->start ? ", run by " : ", not run in time",
			    node->start && node->comm ? node->comm : "");
		else if (node->type == FLOW_EVENT)
			put(&t, "* %s %s", node->name, node->args ? node->args : "");
		else
			head(node, &t);
		set_result(lines, add(lines, node, depth, t.at), node);
	}
	for (const struct flow_node *c = node->first; c; c = c->next)
		show_all(lines, c, depth + wanted, select);
}

static void free_line(struct flow_line *line)
{
	free(line->text);
	free(line->result);
}

/* In the place of those that are too deep, one line that says how many. */
static void cut(struct flow_lines *lines, unsigned int depth)
{
	unsigned int nr = lines->list.nr, kept = 0, hidden;

	for (unsigned int i = 0; i < nr; i += hidden ? hidden : 1) {
		struct flow_line *line = &lines->list.at[kept++];

		for (hidden = 0; i + hidden < nr && lines->list.at[i + hidden].depth > depth; hidden++)
			free_line(&lines->list.at[i + hidden]);
		*line = lines->list.at[i];
		if (!hidden)
			continue;
		if (asprintf(&line->text, "... %u line%s", hidden, hidden == 1 ? "" : "s") < 0)
			line->text = NULL;
		line->result = strdup("");
		lines->failed = lines->failed || !line->text || !line->result;
		line->depth = depth + 1;
		line->ns = UINT64_MAX;
		line->bad = false;
	}
	lines->list.nr = kept;
}

void flow_lines_make(struct flow_lines *lines, const struct flow_tree *tree,
		     const struct flow_select *select)
{
	for (const struct flow_node *task = tree->root->first; task; task = task->next) {
		if (select->full || select->only != FLOW_LAYER_NR)
			show_all(lines, task, 0, select);
		else
			show_task(lines, task);
	}
	if (select->depth)
		cut(lines, select->depth);
}

void flow_lines_free(struct flow_lines *lines)
{
	for (unsigned int i = 0; i < lines->list.nr; i++)
		free_line(&lines->list.at[i]);
	free(lines->list.at);
	*lines = (struct flow_lines){ 0 };
}
