// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds a tree from records in time order.  Each thread has an open node, which is the parent of
 * its next nodes.  Work is a child of the node that queued it; while the work runs, it is the
 * parent of the worker's nodes.
 */
#include "analysis/flow/tree/tree.h"

#include <stdio.h>
#include <string.h>

#include "analysis/base/memory.h"

/* The task of a system call. Only those of the command and its children are recorded. */
static struct flow_thread *task_of(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread_add(b, r->pid);

	if (!t || t->task)
		return t;
	t->task = flow_build_node(b, b->tree->root, FLOW_TASK, r);
	if (!t->task)
		return NULL;
	t->task->layer = FLOW_USER;
	t->task->name = NULL;
	t->task->args = NULL;
	t->open = t->task;
	return t;
}

/* Close the open nodes up to and including @node. Only the end of @node is known. */
static void close_to(struct flow_thread *t, struct flow_node *node, uint64_t ts)
{
	node->end = ts;
	t->closed = node;
	t->open = node->parent;
}

static void sys_enter(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = task_of(b, r);
	struct flow_node *node;

	if (!t)
		return;
	node = flow_build_node(b, t->task, FLOW_SYSCALL, r);
	if (!node)
		return;
	node->layer = FLOW_SYSTEM;
	if (r->comm)
		t->task->comm = r->comm;
	t->open = node;
	b->tree->syscalls++;
}

static void sys_exit(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = task_of(b, r);
	struct flow_node *node = t ? flow_build_open(t, FLOW_SYSCALL) : NULL;

	if (!node)
		return; /* the end of the system call in which the child waited to be started */
	node->has_ret = true;
	node->ret = r->value;
	t->task->end = r->ts;
	close_to(t, node, r->ts);
}

/* The layer of the innermost call. Work, and the tasks that run it, make no socket calls. */
static enum flow_layer caller_of(const struct flow_thread *t)
{
	return t->open->type == FLOW_CALL ? t->open->layer : FLOW_USER;
}

/*
 * Before Linux 6.6, close() releases the file when it returns to user mode, after the record of its
 * end.
 */
static void reopen(struct flow_thread *t, const struct flow_record *r)
{
	bool release = t->closed && t->closed->type == FLOW_SYSCALL && t->open == t->task &&
		       !strcmp(t->closed->name, "close");

	if (release && !r->module && flow_layer_of(r->func, NULL) == FLOW_PROTOCOL)
		t->open = t->closed;
}

static void entry(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	reopen(t, r);
	/* Close calls whose end was lost. */
	while (t->open->type == FLOW_CALL && t->open->depth >= r->depth) {
		b->tree->unmatched++;
		t->open = t->open->parent;
	}
	if (!flow_layer_fits(r->func, r->module, caller_of(t)))
		return;
	node = flow_build_node(b, t->open, FLOW_CALL, r);
	if (!node)
		return;
	node->layer = flow_layer_of(r->func, r->module);
	if (t->args.func == r->func) {
		node->args = t->args.text;
		t->args.func = NULL;
	}
	if (t->stack.func == r->func) {
		node->stack = t->stack.text;
		t->stack.func = NULL;
	}
	t->open = node;
	b->tree->functions++;
}

static void leave(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
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
	/* The call is not recorded from this caller, or began before the trace or the work. */
	if (flow_layer_fits(r->func, r->module, FLOW_USER))
		b->tree->unmatched++;
}

/* The record of a probe may precede or follow that of the tracer at the same function. */
static void arguments(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);

	if (!t || !t->open)
		return;
	if (t->open->type == FLOW_CALL && t->open->name == r->func && !t->open->first &&
	    !t->open->args)
		t->open->args = r->text;
	else
		t->args = *r;
	(void)b;
}

static void stack(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);

	if (!t || !t->open)
		return;
	if (t->open->type == FLOW_CALL && t->open->name == r->func && !t->open->first &&
	    !t->open->stack)
		t->open->stack = r->text;
	else
		t->stack = *r;
}

static void returned(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
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

static void note(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = r->irq ? NULL : flow_build_thread(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open)
		return;
	node = flow_build_node(b, t->open, FLOW_EVENT, r);
	if (!node)
		return;
	node->layer = r->module ? FLOW_DRIVER : FLOW_DISPATCH;
	node->end = r->ts;
	node->has_ret = r->has_value;
	node->ret = r->value;
}

/*
 * A capability check belongs to the innermost call. Checks made directly in a system call, such as
 * those of the memory management, are unrelated to the flow.
 */
static void capable(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);

	if (!t)
		return;
	if (r->text) {
		t->check = NULL;
		if (!t->open || t->open->type != FLOW_CALL)
			return;
		t->check = flow_build_node(b, t->open, FLOW_CHECK, r);
	}
	if (!t->check)
		return;
	t->check->layer = t->check->parent->layer;
	t->check->end = r->ts;
	t->check->has_ret = r->has_value;
	t->check->ret = r->value;
}

/* Like a check, a lock taken directly in a system call is unrelated to the flow. */
static void lock(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *node;

	if (!t || !t->open || t->open->type != FLOW_CALL)
		return;
	node = flow_build_node(b, t->open, FLOW_HELD, r);
	if (node)
		node->layer = t->open->layer;
}

/* The function that releases a lock may be another one than the function that took it. */
static void unlock(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *root = t && t->open ? t->open : NULL;

	while (root && root->type == FLOW_CALL)
		root = root->parent;
	if (root)
		flow_build_released(root->type == FLOW_SYSCALL ? root : t->open, r);
}

/* Print the address in place of the name of the pointer, which is followed by another parameter. */
static void address(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *node = t && t->open ? flow_build_open(t, FLOW_SYSCALL) : NULL;
	char text[512], name[48];
	const char *at;

	if (!node || !node->args)
		return;
	snprintf(name, sizeof(name), ", %s", r->func);
	at = strstr(node->args, name);
	if (!at)
		return;
	snprintf(text, sizeof(text), "%.*s, %s%s", (int)(at - node->args), node->args, r->text,
		 at + strlen(name));
	node->args = mt_strpool_add(b->tree->names, mt_span_z(text));
}

static void (*const takes[])(struct flow_builder *, const struct flow_record *) = {
	[FLOW_ENTRY] = entry,
	[FLOW_EXIT] = leave,
	[FLOW_SYS_ENTER] = sys_enter,
	[FLOW_SYS_EXIT] = sys_exit,
	[FLOW_ARGS] = arguments,
	[FLOW_RETURN] = returned,
	[FLOW_QUEUE] = flow_take_queue,
	[FLOW_START] = flow_take_start,
	[FLOW_END] = flow_take_end,
	[FLOW_ISSUE] = flow_take_issue,
	[FLOW_DONE] = flow_take_done,
	[FLOW_NOTE] = note,
	[FLOW_CAPABLE] = capable,
	[FLOW_IRQ_ENTER] = flow_take_irq_enter,
	[FLOW_IRQ_EXIT] = flow_take_irq_exit,
	[FLOW_TIMER_START] = flow_take_timer_start,
	[FLOW_TIMER_FIRE] = flow_take_timer_fire,
	[FLOW_TIMER_DONE] = flow_take_timer_done,
	[FLOW_STACK] = stack,
	[FLOW_LOCK] = lock,
	[FLOW_UNLOCK] = unlock,
	[FLOW_ADDRESS] = address,
};

/*
 * The kinds of records that are used if recorded in interrupt context. Calls recorded there would
 * be attributed to the interrupted task.
 */
static const bool in_interrupts[] = {
	[FLOW_QUEUE] = true,	  [FLOW_ISSUE] = true,	  [FLOW_DONE] = true,
	[FLOW_IRQ_ENTER] = true,  [FLOW_IRQ_EXIT] = true, [FLOW_TIMER_FIRE] = true,
	[FLOW_TIMER_DONE] = true, [FLOW_KIND_NR] = false,
};

/* Is it recorded in the softirq that a sender runs itself, to receive the packet that it sent? */
static bool in_own_softirq(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = r->hard ? NULL : flow_build_thread(b, r->pid);
	struct flow_node *node = t ? t->open : NULL;

	while (node && !(node->type == FLOW_CALL && !strcmp(node->name, "do_softirq")))
		node = node->parent;
	return node;
}

struct flow_tree *flow_tree_build(const struct flow_record *records, unsigned int nr, int pid)
{
	struct flow_tree *tree = mt_mem(calloc(1, sizeof(*tree)));
	struct flow_builder b = { .tree = tree };
	struct flow_record first = { .pid = pid, .ts = nr ? records[0].ts : 0 };

	if (!tree)
		return NULL;
	tree->names = mt_strpool_new();
	tree->root = flow_node_add(NULL, FLOW_TASK);
	b.interrupts = flow_node_add(NULL, FLOW_TASK);
	b.failed = !tree->names || !tree->root || !b.interrupts || !task_of(&b, &first);
	for (unsigned int i = 0; i < nr && !b.failed; i++) {
		const struct flow_record *r = &records[i];

		if (r->irq && !in_interrupts[r->kind] && !in_own_softirq(&b, r))
			continue;
		if (!r->irq)
			flow_build_irq_thread(&b, r);
		takes[r->kind](&b, r);
	}
	if (b.interrupts)
		flow_drop_idle(b.interrupts);
	if (!b.failed && b.interrupts->first) {
		b.interrupts->name = "interrupts";
		b.interrupts->pid = -1;
		b.interrupts->parent = tree->root;
		tree->root->last->next = b.interrupts;
		tree->root->last = b.interrupts;
	} else {
		flow_nodes_free(b.interrupts);
	}
	free(b.threads.at);
	free(b.works.at);
	free(b.timers.at);
	free(b.commands.at);
	free(b.cpus.at);
	free(b.woken.list.at);
	free(b.completions.list.at);
	if (!b.failed)
		return tree;
	flow_tree_free(tree);
	return NULL;
}
