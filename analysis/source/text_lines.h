/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restores the lines of a trace as its tool printed them from text that was copied from a terminal
 * or an email: colours and non-breaking spaces are removed, quoted-printable is decoded, and
 * wrapped lines are joined.
 */
#ifndef MLX5TRACE_TEXT_LINES_H
#define MLX5TRACE_TEXT_LINES_H

#include "analysis/base/lines.h"

enum mt_wrap {
	MT_WRAP_NONE,
	MT_WRAP_COLUMN, /* broken at a column, even within words */
	MT_WRAP_WORDS,	/* broken between words to at most that many columns */
};

struct mt_text_lines {
	struct mt_lines file;
	bool in_memory;
	bool quoted_printable;
	enum mt_wrap wrap;
	size_t width;
	char *clean, *joined; /* a line without its decoration; a line joined from its parts */
	struct mt_span last, ahead;
	bool have_ahead, again;
	uint64_t ahead_number;
	uint64_t number; /* number of the last line, or of its first part, from 1 */
	bool cut;	 /* the last line was longer than MT_LINE_MAX */
};

/*
 * mt_text_lines_init() takes ownership of @lines, and detects from the beginning of the text how it
 * was wrapped and encoded. mt_text_lines_memory() only reads from @text, which the caller owns.
 * Both return false when out of memory.
 */
bool mt_text_lines_init(struct mt_text_lines *t, struct mt_lines *lines);
bool mt_text_lines_memory(struct mt_text_lines *t, struct mt_span text);
void mt_text_lines_fini(struct mt_text_lines *t);

/* Like mt_lines_next() and mt_lines_unget(). */
int mt_text_lines_next(struct mt_text_lines *t, struct mt_span *line);
void mt_text_lines_unget(struct mt_text_lines *t);

/*
 * Quote text for a message in at most @size bytes. Control characters and bytes that are not ASCII
 * are escaped, and longer text ends with "...".
 */
void mt_text_quote(struct mt_span text, char *out, size_t size);

#endif
