// SPDX-License-Identifier: GPL-2.0-only
/* Firmware commands, from issue to completion. */
#include "analysis/flow/tree/tree.h"

static struct flow_node *add_command(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = r->irq ? NULL : flow_build_thread(b, r->pid);
	struct flow_node *node = NULL;

	if (t && t->open)
		node = flow_build_node(b, t->open, FLOW_COMMAND, r);
	if (!node) {
		b->tree->others++;
		return NULL;
	}
	node->layer = FLOW_FIRMWARE;
	b->tree->commands++;
	return node;
}

void flow_take_issue(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_node *node = add_command(b, r), **slot = node ? mt_vec_add(&b->commands) : NULL;

	if (slot)
		*slot = node;
	else if (node)
		b->failed = true;
}

/*
 * Find the work that submitted a command: it was queued by the innermost open call that has work
 * early enough.  @before is set to the preceding sibling, or NULL.
 */
static struct flow_node *work_of(struct flow_node *open, const struct flow_record *r,
				 struct flow_node **before)
{
	for (; open && open->type == FLOW_CALL; open = open->parent) {
		struct flow_node *last = NULL, *previous = NULL;

		for (struct flow_node *c = open->first; c; previous = c, c = c->next)
			if (c->type == FLOW_WORK && c->module && c->start &&
			    c->start + r->ns <= r->ts) {
				last = c;
				*before = previous;
			}
		if (last)
			return last;
	}
	return NULL;
}

/* Put the command in the place of the work, and the work below the command. */
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

static void end_command(struct flow_builder *b, struct flow_node *node, const struct flow_record *r)
{
	node->end = r->ts;
	node->outcome = r->outcome;
	node->has_ret = r->has_value;
	node->ret = r->value;
	flow_build_completion(b, node);
}

/* For a synchronous command only the completion is recorded, with the duration. */
static void waited(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = r->irq ? NULL : flow_build_thread(b, r->pid);
	struct flow_node *before = NULL, *work = t ? work_of(t->open, r, &before) : NULL, *node;

	if (!work) {
		node = add_command(b, r);
		if (node)
			node->start = r->ts > r->ns ? r->ts - r->ns : r->ts;
	} else {
		node = flow_build_node(b, NULL, FLOW_COMMAND, r);
		if (node) {
			node->layer = FLOW_FIRMWARE;
			b->tree->commands++;
			adopt(node, work, before);
		}
	}
	if (node)
		end_command(b, node, r);
}

void flow_take_done(struct flow_builder *b, const struct flow_record *r)
{
	for (unsigned int i = b->commands.nr; i-- > 0;) {
		struct flow_node *node = b->commands.at[i];

		if (node->key != r->key)
			continue;
		end_command(b, node, r);
		mt_vec_remove(&b->commands, i);
		return;
	}
	if (r->ns)
		waited(b, r);
}
