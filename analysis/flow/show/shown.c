// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/shown.h"

#include <string.h>

#include "analysis/base/util.h"

/* Is it a call that handles a packet in the driver? */
static bool is_packet(const struct flow_node *node)
{
	static const char *const members[] = {
		"ndo_start_xmit",
		"ndo_select_queue",
		"ndo_features_check",
	};
	const char *member = node->type == FLOW_CALL && node->via ? strrchr(node->via, '.') : NULL;

	for (size_t i = 0; member && i < ARRAY_SIZE(members); i++)
		if (!strcmp(member + 1, members[i]))
			return true;
	return false;
}

/* Packets sent by work or timers of the core are unrelated to the command. */
static bool sends_for_itself(const struct flow_node *node)
{
	return (node->type == FLOW_WORK || node->type == FLOW_TIMER) && !node->module;
}

bool flow_concerns(const struct flow_node *node)
{
	for (const struct flow_node *c = node->first; c; c = c->next)
		if (c->type != FLOW_CHECK && c->type != FLOW_HELD && !flow_foreign(c) &&
		    !(is_packet(c) && sends_for_itself(node)))
			return true;
	return false;
}

bool flow_foreign(const struct flow_node *node)
{
	if (node->type == FLOW_TIMER)
		return !node->module && !flow_concerns(node);
	if (node->type != FLOW_WORK && node->type != FLOW_IRQ)
		return false;
	return node->start ? !flow_concerns(node) : !node->module;
}

/* A hook is shown beside the protocol that it protects, or if it rejected the call. */
static bool is_idle_hook(const struct flow_node *node)
{
	if (node->type != FLOW_CALL || node->layer != FLOW_SECURITY || flow_node_errno(node))
		return false;
	for (const struct flow_node *c = node->parent->first; c; c = c->next)
		if (c->type == FLOW_CALL && c->layer == FLOW_PROTOCOL)
			return false;
	return true;
}

/* Events of the driver are shown only on request. */
static bool is_quiet(const struct flow_node *node, const struct flow_select *select)
{
	return (node->type == FLOW_EVENT && node->module && !select->events) ||
	       is_idle_hook(node) ||
	       (node->type == FLOW_CALL && node->layer == FLOW_RECEIVE && !node->first);
}

/* Is a node below this one shown, because it is in another layer, not a call, or failed? */
static bool leads(const struct flow_node *node, enum flow_layer layer,
		  const struct flow_select *select)
{
	for (const struct flow_node *c = node->first; c; c = c->next) {
		if (flow_foreign(c) || is_quiet(c, select))
			continue;
		if (c->type != FLOW_CALL || c->layer != layer || flow_node_errno(c) ||
		    leads(c, layer, select))
			return true;
	}
	return false;
}

bool flow_shown(const struct flow_node *node, const struct flow_select *select)
{
	const struct flow_node *parent = node->parent;

	if (is_quiet(node, select) || flow_foreign(node) ||
	    (node->type == FLOW_CHECK && !flow_checks(node)))
		return false;
	if (node->type != FLOW_CALL || flow_node_errno(node))
		return true;
	/* The socket function adds no information to that of the system call. */
	if (node->layer != parent->layer &&
	    !(parent->type == FLOW_SYSCALL && node->layer == FLOW_SOCKET))
		return true;
	return leads(node, node->layer, select);
}

const struct flow_node *flow_onward(const struct flow_node *node, const struct flow_select *select)
{
	const struct flow_node *way = NULL;

	for (const struct flow_node *c = node->first; c; c = c->next) {
		if (!flow_shown(c, select))
			continue;
		if (way || c->type != FLOW_CALL || c->layer != node->layer)
			return NULL;
		way = c;
	}
	return way;
}

bool flow_alike(const struct flow_node *a, const struct flow_node *b)
{
	return a->type == b->type && !strcmp(a->name ?: "", b->name ?: "") &&
	       !strcmp(a->args ?: "", b->args ?: "") && a->has_ret == b->has_ret &&
	       a->ret == b->ret;
}

unsigned int flow_checks(const struct flow_node *check)
{
	const struct flow_node *c = check->parent->first;
	unsigned int nr = 0;

	for (; c != check; c = c->next)
		if (flow_alike(c, check))
			return 0;
	for (; c; c = c->next)
		nr += flow_alike(c, check);
	return nr;
}

bool flow_calls_socket(const struct flow_node *node)
{
	return node->type == FLOW_SYSCALL && flow_layer_socket_call(node->name);
}
