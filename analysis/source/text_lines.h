/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of a trace as its tool printed them, from text that passed through terminals and mail:
 * without colours and non-breaking blanks, quoted-printable decoded, and lines that were wrapped
 * joined again.
 */
#ifndef MLX5TRACE_TEXT_LINES_H
#define MLX5TRACE_TEXT_LINES_H

#include "analysis/base/lines.h"

enum mt_wrap {
	MT_WRAP_NONE,
	MT_WRAP_COLUMN, /* cut at a column, also within words */
	MT_WRAP_WORDS,	/* between words, of at most that many columns */
};

struct mt_text_lines {
	struct mt_lines file;
	bool in_memory;
	bool quoted_printable;
	enum mt_wrap wrap;
	size_t width;
	char *clean, *joined; /* a line without its decoration; a line that was wrapped */
	struct mt_span last, ahead;
	bool have_ahead, again;
	uint64_t ahead_number;
	uint64_t number; /* of the last line, from 1; of its first part if it was wrapped */
	bool cut;	 /* the last line was longer than MT_LINE_MAX */
};

/*
 * mt_text_lines_init() takes ownership of @lines; the kind of transport is detected from the
 * beginning of the text. mt_text_lines_memory() reads from @text only, not owned. False when out of
 * memory.
 */
bool mt_text_lines_init(struct mt_text_lines *t, struct mt_lines *lines);
bool mt_text_lines_memory(struct mt_text_lines *t, struct mt_span text);
void mt_text_lines_fini(struct mt_text_lines *t);

/* As mt_lines_next() and mt_lines_unget(). */
int mt_text_lines_next(struct mt_text_lines *t, struct mt_span *line);
void mt_text_lines_unget(struct mt_text_lines *t);

/*
 * Text as evidence in a message: @size bytes at most, control characters and bytes that are
 * not ASCII escaped, "..." where it is longer.
 */
void mt_text_quote(struct mt_span text, char *out, size_t size);

#endif
