/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A text that is written before it is shown, as it is shown completely or not at all. Of a long
 * one most is in a temporary file.
 */
#ifndef MLX5TRACE_DRAFT_H
#define MLX5TRACE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mt_draft {
	FILE *to; /* write to this */
	char *text;
	size_t len, room, most; /* in memory; up to @most */
	bool in_file;		/* its beginning, if it is longer: */
	int fd;
};

/* Up to @most bytes are in memory; false when memory is short. */
bool mt_draft_open(struct mt_draft *d, size_t most);

/* Is all of it kept? Otherwise mt_memory_short() is set. */
bool mt_draft_complete(struct mt_draft *d);

/* Pass all of it to @put, piece by piece. False with mt_memory_short() set. */
bool mt_draft_put(struct mt_draft *d, void (*put)(FILE *out, const char *text, size_t len),
		  FILE *out);
/* The same, as it is. */
bool mt_draft_copy(struct mt_draft *d, FILE *out);

/* Also after a failed open, and of a zeroed one. */
void mt_draft_close(struct mt_draft *d);

#endif
