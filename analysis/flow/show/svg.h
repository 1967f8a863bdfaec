/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flow as a picture. Each line of the tree is a box, below and to the right of its caller; time
 * runs downwards. Work of another thread is framed.
 */
#ifndef MLX5TRACE_FLOW_SVG_H
#define MLX5TRACE_FLOW_SVG_H

#include "analysis/base/error.h"
#include "analysis/flow/show/show.h"

/* Write the file @path, see analysis/base/outfile.h. Returns false with @err set on failure. */
bool flow_svg(const char *path, const struct flow_report *report, const struct flow_select *select,
	      struct mt_error *err);

#endif
