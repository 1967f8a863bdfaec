/* SPDX-License-Identifier: GPL-2.0-only */
/* The function filter of the function_graph tracer. */
#ifndef MLX5TRACE_FLOW_FILTER_H
#define MLX5TRACE_FLOW_FILTER_H

#include "analysis/flow/trace/buffers.h"

/*
 * Select the functions that have a rule and all functions of the drivers. Returns false with @err
 * set on failure.
 */
bool flow_filter_set(struct flow_trace *t, struct mt_error *err);

#endif
