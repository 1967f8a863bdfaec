// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/flow/show/shown.h"

/* A caller in the same layer may have called the function directly, unless the modules differ. */
static bool is_by_table(const struct flow_node *node)
{
	const struct flow_node *parent = node->parent;

	if (!node->via || !parent || (parent->type != FLOW_CALL && node->layer != FLOW_PROTOCOL))
		return false;
	return parent->layer != node->layer ||
	       (node->layer == FLOW_CORE && node->module && parent->module &&
		strcmp(node->module, parent->module));
}

void flow_put_call(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "%s", node->name);
	if (node->args)
		flow_put(t, "(%s)", node->args);
	if (is_by_table(node))
		flow_put(t, " [%s]", node->via);
}

static void put_task(struct flow_text *t, const struct flow_node *node)
{
	if (node->pid < 0)
		flow_put(t, "by interrupts meanwhile, originator unknown");
	else
		flow_put(t, "%s[%d]", node->comm ? node->comm : "?", node->pid);
}

/* System calls and commands always have parentheses. */
static void put_request(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "%s(%s)", node->name, node->args ? node->args : "");
}

static void put_work(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "%s", node->name);
	if (node->args)
		flow_put(t, " on %s", node->args);
	if (node->start)
		flow_put(t, ", run %.3f ms later by %s[%d]",
			 (double)(node->start - node->queued) / 1e6,
			 node->comm ? node->comm : "a worker", node->pid);
	else
		flow_put(t, ", not run in time");
}

static void put_event(struct flow_text *t, const struct flow_node *node)
{
	if (node->module)
		flow_put(t, "* %s %s", node->name, node->args ? node->args : "");
	else if (node->args)
		flow_put(t, "%s \"%s\"", node->name, node->args);
	else
		flow_put(t, "%s", node->name);
}

static void put_check(struct flow_text *t, const struct flow_node *node)
{
	unsigned int times = flow_checks(node);

	put_request(t, node);
	if (times > 1)
		flow_put(t, " x%u", times);
}

static void put_lock(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "lock %s", node->name);
}

static void put_timer(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "timer %s, ", node->name);
	if (node->start)
		flow_put(t, "fired %.3f ms later", (double)(node->start - node->queued) / 1e6);
	else
		flow_put(t, "not fired in time");
}

static void put_interrupt(struct flow_text *t, const struct flow_node *node)
{
	const struct flow_node *root = node;

	while (root->parent)
		root = root->parent;
	flow_put(t, "interrupt %s (%s), at +%.3f ms", node->name, node->args ? node->args : "?",
		 (double)(node->start - root->first->start) / 1e6);
}

static void raw_work(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "%s on %s%s%s", node->name, node->args ? node->args : "?",
		 node->start ? ", run by " : ", not run in time",
		 node->start && node->comm ? node->comm : "");
}

static void raw_event(struct flow_text *t, const struct flow_node *node)
{
	flow_put(t, "* %s %s", node->name, node->args ? node->args : "");
}

static const struct {
	void (*node)(struct flow_text *t, const struct flow_node *node);
	void (*raw)(struct flow_text *t, const struct flow_node *node);
} puts_type[FLOW_TYPE_NR] = {
	[FLOW_TASK] = { put_task, put_task },
	[FLOW_SYSCALL] = { put_request, put_request },
	[FLOW_CALL] = { flow_put_call, flow_put_call },
	[FLOW_WORK] = { put_work, raw_work },
	[FLOW_COMMAND] = { put_request, put_request },
	[FLOW_EVENT] = { put_event, raw_event },
	[FLOW_CHECK] = { put_check, put_request },
	[FLOW_IRQ] = { put_interrupt, put_interrupt },
	[FLOW_TIMER] = { put_timer, put_timer },
	[FLOW_HELD] = { put_lock, put_lock },
};

void flow_put_node(struct flow_text *t, const struct flow_node *node)
{
	puts_type[node->type].node(t, node);
}

void flow_put_raw(struct flow_text *t, const struct flow_node *node)
{
	puts_type[node->type].raw(t, node);
}

void flow_put_result(struct flow_text *t, const struct flow_node *node)
{
	int error = flow_node_errno(node);

	if (!node->has_ret)
		return;
	if (error && strerrorname_np(error))
		flow_put(t, "= -%s", strerrorname_np(error));
	else
		flow_put(t, "= %" PRId64, node->ret);
	if (node->outcome)
		flow_put(t, " (%s)", node->outcome);
}
