/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measurement of the tracing overhead: the task that will run the command times a small request,
 * which uses the same kinds of system calls, functions and probes, with and without tracing.
 */
#ifndef MLX5TRACE_FLOW_COST_H
#define MLX5TRACE_FLOW_COST_H

#include <stdint.h>

#include "analysis/base/vec.h"

/* Located in shared memory and written by the task. Times are CLOCK_MONOTONIC in ns. */
struct flow_cost {
	uint64_t untraced_ns, traced_ns; /* durations of the same number of requests */
	uint64_t begin, end;		 /* start and end of the traced requests */
};

uint64_t flow_now(void);

/* Called by the task. Nothing is measured if no socket can be opened. */
void flow_cost_untraced(struct flow_cost *cost);
void flow_cost_traced(struct flow_cost *cost);

/* Returns the cost of one record if the traced requests made @records records; 0 if unknown. */
uint64_t flow_cost_of_record(const struct flow_cost *cost, uint64_t records);

#endif
