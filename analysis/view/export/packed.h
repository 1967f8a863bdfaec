/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of a table as JSON, column by column. For tables with many rows this requires a tenth of
 * the space of one object per row.
 *
 *   { "count": ROWS, "base_ns": "TIME", "columns": { "KEY": COLUMN, ... } }
 *
 * COLUMN is { "values": [...] } for numbers, { "words": [...], "values": [...] } for strings, whose
 * values are indices into "words", and { "true": [...] } for flags, with the rows that are true.
 * If some rows have no value, "at": [...] lists the rows of the values. If KEY ends in _ns, its
 * values are relative to base_ns, which is a string, as it may not fit in a JavaScript number. The
 * values of a BOOL are 0 and 1.
 */
#ifndef MLX5TRACE_EXPORT_PACKED_H
#define MLX5TRACE_EXPORT_PACKED_H

#include <stdio.h>

#include "analysis/view/format/column.h"

/* Write the rows below @row. When out of memory, returns false, and the output is incomplete. */
bool mt_packed_write(FILE *to, const struct mt_table *table, const struct mt_row *row);

#endif
