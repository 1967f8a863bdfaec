// SPDX-License-Identifier: GPL-2.0-only
/* Helpers of the record handlers for nodes and threads. */
#include "analysis/flow/tree/tree.h"

struct flow_node *flow_build_node(struct flow_builder *b, struct flow_node *parent,
				  enum flow_type type, const struct flow_record *r)
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

struct flow_thread *flow_build_thread(struct flow_builder *b, int pid)
{
	for (unsigned int i = 0; i < b->threads.nr; i++)
		if (b->threads.at[i].pid == pid)
			return &b->threads.at[i];
	return NULL;
}

struct flow_thread *flow_build_thread_add(struct flow_builder *b, int pid)
{
	struct flow_thread *t = flow_build_thread(b, pid);

	if (t)
		return t;
	t = mt_vec_add(&b->threads);
	if (t)
		t->pid = pid;
	else
		b->failed = true;
	return t;
}

struct flow_node *flow_build_open(const struct flow_thread *t, enum flow_type type)
{
	struct flow_node *node = t->open;

	while (node && node->type != type)
		node = node->parent;
	return node;
}

bool flow_build_released(struct flow_node *node, const struct flow_record *r)
{
	for (struct flow_node *c = node->first; c; c = c->next) {
		if (c->type == FLOW_HELD && c->key == r->key && !c->end) {
			c->end = r->ts;
			return true;
		}
		if (c->type == FLOW_CALL && flow_build_released(c, r))
			return true;
	}
	return false;
}
