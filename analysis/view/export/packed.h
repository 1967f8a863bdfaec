/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of a table as JSON, a column at a time: for tables of many rows, in a tenth of the space
 * of one object per row.
 *
 *   { "count": ROWS, "base_ns": "TIME", "columns": { "KEY": COLUMN, ... } }
 *
 * COLUMN is { "values": [...] } for numbers, { "words": [...], "values": [...] } for strings, whose
 * values are indices into "words", and { "true": [...] } for flags: the rows with true.
 * "at": [...] has the rows of the values, when some rows have none. Values of a KEY that ends
 * in _ns count from base_ns, a string, as it may not fit in a JavaScript number; those of a
 * BOOL are 0 and 1.
 */
#ifndef MLX5TRACE_EXPORT_PACKED_H
#define MLX5TRACE_EXPORT_PACKED_H

#include <stdio.h>

#include "analysis/view/format/column.h"

/* Write the rows below @row; false when out of memory, with incomplete output. */
bool mt_packed_write(FILE *to, const struct mt_table *table, const struct mt_row *row);

#endif
