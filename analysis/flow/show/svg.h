/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as a sequence diagram: a column for each layer, a row for each line, time downwards. */
#ifndef MLX5TRACE_FLOW_SVG_H
#define MLX5TRACE_FLOW_SVG_H

#include "analysis/base/error.h"
#include "analysis/flow/show/show.h"

/* Write the file @path, see analysis/base/outfile.h. False with @err set. */
bool flow_svg(const char *path, const struct flow_report *report, const struct flow_select *select,
	      struct mt_error *err);

#endif
