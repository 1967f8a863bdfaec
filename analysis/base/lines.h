/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a file descriptor, in constant memory, with their numbers. */
#ifndef MLX5TRACE_LINES_H
#define MLX5TRACE_LINES_H

#include "analysis/base/span.h"

/* Longer lines are truncated. */
#define MT_LINE_MAX (64 * 1024)

struct mt_lines {
	int fd;
	char *buf;
	size_t start, end; /* data read and not consumed */
	bool eof;
	bool again; /* return the last line again */
	bool cut;   /* the last line was longer than MT_LINE_MAX */
	struct mt_span last;
	uint64_t number; /* of the last line, from 1 */
};

/* Takes ownership of @fd. False when out of memory; @fd is then closed. */
bool mt_lines_init(struct mt_lines *lines, int fd);
void mt_lines_fini(struct mt_lines *lines);

/*
 * Peek at the input: at least @len bytes unless it ends earlier, at most
 * MT_LINE_MAX. False on a read error (errno).
 */
bool mt_lines_peek(struct mt_lines *lines, size_t len, struct mt_span *head);

/*
 * The next line without its newline, valid until the next call.
 * 1, 0 at the end, -1 on a read error (errno).
 */
int mt_lines_next(struct mt_lines *lines, struct mt_span *line);

/* Consume @n bytes of the peeked data. */
void mt_lines_skip(struct mt_lines *lines, size_t n);

/* Make the next call return the last line again. */
void mt_lines_unget(struct mt_lines *lines);

#endif
