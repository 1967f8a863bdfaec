/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tracing costs: a small request that passes the same system calls, calls and probes as
 * a command, timed by the task that becomes the command, before it is traced and after.
 */
#ifndef MLX5TRACE_FLOW_COST_H
#define MLX5TRACE_FLOW_COST_H

#include <stdint.h>

#include "analysis/base/vec.h"

/* In memory that both processes see; written by the task, CLOCK_MONOTONIC, ns. */
struct flow_cost {
	uint64_t untraced_ns, traced_ns; /* of the same number of requests */
	uint64_t begin, end;		 /* when the traced ones were made */
};

uint64_t flow_now(void);

/* In the task: nothing is written when there is no socket to ask by. */
void flow_cost_untraced(struct flow_cost *cost);
void flow_cost_traced(struct flow_cost *cost);

/* Of one record, when the traced requests left @records; 0: not known. */
uint64_t flow_cost_of_record(const struct flow_cost *cost, uint64_t records);

#endif
