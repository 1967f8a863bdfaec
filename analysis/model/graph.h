/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call graph, from user space towards the driver, merged from the call stacks
 * of events or from the function_graph tracer, with counts. The two are kept
 * apart: a stack counts events below a function, the tracer counts its calls.
 */
#ifndef MLX5TRACE_GRAPH_H
#define MLX5TRACE_GRAPH_H

#include "analysis/model/model.h"
#include "analysis/base/vec.h"

enum mt_node_kind {
	MT_NODE_TASK, /* outermost: the command */
	MT_NODE_USER, /* a function in user space */
	MT_NODE_KERNEL,
	MT_NODE_EVENT, /* innermost: the event itself */
};

struct mt_node {
	const char *name;
	enum mt_node_kind kind;
	uint64_t count;			/* stacks through it, or calls of it */
	uint64_t ns;			/* function_graph: total time */
	unsigned int first, last, next; /* children in order of first occurrence; 0: none */
	unsigned int marks;		/* of an expected one: MT_MARK_* */
};

/* Node 0 is the root, not a function. Empty until the first stack. */
struct mt_tree {
	MT_VEC(struct mt_node) nodes;
	uint64_t samples; /* stacks, or outermost calls */
};

#define MT_GRAPH_DEPTH 128

/* Position of a task in the tree of calls. */
struct mt_path {
	int cpu, pid;
	bool irq;			   /* its outermost call is in an interrupt */
	int depth;			   /* number of open calls */
	unsigned int node[MT_GRAPH_DEPTH]; /* node of each; 0: excluded by the query */
};

struct mt_graph {
	struct mt_model base;
	struct mt_query query;
	struct mt_tree stacks;
	struct mt_tree calls;
	uint64_t left_out;   /* stacks excluded by the query */
	uint64_t unreliable; /* frames of a kernel log that are left out */
	uint64_t in_irq;     /* calls in nested interrupts, omitted */
	MT_VEC(struct mt_path) paths;
};

extern const struct mt_model_ops mt_model_graph;

#endif
