/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions function_graph records. */
#ifndef MLX5TRACE_FLOW_FILTER_H
#define MLX5TRACE_FLOW_FILTER_H

#include "analysis/flow/trace/buffers.h"

/* Those of the rules, and all of the drivers. False with @err set. */
bool flow_filter_set(struct flow_trace *t, struct mt_error *err);

#endif
