/* SPDX-License-Identifier: GPL-2.0-only */
/* Read numbered lines from a file descriptor, in constant memory. */
#ifndef MLX5TRACE_LINES_H
#define MLX5TRACE_LINES_H

#include "analysis/base/span.h"

/* Longer lines are truncated. */
#define MT_LINE_MAX (64 * 1024)

struct mt_lines {
	int fd;
	char *buf;
	size_t start, end; /* data that was read but not yet consumed */
	bool eof;
	bool again; /* return the last line again */
	bool cut;   /* the last line was longer than MT_LINE_MAX */
	struct mt_span last;
	uint64_t number; /* number of the last line, from 1 */
};

/* Takes ownership of @fd. Returns false when out of memory, after closing @fd. */
bool mt_lines_init(struct mt_lines *lines, int fd);
void mt_lines_fini(struct mt_lines *lines);

/*
 * Peek at the input: @head is set to at least @len bytes, or fewer at the end of the input, and at
 * most MT_LINE_MAX bytes. Returns false with errno set on a read error.
 */
bool mt_lines_peek(struct mt_lines *lines, size_t len, struct mt_span *head);

/*
 * Set @line to the next line without its newline; it is valid until the next call. Returns 1 for a
 * line, 0 at the end of the input, and -1 with errno set on a read error.
 */
int mt_lines_next(struct mt_lines *lines, struct mt_span *line);

/* Consume @n bytes of the peeked data. */
void mt_lines_skip(struct mt_lines *lines, size_t n);

/* Make the next call return the last line again. */
void mt_lines_unget(struct mt_lines *lines);

#endif
