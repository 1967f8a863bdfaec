/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as text. */
#ifndef MLX5TRACE_FLOW_SHOW_H
#define MLX5TRACE_FLOW_SHOW_H

#include <stdio.h>

#include "analysis/flow/report.h"
#include "analysis/flow/show/lines.h"

void flow_show_text(FILE *out, const struct flow_report *report, const struct flow_select *select,
		    bool colour);

#endif
