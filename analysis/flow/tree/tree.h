/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal state of the tree builder; the public interface is flow.h. */
#ifndef MLX5TRACE_FLOW_TREE_H
#define MLX5TRACE_FLOW_TREE_H

#include "analysis/flow/tree/flow.h"

struct flow_thread {
	int pid;
	struct flow_node *task;	  /* NULL if the thread is a worker */
	struct flow_node *open;	  /* NULL if the thread is in no traced function */
	struct flow_node *closed; /* the call that ended last */
	struct flow_record args;  /* arguments of a call whose entry is not recorded yet */
	struct flow_record stack; /* stack of such a call */
	struct flow_node *check;  /* a check whose result is not recorded yet */
};

/* Interrupt state of a CPU. */
struct flow_cpu {
	int cpu;
	struct flow_node *irq; /* NULL if no traced interrupt is running */
	struct flow_node *timer;
};

/* A list of interrupts. */
struct flow_irqs {
	MT_VEC(struct flow_node *) list;
};

struct flow_builder {
	struct flow_tree *tree;
	struct flow_node *interrupts;
	MT_VEC(struct flow_thread) threads;
	MT_VEC(struct flow_node *) works;    /* queued but not run yet */
	MT_VEC(struct flow_node *) timers;   /* started but not fired yet */
	MT_VEC(struct flow_node *) commands; /* in flight */
	MT_VEC(struct flow_cpu) cpus;
	struct flow_irqs woken;	      /* the last interrupt of each number that woke its thread */
	struct flow_irqs completions; /* all interrupts that may have completed commands */
	bool failed;
};

/* Add a node for @r. When out of memory, returns NULL and sets b->failed. */
struct flow_node *flow_build_node(struct flow_builder *b, struct flow_node *parent,
				  enum flow_type type, const struct flow_record *r);
/* Returns NULL if the thread is not known yet. */
struct flow_thread *flow_build_thread(struct flow_builder *b, int pid);
struct flow_thread *flow_build_thread_add(struct flow_builder *b, int pid);
/* Returns the innermost open node of @type, or NULL. */
struct flow_node *flow_build_open(const struct flow_thread *t, enum flow_type type);
/* End the lock of the record that is held below @node. Returns false if there is none. */
bool flow_build_released(struct flow_node *node, const struct flow_record *r);
void flow_nodes_free(struct flow_node *node);
struct flow_cpu *flow_build_cpu(struct flow_builder *b, int cpu);
/* The traced interrupt or timer in which @r was recorded, or NULL. */
struct flow_node *flow_build_context(struct flow_builder *b, const struct flow_record *r);

/* Handlers of the kinds of records, in tree_async.c, tree_irq.c, tree_timer.c ... */
void flow_take_queue(struct flow_builder *b, const struct flow_record *r);
void flow_take_start(struct flow_builder *b, const struct flow_record *r);
void flow_take_end(struct flow_builder *b, const struct flow_record *r);
void flow_take_irq_enter(struct flow_builder *b, const struct flow_record *r);
void flow_take_irq_exit(struct flow_builder *b, const struct flow_record *r);
void flow_take_timer_start(struct flow_builder *b, const struct flow_record *r);
void flow_take_timer_fire(struct flow_builder *b, const struct flow_record *r);
void flow_take_timer_done(struct flow_builder *b, const struct flow_record *r);
/* Place the work of an interrupt thread below the interrupt that woke it. */
void flow_build_irq_thread(struct flow_builder *b, const struct flow_record *r);
/* Attach the interrupt that completed the command. */
void flow_build_completion(struct flow_builder *b, struct flow_node *command);
/* Drop work that was queued by interrupts but not run before the trace ended. */
void flow_drop_idle(struct flow_node *parent);

/* ... and tree_command.c. */
void flow_take_issue(struct flow_builder *b, const struct flow_record *r);
void flow_take_done(struct flow_builder *b, const struct flow_record *r);

#endif
