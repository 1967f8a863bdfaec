/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal state of the tree builder; the public interface is flow.h. */
#ifndef MLX5TRACE_FLOW_TREE_H
#define MLX5TRACE_FLOW_TREE_H

#include "analysis/flow/tree/flow.h"

struct flow_thread {
	int pid;
	struct flow_node *task;	  /* NULL: a worker */
	struct flow_node *open;	  /* NULL: in no traced function */
	struct flow_node *closed; /* the call that ended last */
	struct flow_record args;  /* of a call whose entry is not recorded yet */
	struct flow_record stack; /* the same */
	struct flow_node *check;  /* without a result yet */
};

/* Interrupt state of a processor. */
struct flow_cpu {
	int cpu;
	struct flow_node *irq; /* NULL: none traced */
	struct flow_node *timer;
};

/* The last interrupt of each number. */
struct flow_irqs {
	MT_VEC(struct flow_node *) list;
};

struct flow_builder {
	struct flow_tree *tree;
	struct flow_node *interrupts;
	MT_VEC(struct flow_thread) threads;
	MT_VEC(struct flow_node *) works;    /* queued, not run yet */
	MT_VEC(struct flow_node *) timers;   /* started, not fired yet */
	MT_VEC(struct flow_node *) commands; /* in flight */
	MT_VEC(struct flow_cpu) cpus;
	struct flow_irqs woken;	      /* interrupts that woke their threads */
	struct flow_irqs completions; /* interrupts that may complete commands */
	bool failed;
};

/* A node for @r; NULL with b->failed when out of memory. */
struct flow_node *flow_build_node(struct flow_builder *b, struct flow_node *parent,
				  enum flow_type type, const struct flow_record *r);
/* NULL: not seen yet. */
struct flow_thread *flow_build_thread(struct flow_builder *b, int pid);
struct flow_thread *flow_build_thread_add(struct flow_builder *b, int pid);
/* The innermost open node of @type; NULL: none. */
struct flow_node *flow_build_open(const struct flow_thread *t, enum flow_type type);
void flow_nodes_free(struct flow_node *node);
struct flow_cpu *flow_build_cpu(struct flow_builder *b, int cpu);
/* The traced interrupt or timer in which @r was recorded, or NULL. */
struct flow_node *flow_build_context(struct flow_builder *b, const struct flow_record *r);

/* Handlers of one kind of record: tree_async.c, tree_irq.c, tree_timer.c ... */
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
/* Drop work that interrupts queued and that was not run in time. */
void flow_drop_idle(struct flow_node *parent);

/* ... and tree_command.c. */
void flow_take_issue(struct flow_builder *b, const struct flow_record *r);
void flow_take_done(struct flow_builder *b, const struct flow_record *r);

#endif
