/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes rows as JSON one after another. The output is that of one value with all rows. */
#ifndef MLX5TRACE_JSON_STREAM_H
#define MLX5TRACE_JSON_STREAM_H

#include <stdio.h>

#include "analysis/view/format/column.h"

struct mt_json_stream {
	FILE *to;
	size_t flags;	    /* jansson flags: JSON_COMPACT or JSON_INDENT(2) */
	unsigned int depth; /* depth of the members */
	bool begun;	    /* a member was written */
	bool lost;	    /* out of memory */
};

/* Write the columns of a table as members of the current object of @s. */
void mt_json_members(struct mt_json_stream *s, const struct mt_table *table,
		     const struct mt_row *row);

/* Begin value @nr at this depth: write a comma, unless @nr is 0, and begin a new line. */
void mt_json_next(const struct mt_json_stream *s, unsigned int nr, unsigned int depth);

/* End an object or array of @nr values which is itself at @depth. */
void mt_json_end(const struct mt_json_stream *s, unsigned int nr, unsigned int depth, char end);

#endif
