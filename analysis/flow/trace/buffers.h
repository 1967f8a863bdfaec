/* SPDX-License-Identifier: GPL-2.0-only */
/* The buffers of a trace, each a tracefs instance. */
#ifndef MLX5TRACE_FLOW_BUFFERS_H
#define MLX5TRACE_FLOW_BUFFERS_H

#include <tracefs.h>

#include "analysis/flow/kernel/interrupts.h"
#include "analysis/flow/trace/probes.h"
#include "analysis/flow/trace/state.h"

#define FLOW_MODULES_MAX 8

/*
 * For the command: calls, events. For all tasks: deferred work, firmware commands. For
 * the command, if requested: the stacks at the driver's entries.
 */
enum flow_buffer { FLOW_GRAPH, FLOW_EVENTS, FLOW_ALL, FLOW_STACKS, FLOW_BUFFER_NR };

struct flow_trace {
	struct mt_kallsyms *symbols;
	struct flow_optables *ops;
	struct flow_probes *probes;
	struct flow_state *state;
	/* NULL: not created, or, for FLOW_GRAPH with @top, the top-level buffer */
	struct tracefs_instance *buffer[FLOW_BUFFER_NR];
	bool top;
	bool stack;			   /* requested; set before preparation */
	bool retval;			   /* function_graph records return values */
	struct flow_interrupts interrupts; /* of the drivers */
	char modules[FLOW_MODULES_MAX][64];
	unsigned int nr_modules;
};

/*
 * Create the buffers of @t, empty and off, after the state file lists them. False with
 * @err set.
 */
bool flow_trace_buffers(struct flow_trace *t, struct mt_error *err);

/* Write a file of an instance. False with @err set. */
bool flow_trace_set(struct tracefs_instance *i, const char *file, const char *value,
		    struct mt_error *err);

/* Does this buffer exist? */
bool flow_trace_has(const struct flow_trace *t, enum flow_buffer buffer);
void flow_trace_on(struct flow_trace *t, bool on);

#endif
