/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as an HTML page with a foldable tree. */
#ifndef MLX5TRACE_FLOW_HTML_H
#define MLX5TRACE_FLOW_HTML_H

#include <stdbool.h>

#include "analysis/base/error.h"
#include "analysis/flow/report.h"
#include "analysis/flow/show/lines.h"

/*
 * Write the page as a single file that loads no other file. On failure, returns false with @err
 * set and leaves no file.
 */
bool flow_html(const char *path, const struct flow_report *report, const struct flow_select *select,
	       struct mt_error *err);

#endif
