// SPDX-License-Identifier: GPL-2.0-only
/* Scans lines of perf script with fewer columns, as selected by -F. */
#include "analysis/source/text_scan.h"

/* Remove and return the last word of @s. */
static struct mt_span last_word(struct mt_span *s)
{
	size_t n = 0;

	*s = mt_span_trim(*s);
	while (n < s->len && s->p[s->len - 1 - n] != ' ' && s->p[s->len - 1 - n] != '\t')
		n++;
	s->len -= n;
	return mt_span(s->p + s->len, n);
}

/* Scan the columns before the time, which are any subset of "comm pid/tid [cpu] misc". */
static bool scan_who(struct mt_span s, struct mt_line *line)
{
	struct mt_span rest = s, word = last_word(&rest);
	const char *slash;

	if (word.len < 4 && mt_scan_consists_of(word, "KUHGgXDS")) {
		s = rest;
		word = last_word(&rest);
	}
	if (word.len > 2 && *word.p == '[' && word.p[word.len - 1] == ']' &&
	    mt_scan_small_number(mt_span(word.p + 1, word.len - 2), &line->cpu))
		s = rest;
	s = mt_span_trim(s);
	if (!s.len || mt_line_scan_task(s, line))
		return true;
	slash = memchr(s.p, '/', s.len);
	if (slash && mt_scan_digits(s) == (size_t)(slash - s.p))
		s = mt_span_skip(s, (size_t)(slash - s.p) + 1);
	if (!mt_scan_small_number(s, &line->pid))
		line->comm = s;
	return s.len <= MT_COMM_MAX;
}

/*
 * Scan a line of perf script with any of -F comm,pid,tid,cpu,misc: "comm pid/tid 12.345678:
 * sys:name: text". Such a line is recognised by its time and by the event's system.
 */
bool mt_perf_scan(struct mt_span text, struct mt_line *line)
{
	struct mt_span rest = text;

	for (;;) {
		struct mt_span word, after;

		rest = mt_scan_skip_blanks(rest);
		if (!rest.len)
			break;
		after = rest;
		word = mt_span_word(&rest);
		if (!mt_is_digit(*word.p) || !mt_line_scan_when(&after, line) || line->ticks)
			continue;
		if (!mt_line_scan_event(after, line))
			return false;
		/*
		 * if there is no system, only accept a sample: prose may also contain times and
		 * colons
		 */
		if (line->kind == MT_LINE_EVENT && !line->system.len && !line->sample)
			return false;
		line->has_ts = true;
		return scan_who(mt_span(text.p, (size_t)(word.p - text.p)), line);
	}
	rest = text;
	for (struct mt_span word = mt_span_word(&rest); word.len; word = mt_span_word(&rest)) {
		if (!mt_span_starts(word, "mlx5:mlx5") || word.p[word.len - 1] != ':')
			continue;
		line->dialect = MT_DIALECT_PERF;
		line->why = "an event without a time: use perf script -F +time";
		break;
	}
	return false;
}

/*
 * Scan "\tfunc+0x2 (dso)" from perf script -F sym, and " file.c:123" from -F srcline, which is a
 * note to the previous frame.
 */
bool mt_perf_scan_frame(struct mt_span text, struct mt_span s, struct mt_line *line)
{
	struct mt_span rest = s, word = mt_span_word(&rest);
	const char *colon = word.len ? memchr(word.p, ':', word.len) : NULL;

	rest = mt_span_trim(rest);
	if (colon && !rest.len && memchr(word.p, '.', word.len) &&
	    mt_scan_digits(mt_span_skip(word, (size_t)(colon - word.p) + 1)) + 1 ==
		    word.len - (size_t)(colon - word.p)) {
		line->dialect = MT_DIALECT_PERF;
		line->note = true;
		return true;
	}
	/* perf trace indents frames with spaces up to the column of the events */
	if ((*text.p != '\t' && !(s.p - text.p >= 16 && rest.len)) || !word.len ||
	    !(isalpha((unsigned char)*word.p) || *word.p == '_') ||
	    (rest.len && (*rest.p != '(' || rest.p[rest.len - 1] != ')')))
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (!isalnum((unsigned char)word.p[i]) &&
		    !mt_scan_consists_of(mt_span(word.p + i, 1), "_.+"))
			return false;
	/* an address without a name also consists of hex digits */
	if (word.len >= 8 && mt_scan_consists_of(word, "0123456789abcdef"))
		return false;
	line->dialect = MT_DIALECT_PERF;
	line->user_frame = rest.len > 1 && rest.p[1] != '[';
	line->func = mt_line_func_name(word);
	return true;
}
