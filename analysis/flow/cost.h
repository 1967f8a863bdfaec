/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracing overhead: a small request with the same kinds of system calls, functions and
 * probes as the command, timed with and without tracing by the task that executes it.
 */
#ifndef MLX5TRACE_FLOW_COST_H
#define MLX5TRACE_FLOW_COST_H

#include <stdint.h>

#include "analysis/base/vec.h"

/* In shared memory; written by the task, CLOCK_MONOTONIC, ns. */
struct flow_cost {
	uint64_t untraced_ns, traced_ns; /* of the same number of requests */
	uint64_t begin, end;		 /* time of the traced requests */
};

uint64_t flow_now(void);

/* Called in the task: nothing is measured if no socket can be opened. */
void flow_cost_untraced(struct flow_cost *cost);
void flow_cost_traced(struct flow_cost *cost);

/* Cost of one record, for traced requests with @records records; 0: unknown. */
uint64_t flow_cost_of_record(const struct flow_cost *cost, uint64_t records);

#endif
