// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/tree/tree.h"

#include "analysis/base/memory.h"

static const char *const type_names[] = {
	[FLOW_TASK] = "task",	[FLOW_SYSCALL] = "syscall", [FLOW_CALL] = "call",
	[FLOW_WORK] = "work",	[FLOW_COMMAND] = "command", [FLOW_EVENT] = "event",
	[FLOW_CHECK] = "check", [FLOW_IRQ] = "interrupt",   [FLOW_TIMER] = "timer",
	[FLOW_HELD] = "lock",
};

const char *flow_type_name(enum flow_type type)
{
	return type_names[type];
}

struct flow_node *flow_node_add(struct flow_node *parent, enum flow_type type)
{
	struct flow_node *node = mt_mem(calloc(1, sizeof(*node)));

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

void flow_nodes_free(struct flow_node *node)
{
	while (node) {
		struct flow_node *next = node->next;

		flow_nodes_free(node->first);
		free(node);
		node = next;
	}
}

void flow_tree_free(struct flow_tree *tree)
{
	if (!tree)
		return;
	flow_nodes_free(tree->root);
	mt_strpool_free(tree->names);
	free(tree);
}

int flow_node_errno(const struct flow_node *node)
{
	return node->has_ret && node->ret < 0 && node->ret >= -4095 ? (int)-node->ret : 0;
}
