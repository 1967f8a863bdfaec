/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output text that is buffered first, so that it is printed completely or not at all. Most of a
 * long text is kept in a temporary file.
 */
#ifndef MLX5TRACE_DRAFT_H
#define MLX5TRACE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mt_draft {
	FILE *to; /* the stream to write to */
	char *text;
	size_t len, room, most; /* the part in memory; at most @most bytes */
	bool in_file;		/* the beginning of the text is in the file @fd */
	int fd;
};

/* Keep up to @most bytes in memory. Returns false when out of memory. */
bool mt_draft_open(struct mt_draft *d, size_t most);

/* Whether the text is complete; if not, mt_memory_short() is set. */
bool mt_draft_complete(struct mt_draft *d);

/*
 * Pass the whole text to @put, piece by piece. Returns false with mt_memory_short() set on failure.
 */
bool mt_draft_put(struct mt_draft *d, void (*put)(FILE *out, const char *text, size_t len),
		  FILE *out);
/* Write the text to @out unchanged. */
bool mt_draft_copy(struct mt_draft *d, FILE *out);

/* May also be called after a failed open and for a zeroed struct. */
void mt_draft_close(struct mt_draft *d);

#endif
