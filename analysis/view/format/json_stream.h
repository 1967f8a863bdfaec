/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows as JSON, one after another: the same output as for one value with all of them. */
#ifndef MLX5TRACE_JSON_STREAM_H
#define MLX5TRACE_JSON_STREAM_H

#include <stdio.h>

#include "analysis/view/format/column.h"

struct mt_json_stream {
	FILE *to;
	size_t flags;	    /* of jansson: JSON_COMPACT, or JSON_INDENT(2) */
	unsigned int depth; /* of the members */
	bool begun;	    /* there is a member */
	bool lost;	    /* out of memory */
};

/* The columns of a table as members of the object that @s is in. */
void mt_json_members(struct mt_json_stream *s, const struct mt_table *table,
		     const struct mt_row *row);

/* A comma, unless it is the first one (@nr 0), and the line of the next value at this depth. */
void mt_json_next(const struct mt_json_stream *s, unsigned int nr, unsigned int depth);

/* The end of an object or array of @nr values whose own depth is @depth. */
void mt_json_end(const struct mt_json_stream *s, unsigned int nr, unsigned int depth, char end);

#endif
