// SPDX-License-Identifier: GPL-2.0-only
/*
 * From records in the order of time to one tree.  Each thread has a node that is open;
 * what it does becomes a child of that.  Work is a child of who queued it, and what a
 * worker does from its start to its end becomes a child of the work.
 */
#include "analysis/flow/flow.h"

#include <stdlib.h>
#include <string.h>

struct thread {
	int pid;
	struct flow_node *task;		/* NULL: a worker */
	struct flow_node *open;		/* NULL: does nothing of ours */
	struct flow_node *closed;	/* the call that ended last */
	struct flow_record args;	/* of a call that has not been seen yet */
};

struct builder {
	struct flow_tree *tree;
	struct flow_node *interrupts;
	int pid;
	MT_VEC(struct thread) threads;
	MT_VEC(struct flow_node *) works;	/* queued, not run yet */
	MT_VEC(struct flow_node *) commands;	/* issued, not back yet */
	bool failed;
};

static const char *const type_names[] = {
	[FLOW_TASK] = "task", [FLOW_SYSCALL] = "syscall", [FLOW_CALL] = "call",
	[FLOW_WORK] = "work", [FLOW_COMMAND] = "command", [FLOW_EVENT] = "event",
};

const char *flow_type_name(enum flow_type type)
{
	return type_names[type];
}

struct flow_node *flow_node_add(struct flow_node *parent, enum flow_type type)
{
	struct flow_node *node = calloc(1, sizeof(*node));

	if (!node)
		return NULL;
	node->type = type;
	node->parent = parent;
	if (parent && parent->last)
		parent->last->next = node;
	else if (parent)
		parent->first = node;
	if (parent)
		parent->last = node;
	return node;
}

static void free_nodes(struct flow_node *node)
{
	while (node) {
		struct flow_node *next = node->next;

		free_nodes(node->first);
		free(node);
		node = next;
	}
}

void flow_tree_free(struct flow_tree *tree)
{
	if (!tree)
		return;
	free_nodes(tree->root);
	mt_strpool_free(tree->names);
	free(tree);
}

int flow_node_errno(const struct flow_node *node)
{
	return node->has_ret && node->ret < 0 && node->ret >= -4095 ? (int)-node->ret : 0;
}

static struct flow_node *add(struct builder *b, struct flow_node *parent, enum flow_type type,
			     const struct flow_record *r)
{
	struct flow_node *node = flow_node_add(parent, type);

	if (!node) {
		b->failed = true;
		return NULL;
	}
	node->name = r->func;
	node->module = r->module;
	node->via = r->via;
	node->args = r->text;
	node->pid = r->pid;
	node->comm = r->comm;
	node->start = r->ts;
	node->depth = r->depth;
	node->key = r->key;
	return node;
}

static struct thread *thread_of(struct builder *b, int pid)
{
	for (unsigned int i = 0; i < b->threads.nr; i++)
		if (b->threads.at[i].pid == pid)
			return &b->threads.at[i];
	return NULL;
}

static struct thread *thread_add(struct builder *b, int pid)
{
	struct thread *t = thread_of(b, pid);

	if (t)
		return t;
	t = mt_vec_add(&b->threads);
	if (t)
		t->pid = pid;
	else
		b->failed = true;
	return t;
}

/* Only the command and its children are asked for their system calls. */
static struct thread *task_of(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_add(b, r->pid);

	if (!t || t->task)
		return t;
	t->task = add(b, b->tree->root, FLOW_TASK, r);
	if (!t->task)
		return NULL;
	t->task->layer = FLOW_USER;
	t->task->name = NULL;
	t->task->args = NULL;
	t->open = t->task;
	return t;
}

/* Close what is open down to @node and with it, which its end is known of. */
static void close_to(struct thread *t, struct flow_node *node, uint64_t ts)
{
	node->end = ts;
	t->closed = node;
	t->open = node->parent;
}

static struct flow_node *open_of(struct thread *t, enum flow_type type)
{
	struct flow_node *node = t->open;

	while (node && node->type != type)
		node = node->parent;
	return node;
}

static void sys_enter(struct builder *b, const struct flow_record *r)
{
	struct thread *t = task_of(b, r);
	struct flow_node *node;

	if (!t)
		return;
	node = add(b, t->task, FLOW_SYSCALL, r);
	if (!node)
		return;
	node->layer = FLOW_SYSTEM;
	if (r->comm)
		t->task->comm = r->comm;
	t->open = node;
	b->tree->syscalls++;
}

static void sys_exit(struct builder *b, const struct flow_record *r)
{
	struct thread *t = task_of(b, r);
	struct flow_node *node = t ? open_of(t, FLOW_SYSCALL) : NULL;

	if (!node)
		return;		/* the one that the command was stopped in */
	node->has_ret = true;
	node->ret = r->value;
	t->task->end = r->ts;
	close_to(t, node, r->ts);
}

static void entry(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_of(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	/* Those whose end was lost. */
	while (t->open->type == FLOW_CALL && t->open->depth >= r->depth) {
		b->tree->unmatched++;
		t->open = t->open->parent;
	}
	node = add(b, t->open, FLOW_CALL, r);
	if (!node)
		return;
	node->layer = flow_layer_of(r->func, r->module);
	if (t->args.func == r->func) {
		node->args = t->args.text;
		t->args.func = NULL;
	}
	t->open = node;
	b->tree->functions++;
}

static void leave(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_of(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	for (node = t->open; node && node->type == FLOW_CALL; node = node->parent) {
		if (node->depth != r->depth || node->name != r->func)
			continue;
		if (r->has_value) {
			node->has_ret = true;
			node->ret = r->value;
		}
		close_to(t, node, r->ts);
		return;
	}
	/* Begun before the trace, or before the work. */
	b->tree->unmatched++;
}

/* A probe may come before or after the tracer at the same function. */
static void arguments(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_of(b, r->pid);

	if (!t || !t->open)
		return;
	if (t->open->type == FLOW_CALL && t->open->name == r->func && !t->open->first &&
	    !t->open->args)
		t->open->args = r->text;
	else
		t->args = *r;
	(void)b;
}

static void returned(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_of(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	for (node = t->open; node->type == FLOW_CALL && node->name != r->func;)
		node = node->parent;
	if (node->type != FLOW_CALL)
		node = t->closed;
	if (!node || node->type != FLOW_CALL || node->name != r->func || node->has_ret)
		return;
	node->has_ret = true;
	node->ret = r->value;
	(void)b;
}

/* A firmware command that this task has just issued is brought to the device by work. */
static struct flow_node *command_of(struct builder *b, const struct flow_record *r)
{
	struct flow_node *last = b->commands.nr ? b->commands.at[b->commands.nr - 1] : NULL;

	return last && last->pid == r->pid && !last->first && r->module ? last : NULL;
}

static void queue(struct builder *b, const struct flow_record *r)
{
	struct thread *t = r->irq ? NULL : thread_of(b, r->pid);
	struct flow_node *parent = t ? t->open : NULL, *node, **slot;

	if (parent && command_of(b, r))
		parent = command_of(b, r);

	if (!parent && !(r->irq && r->module))
		return;
	node = add(b, parent ? parent : b->interrupts, FLOW_WORK, r);
	slot = mt_vec_add(&b->works);
	if (!node || !slot) {
		b->failed = true;
		return;
	}
	node->layer = FLOW_DEFERRED;
	node->queued = r->ts;
	node->start = 0;
	node->pid = -1;
	node->comm = NULL;
	*slot = node;
	b->tree->works++;
}

static void start(struct builder *b, const struct flow_record *r)
{
	struct thread *t;

	for (unsigned int i = 0; i < b->works.nr; i++) {
		struct flow_node *node = b->works.at[i];

		if (node->key != r->key)
			continue;
		t = thread_add(b, r->pid);
		if (!t)
			return;
		node->start = r->ts;
		node->pid = r->pid;
		node->comm = r->comm;
		t->open = node;
		t->closed = NULL;
		mt_vec_remove(&b->works, i);
		return;
	}
}

static void end(struct builder *b, const struct flow_record *r)
{
	struct thread *t = thread_of(b, r->pid);
	struct flow_node *node = t && !t->task ? open_of(t, FLOW_WORK) : NULL;

	if (!node || node->key != r->key)
		return;
	node->end = r->ts;
	t->open = NULL;
}

static struct flow_node *add_command(struct builder *b, const struct flow_record *r)
{
	struct thread *t = r->irq ? NULL : thread_of(b, r->pid);
	struct flow_node *node = NULL;

	if (t && t->open)
		node = add(b, t->open, FLOW_COMMAND, r);
	if (!node) {
		b->tree->others++;
		return NULL;
	}
	node->layer = FLOW_FIRMWARE;
	b->tree->commands++;
	return node;
}

static void issue(struct builder *b, const struct flow_record *r)
{
	struct flow_node *node = add_command(b, r), **slot = node ? mt_vec_add(&b->commands) : NULL;

	if (slot)
		*slot = node;
	else if (node)
		b->failed = true;
}

/*
 * The work that brought a command to the device: of the calls that are open the next one
 * that queued work, which then ran.  @before: what stands before it; NULL: nothing.
 */
static struct flow_node *work_of(struct flow_node *open, const struct flow_record *r,
				 struct flow_node **before)
{
	for (; open && open->type == FLOW_CALL; open = open->parent) {
		struct flow_node *last = NULL, *previous = NULL;

		for (struct flow_node *c = open->first; c; previous = c, c = c->next)
			if (c->type == FLOW_WORK && c->module && c->start && c->start + r->ns <= r->ts) {
				last = c;
				*before = previous;
			}
		if (last)
			return last;
	}
	return NULL;
}

/* That work becomes a child of the command, and the command takes its place. */
static void adopt(struct flow_node *command, struct flow_node *work, struct flow_node *before)
{
	struct flow_node *parent = work->parent;

	if (before)
		before->next = command;
	else
		parent->first = command;
	command->next = work->next;
	if (parent->last == work)
		parent->last = command;
	command->parent = parent;
	command->start = work->queued;
	command->first = command->last = work;
	work->next = NULL;
	work->parent = command;
}

static void end_command(struct flow_node *node, const struct flow_record *r)
{
	node->end = r->ts;
	node->outcome = r->outcome;
	node->has_ret = r->has_value;
	node->ret = r->value;
}

/* One that its task waited for: only its end is told, with how long it took. */
static void waited(struct builder *b, const struct flow_record *r)
{
	struct thread *t = r->irq ? NULL : thread_of(b, r->pid);
	struct flow_node *before = NULL, *work = t ? work_of(t->open, r, &before) : NULL, *node;

	if (!work) {
		node = add_command(b, r);
		if (node)
			node->start = r->ts > r->ns ? r->ts - r->ns : r->ts;
	} else {
		node = add(b, NULL, FLOW_COMMAND, r);
		if (node) {
			node->layer = FLOW_FIRMWARE;
			b->tree->commands++;
			adopt(node, work, before);
		}
	}
	if (node)
		end_command(node, r);
}

static void done(struct builder *b, const struct flow_record *r)
{
	for (unsigned int i = b->commands.nr; i-- > 0;) {
		struct flow_node *node = b->commands.at[i];

		if (node->key != r->key)
			continue;
		end_command(node, r);
		mt_vec_remove(&b->commands, i);
		return;
	}
	if (r->ns)
		waited(b, r);
}

static void note(struct builder *b, const struct flow_record *r)
{
	struct thread *t = r->irq ? NULL : thread_of(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	node = add(b, t->open, FLOW_EVENT, r);
	if (!node)
		return;
	node->layer = r->module ? FLOW_DRIVER : FLOW_DISPATCH;
	node->end = r->ts;
	node->has_ret = r->has_value;
	node->ret = r->value;
}

static void (*const takes[])(struct builder *, const struct flow_record *) = {
	[FLOW_ENTRY] = entry, [FLOW_EXIT] = leave,
	[FLOW_SYS_ENTER] = sys_enter, [FLOW_SYS_EXIT] = sys_exit,
	[FLOW_ARGS] = arguments, [FLOW_RETURN] = returned,
	[FLOW_QUEUE] = queue, [FLOW_START] = start, [FLOW_END] = end,
	[FLOW_ISSUE] = issue, [FLOW_DONE] = done, [FLOW_NOTE] = note,
};

/* What interrupts queued and nobody ran in time is of no interest. */
static void drop_idle(struct flow_node *parent)
{
	struct flow_node **at = &parent->first, *node;

	parent->last = NULL;
	while ((node = *at)) {
		if (node->start) {
			parent->last = node;
			at = &node->next;
			continue;
		}
		*at = node->next;
		node->next = NULL;
		free_nodes(node);
	}
}

struct flow_tree *flow_tree_build(const struct flow_record *records, unsigned int nr, int pid)
{
	struct flow_tree *tree = calloc(1, sizeof(*tree));
	struct builder b = { .tree = tree, .pid = pid };
	struct flow_record first = { .pid = pid, .ts = nr ? records[0].ts : 0 };

	if (!tree)
		return NULL;
	tree->names = mt_strpool_new();
	tree->root = flow_node_add(NULL, FLOW_TASK);
	b.interrupts = flow_node_add(NULL, FLOW_TASK);
	b.failed = !tree->names || !tree->root || !b.interrupts || !task_of(&b, &first);
	for (unsigned int i = 0; i < nr && !b.failed; i++) {
		const struct flow_record *r = &records[i];

		if (r->irq && r->kind != FLOW_QUEUE && r->kind != FLOW_ISSUE && r->kind != FLOW_DONE)
			continue;
		takes[r->kind](&b, r);
	}
	if (b.interrupts)
		drop_idle(b.interrupts);
	if (!b.failed && b.interrupts->first) {
		b.interrupts->name = "interrupts";
		b.interrupts->pid = -1;
		b.interrupts->parent = tree->root;
		tree->root->last->next = b.interrupts;
		tree->root->last = b.interrupts;
	} else {
		free_nodes(b.interrupts);
	}
	free(b.threads.at);
	free(b.works.at);
	free(b.commands.at);
	if (!b.failed)
		return tree;
	flow_tree_free(tree);
	return NULL;
}
