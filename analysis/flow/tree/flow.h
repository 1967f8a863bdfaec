/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flow of one command: the recorded data and the tree built from it. Independent of
 * tracefs, so that a tree can be built from any records.
 */
#ifndef MLX5TRACE_FLOW_H
#define MLX5TRACE_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/flow/kernel/layers.h"
#include "analysis/flow/kernel/names.h"
#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"

enum flow_kind {
	FLOW_ENTRY, /* function_graph: function entry */
	FLOW_EXIT,  /* ... and exit */
	FLOW_SYS_ENTER,
	FLOW_SYS_EXIT,
	FLOW_ARGS,	/* a probe at a function's entry: its arguments */
	FLOW_RETURN,	/* ... at its return: the value */
	FLOW_QUEUE,	/* work queued */
	FLOW_START,	/* ... started in a worker */
	FLOW_END,	/* ... and finished */
	FLOW_ISSUE,	/* a firmware command issued to the device */
	FLOW_DONE,	/* ... and completed */
	FLOW_NOTE,	/* an event of the driver, or a reply of netlink */
	FLOW_CAPABLE,	/* a capability check; of two records the second has the result */
	FLOW_IRQ_ENTER, /* an interrupt of the driver */
	FLOW_IRQ_EXIT,	/* ... its value is the handler's return value */
	FLOW_TIMER_START,
	FLOW_TIMER_FIRE, /* ... its function called */
	FLOW_TIMER_DONE, /* ... and returned */
	FLOW_STACK,	 /* the stack at a function's entry, as text */
	FLOW_KIND_NR,
};

/* One record. Strings are interned by the producer of the records. */
struct flow_record {
	uint64_t ts;	    /* ns */
	unsigned int order; /* order of records with equal time */
	enum flow_kind kind;
	int pid, cpu;
	bool irq;	     /* in an interrupt, hard or soft */
	bool hard;	     /* in a hard one */
	const char *comm;    /* NULL: not known */
	const char *func;    /* function; of work the work function; of a note its name */
	const char *module;  /* of @func, NULL: built into the kernel */
	const char *via;     /* "ethtool_ops.set_channels": its ops table, or NULL */
	const char *text;    /* arguments; NULL: none */
	const char *outcome; /* FLOW_DONE: error, or NULL */
	uint64_t key;	     /* the work item, timer, interrupt; of a command token and opcode */
	int64_t value;	     /* return value; number of a system call */
	uint64_t ns;	     /* FLOW_DONE: duration, if no issue was recorded; or 0 */
	bool has_value;
	int depth; /* FLOW_ENTRY, FLOW_EXIT: 0 is outermost */
};

enum flow_type {
	FLOW_TASK, /* the command and each of its children */
	FLOW_SYSCALL,
	FLOW_CALL,
	FLOW_WORK,    /* deferred: queued here, run by a worker */
	FLOW_COMMAND, /* of the firmware */
	FLOW_EVENT,   /* FLOW_NOTE */
	FLOW_CHECK,   /* FLOW_CAPABLE */
	FLOW_IRQ,     /* an interrupt, with the work it queued */
	FLOW_TIMER,   /* started here; work queued by its function is below it */
	FLOW_TYPE_NR,
};

/* Between the functions of a stack. */
#define FLOW_STACK_SEPARATOR " < "

struct flow_node {
	enum flow_type type;
	enum flow_layer layer;
	const char *name, *module, *via, *args;
	const char *stack;   /* of FLOW_CALL: "func < caller < ..."; NULL: not recorded */
	const char *outcome; /* error of a firmware command as text; or NULL */
	const char *comm;    /* of a task, of the worker that ran it */
	int pid;
	uint64_t start, end; /* end 0: not recorded */
	uint64_t queued;     /* FLOW_WORK: time of queueing; FLOW_TIMER: time of its start */
	int depth;	     /* FLOW_CALL: depth from the tracer */
	uint64_t key;	     /* of the records */
	bool has_ret;
	int64_t ret;
	struct flow_node *parent, *first, *last, *next;
};

struct flow_tree {
	struct flow_node *root; /* its children: the tasks, then the work queued by interrupts */
	unsigned int commands;	/* of the firmware, in the tree */
	unsigned int others;	/* ... of other tasks during the same time */
	unsigned int functions, syscalls, works;
	unsigned int unmatched;	  /* records without a place in the tree: after lost events */
	struct mt_strpool *names; /* strings created by the tree */
};

/* The tree of the command started as @pid; NULL when out of memory. */
struct flow_tree *flow_tree_build(const struct flow_record *records, unsigned int nr, int pid);
/* One node below @parent, which may be NULL; NULL when out of memory. */
struct flow_node *flow_node_add(struct flow_node *parent, enum flow_type type);
void flow_tree_free(struct flow_tree *tree);

/* A negative errno returned by a function, otherwise 0. */
int flow_node_errno(const struct flow_node *node);
const char *flow_type_name(enum flow_type type);

#endif
