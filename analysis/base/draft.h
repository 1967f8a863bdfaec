/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text that is buffered before output, so that it is shown completely or not at all. Most of a long
 * text is kept in a temporary file.
 */
#ifndef MLX5TRACE_DRAFT_H
#define MLX5TRACE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mt_draft {
	FILE *to; /* write to this */
	char *text;
	size_t len, room, most; /* the part in memory, up to @most bytes */
	bool in_file;		/* the beginning of longer text is in a file: */
	int fd;
};

/* Up to @most bytes are in memory; false when out of memory. */
bool mt_draft_open(struct mt_draft *d, size_t most);

/* Is the text complete? Otherwise mt_memory_short() is set. */
bool mt_draft_complete(struct mt_draft *d);

/* Pass the whole text to @put, piece by piece. False with mt_memory_short() set. */
bool mt_draft_put(struct mt_draft *d, void (*put)(FILE *out, const char *text, size_t len),
		  FILE *out);
/* Write the text to @out unchanged. */
bool mt_draft_copy(struct mt_draft *d, FILE *out);

/* Also allowed after a failed open, and for a zeroed struct. */
void mt_draft_close(struct mt_draft *d);

#endif
