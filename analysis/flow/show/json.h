/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as JSON, which is also how it is kept: see Documentation/flow.rst. */
#ifndef MLX5TRACE_FLOW_JSON_H
#define MLX5TRACE_FLOW_JSON_H

#include <jansson.h>

#include "analysis/base/error.h"
#include "analysis/flow/report.h"

/* A new reference; NULL when memory is short. */
json_t *flow_to_json(const struct flow_report *report);

/* A report that was kept in a file; what it points at belongs to @json. */
bool flow_from_json(struct flow_report *report, json_t *json, const char *path,
		    struct mt_error *err);

#endif
