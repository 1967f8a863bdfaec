/* SPDX-License-Identifier: GPL-2.0-only */
/* The buffers of a trace. Each one is a tracefs instance. */
#ifndef MLX5TRACE_FLOW_BUFFERS_H
#define MLX5TRACE_FLOW_BUFFERS_H

#include <tracefs.h>

#include "analysis/flow/kernel/interrupts.h"
#include "analysis/flow/trace/probes.h"
#include "analysis/flow/trace/state.h"

#define FLOW_MODULES_MAX 8

/*
 * FLOW_GRAPH and FLOW_EVENTS record the calls and events of the command, FLOW_ALL the deferred
 * work and firmware commands of all tasks, and FLOW_STACKS, if requested, the stacks where the
 * driver's ops are called.
 */
enum flow_buffer { FLOW_GRAPH, FLOW_EVENTS, FLOW_ALL, FLOW_STACKS, FLOW_BUFFER_NR };

struct flow_trace {
	struct mt_kallsyms *symbols;
	struct flow_optables *ops;
	struct flow_probes *probes;
	struct flow_state *state;
	/* NULL if not created; FLOW_GRAPH is also NULL if the top-level buffer is used (@top) */
	struct tracefs_instance *buffer[FLOW_BUFFER_NR];
	bool top;
	bool stack;			   /* stacks are requested; set before preparation */
	bool locks;			   /* locks are requested; likewise */
	bool retval;			   /* function_graph records return values */
	struct flow_interrupts interrupts; /* the interrupts of the drivers */
	char modules[FLOW_MODULES_MAX][64];
	unsigned int nr_modules;
};

/*
 * List the buffers of @t in the state file, then create them, empty and off. Returns false with
 * @err set on failure.
 */
bool flow_trace_buffers(struct flow_trace *t, struct mt_error *err);

/* Write a file of an instance. Returns false with @err set on failure. */
bool flow_trace_set(struct tracefs_instance *i, const char *file, const char *value,
		    struct mt_error *err);

/* Does this buffer exist? */
bool flow_trace_has(const struct flow_trace *t, enum flow_buffer buffer);
void flow_trace_on(struct flow_trace *t, bool on);

#endif
