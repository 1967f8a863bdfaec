/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flow of one command: what was recorded while it ran, and the tree that is made
 * of it. Nothing here knows of tracefs, so that a tree can be made of any records.
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
	FLOW_ENTRY, /* function_graph: a function is entered */
	FLOW_EXIT,  /* ... and left */
	FLOW_SYS_ENTER,
	FLOW_SYS_EXIT,
	FLOW_ARGS,	/* a probe at a function's entry: its arguments */
	FLOW_RETURN,	/* ... at its return: the value */
	FLOW_QUEUE,	/* work is queued */
	FLOW_START,	/* ... begins in a worker */
	FLOW_END,	/* ... and ends */
	FLOW_ISSUE,	/* a firmware command is given to the device */
	FLOW_DONE,	/* ... and has come back */
	FLOW_NOTE,	/* an event of the driver, or what netlink answers */
	FLOW_CAPABLE,	/* a capability is asked for; of two records the second has the result */
	FLOW_IRQ_ENTER, /* an interrupt of the driver */
	FLOW_IRQ_EXIT,	/* ... its value is what the handler returned */
	FLOW_TIMER_START,
	FLOW_TIMER_FIRE, /* ... its function is called */
	FLOW_TIMER_DONE, /* ... and has returned */
	FLOW_STACK,	 /* the stack at a function's entry, as text */
	FLOW_KIND_NR,
};

/* One record. Texts are interned by who makes the records. */
struct flow_record {
	uint64_t ts;	    /* ns */
	unsigned int order; /* among those of the same time */
	enum flow_kind kind;
	int pid, cpu;
	bool irq;	     /* in an interrupt, hard or soft */
	bool hard;	     /* in a hard one */
	const char *comm;    /* NULL: not known */
	const char *func;    /* the function; of work the work function; of a note its name */
	const char *module;  /* that has it, NULL: the kernel itself */
	const char *via;     /* "ethtool_ops.set_channels": the ops table that has it, or NULL */
	const char *text;    /* arguments; NULL: none */
	const char *outcome; /* FLOW_DONE: how it ended, if not well; NULL */
	uint64_t key;	     /* the work item, timer, interrupt; of a command token and opcode */
	int64_t value;	     /* what is returned; the number of a system call */
	uint64_t ns;	     /* FLOW_DONE: how long it took, where no issue was recorded; or 0 */
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
	FLOW_IRQ,     /* an interrupt, with what it queued */
	FLOW_TIMER,   /* started here; what its function queued is below it */
	FLOW_TYPE_NR,
};

/* Between the functions of a stack. */
#define FLOW_STACK_SEPARATOR " < "

struct flow_node {
	enum flow_type type;
	enum flow_layer layer;
	const char *name, *module, *via, *args;
	const char *stack;   /* of FLOW_CALL: "it < its caller < ..."; NULL: not recorded */
	const char *outcome; /* how a firmware command ended, in words; or NULL */
	const char *comm;    /* of a task, of the worker that ran it */
	int pid;
	uint64_t start, end; /* end 0: it was not seen */
	uint64_t queued;     /* FLOW_WORK: when; FLOW_TIMER: when started */
	int depth;	     /* FLOW_CALL: as the tracer counts */
	uint64_t key;	     /* of the records */
	bool has_ret;
	int64_t ret;
	struct flow_node *parent, *first, *last, *next;
};

struct flow_tree {
	struct flow_node *root; /* its children are tasks, and last what interrupts queued */
	unsigned int commands;	/* of the firmware, in the tree */
	unsigned int others;	/* ... that others issued meanwhile */
	unsigned int functions, syscalls, works;
	unsigned int unmatched;	  /* records that fit nowhere: a gap in the recording */
	struct mt_strpool *names; /* of texts that the tree itself made */
};

/* The tree of the command that was started as @pid; NULL when memory is short. */
struct flow_tree *flow_tree_build(const struct flow_record *records, unsigned int nr, int pid);
/* One node below @parent, which may be NULL; NULL when memory is short. */
struct flow_node *flow_node_add(struct flow_node *parent, enum flow_type type);
void flow_tree_free(struct flow_tree *tree);

/* A negative errno that a function returned, 0 when it returned none. */
int flow_node_errno(const struct flow_node *node);
const char *flow_type_name(enum flow_type type);

#endif
