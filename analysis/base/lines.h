/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a file descriptor, in constant memory, with their numbers. */
#ifndef MLX5TRACE_LINES_H
#define MLX5TRACE_LINES_H

#include "analysis/base/span.h"

/* A line longer than this is cut; the rest of it is skipped. */
#define MT_LINE_MAX (64 * 1024)

struct mt_lines {
	int fd;
	char *buf;
	size_t start, end; /* what is read and not consumed */
	bool eof;
	bool again; /* give the last line once more */
	bool cut;   /* the last line was longer than MT_LINE_MAX */
	struct mt_span last;
	uint64_t number; /* of the last line, from 1 */
};

/* Takes over @fd. False when memory is short; @fd is then closed. */
bool mt_lines_init(struct mt_lines *lines, int fd);
void mt_lines_fini(struct mt_lines *lines);

/*
 * What comes next without consuming it: at least @want bytes unless the input
 * ends before, at most MT_LINE_MAX. False on a read error (errno).
 */
bool mt_lines_peek(struct mt_lines *lines, size_t want, struct mt_span *head);

/*
 * The next line without its newline, valid until the next call.
 * 1, 0 at the end, -1 on a read error (errno).
 */
int mt_lines_next(struct mt_lines *lines, struct mt_span *line);

/* Consume  bytes of what was peeked at. */
void mt_lines_skip(struct mt_lines *lines, size_t n);

/* Let the next call give the last line again. */
void mt_lines_unget(struct mt_lines *lines);

#endif
