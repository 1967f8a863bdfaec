/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations of the line scanners. */
#ifndef MLX5TRACE_TEXT_SCAN_H
#define MLX5TRACE_TEXT_SCAN_H

#include <ctype.h>

#include "analysis/source/text_line.h"

static inline bool mt_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline size_t mt_scan_digits(struct mt_span s)
{
	size_t n = 0;

	while (n < s.len && mt_is_digit(s.p[n]))
		n++;
	return n;
}

/* Whether @s is not empty and all its characters are in @set. */
static inline bool mt_scan_consists_of(struct mt_span s, const char *set)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(set, s.p[i]) || !s.p[i])
			return false;
	return s.len;
}

static inline struct mt_span mt_scan_skip_blanks(struct mt_span s)
{
	while (s.len && (*s.p == ' ' || *s.p == '\t'))
		s = mt_span_skip(s, 1);
	return s;
}

static inline bool mt_scan_number(struct mt_span s, uint64_t *out)
{
	int64_t value;

	if (!s.len || mt_scan_digits(s) != s.len || !mt_span_int(s, &value))
		return false;
	*out = (uint64_t)value;
	return true;
}

static inline bool mt_scan_small_number(struct mt_span s, int *out)
{
	uint64_t value;

	if (!mt_scan_number(s, &value) || value > INT32_MAX)
		return false;
	*out = (int)value;
	return true;
}

/* Convert "12.345678" to ns. Digits without a dot set @ticks. */
bool mt_line_scan_time(struct mt_span text, uint64_t *ts, bool *ticks);

/* "2026-11-29"; "10:00:10.025000", with or without a fraction */
bool mt_scan_is_date(struct mt_span s);
bool mt_scan_is_clock(struct mt_span s);

/*
 * Remove "12.345678:", "1234:", "10:00:10.025000:" or "2026-11-29 10:00:10.025000:" from @s, and
 * set the time of @line to it. A date is assumed to be in UTC.
 */
bool mt_line_scan_when(struct mt_span *s, struct mt_line *line);

/*
 * The name of a function without its offset, module and dso, and without the compiler's clone
 * suffixes (.isra.0, .constprop.0, .part.0, .cold).
 */
struct mt_span mt_line_func_name(struct mt_span text);

/* Scan "comm-pid", "comm-pid (tgid)", "comm pid" or "comm pid/tid". */
bool mt_line_scan_task(struct mt_span s, struct mt_line *line);

/* In text_event.c: scan "name: text", "sys:name: text", "[period] sys:name: text" or "f <-g". */
bool mt_line_scan_event(struct mt_span s, struct mt_line *line);

/* In text_perf.c, for the formats of perf script only: a line with fewer columns, and a frame. */
bool mt_perf_scan(struct mt_span text, struct mt_line *line);
/* @s is @text without leading white space. */
bool mt_perf_scan_frame(struct mt_span text, struct mt_span s, struct mt_line *line);

/* In text_prefix.c: the line without the prefixes added by a log or an email. */
struct mt_span mt_text_without_prefix(struct mt_span text);

/*
 * In text_perf_trace.c: scan a line; convert its arguments to "name=value ...", which is never
 * longer than @text.
 */
bool mt_perf_trace_scan(struct mt_span text, struct mt_line *line);
size_t mt_perf_trace_fields(struct mt_span text, char *to);

#endif
