/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call graph with counts, from user space towards the driver, merged from the call stacks of
 * events or from the output of the function_graph tracer. The two are kept separate: with stacks
 * the count of a function is the number of events below it, with the tracer it is the number of its
 * calls.
 */
#ifndef MLX5TRACE_GRAPH_H
#define MLX5TRACE_GRAPH_H

#include "analysis/model/model.h"
#include "analysis/base/vec.h"

enum mt_node_kind {
	MT_NODE_TASK, /* the command, which is outermost */
	MT_NODE_USER, /* a function in user space */
	MT_NODE_KERNEL,
	MT_NODE_EVENT, /* the event itself, which is innermost */
};

struct mt_node {
	const char *name;
	enum mt_node_kind kind;
	uint64_t count;			/* number of stacks through it or of its calls */
	uint64_t ns;			/* function_graph: total time */
	unsigned int first, last, next; /* children in order of first occurrence; 0 for none */
	unsigned int marks;		/* of an expected node: MT_MARK_* */
};

/* Node 0 is the root, which is not a function. The tree is empty until the first stack. */
struct mt_tree {
	MT_VEC(struct mt_node) nodes;
	uint64_t samples; /* number of stacks or outermost calls */
};

#define MT_GRAPH_DEPTH 128

/* The position of a task in the tree of calls. */
struct mt_path {
	int cpu, pid;
	bool irq;			   /* the outermost call is in an interrupt */
	int depth;			   /* number of open calls */
	unsigned int node[MT_GRAPH_DEPTH]; /* node of each call; 0 if excluded by the query */
};

struct mt_graph {
	struct mt_model base;
	struct mt_query query;
	struct mt_tree stacks;
	struct mt_tree calls;
	uint64_t left_out;   /* number of stacks excluded by the query */
	uint64_t unreliable; /* number of frames of a kernel log that are omitted */
	uint64_t in_irq;     /* number of calls in nested interrupts, which are omitted */
	MT_VEC(struct mt_path) paths;
};

extern const struct mt_model_ops mt_model_graph;

#endif
