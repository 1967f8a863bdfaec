// SPDX-License-Identifier: GPL-2.0-only
/* Timers, and the work queued by their functions. */
#include "analysis/flow/tree/tree.h"

static struct flow_node *pending(struct flow_builder *b, uint64_t key)
{
	for (unsigned int i = 0; i < b->timers.nr; i++) {
		struct flow_node *node = b->timers.at[i];

		if (node->key != key)
			continue;
		mt_vec_remove(&b->timers, i);
		return node;
	}
	return NULL;
}

static bool is_of_work(const char *func)
{
	return !strcmp(func, "delayed_work_timer_fn");
}

/*
 * The timer function of delayed work is generic, so the module is that of the starting call.  The
 * core also delays work of its own, such as freeing memory, which is unrelated if it was not run.
 */
static const char *owner(const struct flow_node *open, const struct flow_record *r)
{
	const char *module = is_of_work(r->func) ? open->module : r->module;

	return is_of_work(r->func) && module && flow_layer_is_core(module) ? NULL : module;
}

/*
 * A timer that is restarted by its own work becomes a sibling of the first timer, not its child.
 * Otherwise a watchdog would be nested deeper with every period.
 */
static struct flow_node *starter(struct flow_node *open, uint64_t timer)
{
	for (struct flow_node *node = open; node; node = node->parent)
		if (node->type == FLOW_TIMER && node->key == timer)
			return node->parent;
	return open;
}

void flow_take_timer_start(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_thread *t = flow_build_thread(b, r->pid);
	struct flow_node *node, *before, **slot;

	if (!t || !t->open)
		return;
	/* If the timer is restarted, the earlier start is dropped. */
	before = pending(b, r->key);
	if (before)
		before->module = NULL;
	node = flow_build_node(b, starter(t->open, r->key), FLOW_TIMER, r);
	slot = mt_vec_add(&b->timers);
	if (!node || !slot) {
		b->failed = true;
		return;
	}
	node->layer = FLOW_DEFERRED;
	node->module = owner(t->open, r);
	node->queued = r->ts;
	node->start = 0;
	node->pid = 0;
	node->comm = NULL;
	*slot = node;
}

void flow_take_timer_fire(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_cpu *c = flow_build_cpu(b, r->cpu);
	struct flow_node *node = c ? pending(b, r->key) : NULL;

	if (!node)
		return;
	node->start = r->ts;
	/* From here on the work itself is recorded. */
	if (is_of_work(node->name))
		node->module = NULL;
	c->timer = node;
}

void flow_take_timer_done(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_cpu *c = flow_build_cpu(b, r->cpu);

	if (!c || !c->timer || c->timer->key != r->key)
		return;
	c->timer->end = r->ts;
	c->timer = NULL;
}
