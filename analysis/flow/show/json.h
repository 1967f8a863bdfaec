/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow as JSON, which is also the file format: see Documentation/flow.rst. */
#ifndef MLX5TRACE_FLOW_JSON_H
#define MLX5TRACE_FLOW_JSON_H

#include <jansson.h>

#include "analysis/base/error.h"
#include "analysis/flow/report.h"

/* Returns a new reference, or NULL when out of memory. */
json_t *flow_to_json(const struct flow_report *report);

/* Load a report from a file. The data of the report is owned by @json. */
bool flow_from_json(struct flow_report *report, json_t *json, const char *path,
		    struct mt_error *err);

#endif
