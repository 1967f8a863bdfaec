/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of tables as JSON. */
#ifndef MLX5TRACE_FORMAT_JSON_H
#define MLX5TRACE_FORMAT_JSON_H

#include <jansson.h>

#include "analysis/view/format/column.h"

/* Returns the row as an object, or NULL when out of memory. */
json_t *mt_json_row(const struct mt_table *table, const struct mt_row *row);

/* Returns pairs of name and value as an object, or NULL when out of memory. */
json_t *mt_json_fields(const struct mt_value *value);

#endif
