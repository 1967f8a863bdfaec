/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flow of one command: the records, and the tree built from them. It does not depend on
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
	FLOW_NOTE,	/* an event of the driver, or a netlink reply */
	FLOW_CAPABLE,	/* a capability check; if it has two records, the second has the result */
	FLOW_IRQ_ENTER, /* an interrupt of the driver */
	FLOW_IRQ_EXIT,	/* ... and its end; the value is the handler's return value */
	FLOW_TIMER_START,
	FLOW_TIMER_FIRE, /* ... and its function called */
	FLOW_TIMER_DONE, /* ... and its function returned */
	FLOW_STACK,	 /* the stack at a function's entry, as text */
	FLOW_LOCK,	 /* a lock is taken; the function is the name of the lock */
	FLOW_UNLOCK,	 /* ... and released */
	FLOW_ADDRESS, /* the address passed to a system call: the parameter, and the address as text */
	FLOW_KIND_NR,
};

/* One record. Strings are interned by the producer of the records. */
struct flow_record {
	uint64_t ts;	    /* ns */
	unsigned int order; /* order of records with the same time */
	enum flow_kind kind;
	int pid, cpu;
	bool irq;	    /* recorded in an interrupt, hard or soft */
	bool hard;	    /* recorded in a hard interrupt */
	const char *comm;   /* NULL: not known */
	const char *func;   /* the function, the work function, or the name of a note */
	const char *module; /* the module of @func; NULL: built into the kernel */
	const char *via;    /* the ops table of the function, "ethtool_ops.set_channels", or NULL */
	const char *text;   /* arguments; NULL: none */
	const char *outcome; /* FLOW_DONE: error, or NULL */
	uint64_t key;  /* work item, timer, interrupt or lock; for a command, token and opcode */
	int64_t value; /* return value, or number of a system call */
	uint64_t ns;   /* FLOW_DONE: duration if no issue was recorded, otherwise 0 */
	bool has_value;
	int depth; /* FLOW_ENTRY, FLOW_EXIT: 0 is outermost */
};

enum flow_type {
	FLOW_TASK, /* the command and each of its children */
	FLOW_SYSCALL,
	FLOW_CALL,
	FLOW_WORK,    /* deferred work: queued here, run by a worker */
	FLOW_COMMAND, /* a firmware command */
	FLOW_EVENT,   /* FLOW_NOTE */
	FLOW_CHECK,   /* FLOW_CAPABLE */
	FLOW_IRQ,     /* an interrupt, with the work it queued */
	FLOW_TIMER,   /* a timer started here; work queued by its function is below it */
	FLOW_HELD,    /* a lock taken here; it ends when the lock is released */
	FLOW_TYPE_NR,
};

/* The separator between the functions of a stack. */
#define FLOW_STACK_SEPARATOR " < "

struct flow_node {
	enum flow_type type;
	enum flow_layer layer;
	const char *name, *module, *via, *args;
	const char *stack;   /* FLOW_CALL: "func < caller < ..."; NULL: not recorded */
	const char *outcome; /* error of a firmware command as text, or NULL */
	const char *comm;    /* name of the task, or of the worker that ran the work */
	int pid;
	uint64_t start, end; /* the end is 0 if it was not recorded */
	uint64_t queued;     /* FLOW_WORK: time when queued; FLOW_TIMER: time when started */
	int depth;	     /* FLOW_CALL: depth as recorded by the tracer */
	uint64_t key;	     /* the key of the records */
	bool has_ret;
	int64_t ret;
	struct flow_node *parent, *first, *last, *next;
};

struct flow_tree {
	struct flow_node *root; /* its children are the tasks and the work queued by interrupts */
	unsigned int commands;	/* firmware commands in the tree */
	unsigned int others;	/* ... and of other tasks at the same time */
	unsigned int functions, syscalls, works;
	unsigned int unmatched;	  /* records that fit nowhere in the tree, after lost events */
	struct mt_strpool *names; /* strings created by the tree */
};

/* Build the tree of the command started as @pid. Returns NULL when out of memory. */
struct flow_tree *flow_tree_build(const struct flow_record *records, unsigned int nr, int pid);
/* Add a node below @parent, which may be NULL. Returns NULL when out of memory. */
struct flow_node *flow_node_add(struct flow_node *parent, enum flow_type type);
void flow_tree_free(struct flow_tree *tree);

/* Returns the errno if the function returned a negative errno, otherwise 0. */
int flow_node_errno(const struct flow_node *node);
const char *flow_type_name(enum flow_type type);

#endif
