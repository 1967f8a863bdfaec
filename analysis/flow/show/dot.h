/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as a sequence diagram for Graphviz: a column for each layer, time downwards. */
#ifndef MLX5TRACE_FLOW_DOT_H
#define MLX5TRACE_FLOW_DOT_H

#include <stdio.h>

#include "analysis/flow/show/show.h"

void flow_dot(FILE *out, const struct flow_report *report, const struct flow_select *select);

#endif
