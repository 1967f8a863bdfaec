/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flow as a picture: a box for each line of the tree, below its caller and further to the
 * right, time downwards. Work of another thread has a frame.
 */
#ifndef MLX5TRACE_FLOW_SVG_H
#define MLX5TRACE_FLOW_SVG_H

#include "analysis/base/error.h"
#include "analysis/flow/show/show.h"

/* Write the file @path, see analysis/base/outfile.h. False with @err set. */
bool flow_svg(const char *path, const struct flow_report *report, const struct flow_select *select,
	      struct mt_error *err);

#endif
