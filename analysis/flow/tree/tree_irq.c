// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts, with the work that they queue, their threads and the commands that they complete. */
#include "analysis/flow/tree/tree.h"

#include <fnmatch.h>
#include <stdio.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/interrupts.h"

/* The return value of a handler that wakes its thread. */
#define IRQ_WAKE_THREAD 2

struct flow_cpu *flow_build_cpu(struct flow_builder *b, int cpu)
{
	struct flow_cpu *c;

	for (unsigned int i = 0; i < b->cpus.nr; i++)
		if (b->cpus.at[i].cpu == cpu)
			return &b->cpus.at[i];
	c = mt_vec_add(&b->cpus);
	if (c)
		c->cpu = cpu;
	else
		b->failed = true;
	return c;
}

struct flow_node *flow_build_context(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_cpu *c = flow_build_cpu(b, r->cpu);

	if (!c || !r->irq)
		return NULL;
	return r->hard ? c->irq : c->timer;
}

/* Is it a handler that may complete firmware commands? */
static bool completes(const char *handler)
{
	static const char *const handlers[] = { "mlx5_async*", "mlx5_cmd*" };

	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
		if (!fnmatch(handlers[i], handler, 0))
			return true;
	return false;
}

/* Remember the last interrupt of this number that woke its thread. */
static void keep_woken(struct flow_builder *b, struct flow_node *irq)
{
	struct flow_irqs *irqs = &b->woken;
	struct flow_node **slot = NULL;

	for (unsigned int i = 0; i < irqs->list.nr && !slot; i++)
		if (irqs->list.at[i]->key == irq->key)
			slot = &irqs->list.at[i];
	if (!slot)
		slot = mt_vec_add(&irqs->list);
	if (slot)
		*slot = irq;
	else
		b->failed = true;
}

void flow_take_irq_enter(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_cpu *c = flow_build_cpu(b, r->cpu);
	struct flow_node *node = c ? flow_build_node(b, b->interrupts, FLOW_IRQ, r) : NULL, **slot;

	if (!node)
		return;
	node->layer = FLOW_DEFERRED;
	/* The interrupted task is unrelated to the interrupt. */
	node->pid = 0;
	node->comm = NULL;
	c->irq = node;
	if (!completes(r->func))
		return;
	slot = mt_vec_add(&b->completions.list);
	if (slot)
		*slot = node;
	else
		b->failed = true;
}

void flow_take_irq_exit(struct flow_builder *b, const struct flow_record *r)
{
	struct flow_cpu *c = flow_build_cpu(b, r->cpu);

	if (!c || !c->irq || c->irq->key != r->key)
		return;
	c->irq->end = r->ts;
	if (r->value & IRQ_WAKE_THREAD)
		keep_woken(b, c->irq);
	c->irq = NULL;
}

void flow_build_irq_thread(struct flow_builder *b, const struct flow_record *r)
{
	int number = flow_interrupts_thread(r->comm);
	struct flow_thread *t;

	for (unsigned int i = 0; i < b->woken.list.nr && number >= 0; i++) {
		if (b->woken.list.at[i]->key != (uint64_t)number)
			continue;
		t = flow_build_thread_add(b, r->pid);
		/* The thread may still be running for an earlier interrupt. */
		if (t && (!t->open || t->open->type == FLOW_IRQ))
			t->open = b->woken.list.at[i];
		return;
	}
}

/* Returns NULL if there is no interrupt during @command, or several candidates. */
static const struct flow_node *completed_by(const struct flow_builder *b,
					    const struct flow_node *command)
{
	const struct flow_node *found = NULL;

	for (unsigned int i = b->completions.list.nr; i-- > 0;) {
		const struct flow_node *irq = b->completions.list.at[i];

		if (irq->start < command->start)
			break;
		if (irq->start > command->end)
			continue;
		if (found)
			return NULL;
		found = irq;
	}
	return found;
}

void flow_build_completion(struct flow_builder *b, struct flow_node *command)
{
	const struct flow_node *irq = completed_by(b, command);
	struct flow_node *node;
	struct mt_span text;
	char words[128];

	if (!irq)
		return;
	node = flow_node_add(command, FLOW_EVENT);
	if (!node) {
		b->failed = true;
		return;
	}
	snprintf(words, sizeof(words), "%s (%s)", irq->name, irq->args ? irq->args : "");
	text = mt_span_z(words);
	node->layer = FLOW_DEFERRED;
	node->name = "completed in interrupt";
	node->args = mt_strpool_add(b->tree->names, text);
	node->start = node->end = irq->start;
}
