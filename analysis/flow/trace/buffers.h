/* SPDX-License-Identifier: GPL-2.0-only */
/* A trace with its buffers, each an instance of tracefs. */
#ifndef MLX5TRACE_FLOW_BUFFERS_H
#define MLX5TRACE_FLOW_BUFFERS_H

#include <tracefs.h>

#include "analysis/flow/kernel/interrupts.h"
#include "analysis/flow/trace/probes.h"
#include "analysis/flow/trace/state.h"

#define FLOW_MODULES_MAX 8

/*
 * Of the command: calls, events. Of all tasks: deferred work, firmware commands. Of the
 * command again, where it is wanted: the stacks at the driver's entries.
 */
enum flow_buffer { FLOW_GRAPH, FLOW_EVENTS, FLOW_ALL, FLOW_STACKS, FLOW_BUFFER_NR };

struct flow_trace {
	struct mt_kallsyms *symbols;
	struct flow_optables *ops;
	struct flow_probes *probes;
	struct flow_state *state;
	/* NULL: not made, or, of FLOW_GRAPH when @top, the top-level buffer */
	struct tracefs_instance *buffer[FLOW_BUFFER_NR];
	bool top;
	bool stack;			   /* wanted; set before it is made ready */
	bool retval;			   /* function_graph tells results */
	struct flow_interrupts interrupts; /* of the drivers */
	char modules[FLOW_MODULES_MAX][64];
	unsigned int nr_modules;
};

/*
 * Make those of @t, empty and off, once the state says that they are ours. False with
 * @err set.
 */
bool flow_trace_buffers(struct flow_trace *t, struct mt_error *err);

/* One file of an instance. False with @err set. */
bool flow_trace_set(struct tracefs_instance *i, const char *file, const char *value,
		    struct mt_error *err);

/* Is there this buffer? */
bool flow_trace_has(const struct flow_trace *t, enum flow_buffer buffer);
void flow_trace_on(struct flow_trace *t, bool on);

#endif
