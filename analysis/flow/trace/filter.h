/* SPDX-License-Identifier: GPL-2.0-only */
/* Function filter of function_graph. */
#ifndef MLX5TRACE_FLOW_FILTER_H
#define MLX5TRACE_FLOW_FILTER_H

#include "analysis/flow/trace/buffers.h"

/* Select the functions of the rules and all functions of the drivers. False with @err set. */
bool flow_filter_set(struct flow_trace *t, struct mt_error *err);

#endif
