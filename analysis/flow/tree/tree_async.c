// SPDX-License-Identifier: GPL-2.0-only
/* Deferred work, run by a worker. */
#include "analysis/flow/tree/tree.h"

/* The firmware command that this task has just issued and for which it queues work. */
static struct flow_node *command_of(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_node *last = b->commands.nr ? b->commands.at[b->commands.nr - 1] : NULL;

	return last && last->pid == r->pid && !last->first && r->module ? last : NULL;
}

/* Forget work that was queued but not run: it was cancelled, or its start was lost. */
static void drop(struct flow_builder *b, uint64_t key)
{
	for (unsigned int i = 0; i < b->works.nr; i++) {
		if (b->works.at[i]->key != key)
			continue;
		b->works.at[i]->module = NULL;
		mt_vec_remove(&b->works, i);
		return;
	}
}

void flow_take_queue(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = r->irq ? NULL : flow_build_thread(b, r->pid);
	struct flow_node *parent = t ? t->open : flow_build_context(b, r), *node, **slot;

	if (t && parent && command_of(b, r))
		parent = command_of(b, r);
	if (!parent && r->irq && r->module)
		parent = b->interrupts;
	if (!parent)
		return;
	drop(b, r->key);
	node = flow_build_node(b, parent, FLOW_WORK, r);
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

void flow_take_start(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);

	/* The previous work of this worker has ended, even if the record of its end was lost. */
	if (t && !t->task)
		t->open = NULL;

	for (unsigned int i = 0; i < b->works.nr; i++) {
		struct flow_node *node = b->works.at[i];

		if (node->key != r->key)
			continue;
		t = flow_build_thread_add(b, r->pid);
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

void flow_take_end(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *node = t && !t->task ? flow_build_open(t, FLOW_WORK) : NULL;

	if (!node || node->key != r->key)
		return;
	node->end = r->ts;
	t->open = NULL;
}

static bool is_idle(struct flow_node *node)
{
	if (node->type == FLOW_IRQ)
		flow_drop_idle(node);
	return node->type == FLOW_WORK ? !node->start : node->type == FLOW_IRQ && !node->first;
}

void flow_drop_idle(struct flow_node *parent)
{
	struct flow_node **at = &parent->first, *node;

	parent->last = NULL;
	while ((node = *at)) {
		if (!is_idle(node)) {
			parent->last = node;
			at = &node->next;
			continue;
		}
		*at = node->next;
		node->next = NULL;
		flow_nodes_free(node);
	}
}
