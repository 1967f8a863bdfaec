// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of old and new versions of perf trace. The time is in milliseconds since the start:
 *
 *	     0.000 xsk/402 mlx5:mlx5e_xsk_setup_pool:dev=... qid=9
 *	     0.000 xsk/402 mlx5:mlx5e_xsk_setup_pool(dev: "...", qid: 9)
 *	     0.000 (         ): xsk/402 mlx5:...
 *	     0.000 ( 0.004 ms): xsk/402 ioctl(fd: 3, cmd: ...) = 0
 */
#include "analysis/source/text_scan.h"

static size_t identifier(struct mt_span s)
{
	size_t n = 0;

	while (n < s.len && (isalnum((unsigned char)s.p[n]) || s.p[n] == '_'))
		n++;
	return n && !mt_is_digit(*s.p) ? n : 0;
}

/* Scan "sys:name:text" or "sys:name(args)" at the start of @s. */
static bool scan_trace_event(struct mt_span s, struct mt_line *line)
{
	size_t n = identifier(s);
	struct mt_span rest = mt_span_skip(s, n + 1);
	size_t name = identifier(rest);

	if (!n || n >= s.len || s.p[n] != ':' || !name || name >= rest.len)
		return false;
	line->system = mt_span(s.p, n);
	line->name = mt_span(rest.p, name);
	rest = mt_span_trim(mt_span_skip(rest, name));
	if (*rest.p == '(' && rest.p[rest.len - 1] == ')') {
		line->arguments = true;
		line->text = mt_span(rest.p + 1, rest.len - 2);
		return true;
	}
	line->text = mt_span_trim(mt_span_skip(rest, 1));
	return *rest.p == ':';
}

/* Scan "name(arguments) = value". */
static bool scan_system_call(struct mt_span s, struct mt_line *line)
{
	size_t n = identifier(s);

	if (!n || n >= s.len || s.p[n] != '(' || !mt_span_find(s, ") = "))
		return false;
	line->system = mt_span_z("syscalls");
	line->name = mt_span(s.p, n);
	line->text = mt_span_trim(mt_span_skip(s, n));
	return true;
}

/* "comm/tid ", or nothing if only one task is traced */
static bool scan_who(struct mt_span s, struct mt_line *line)
{
	size_t n = 0;

	s = mt_span_trim(s);
	if (!s.len)
		return true;
	while (n < s.len && mt_is_digit(s.p[s.len - 1 - n]))
		n++;
	if (n + 1 >= s.len || s.p[s.len - 1 - n] != '/' ||
	    !mt_scan_small_number(mt_span(s.p + s.len - n, n), &line->pid))
		return false;
	s.len -= n + 1;
	line->comm = *s.p == ':' ? mt_span(NULL, 0) : s;
	return s.len <= MT_COMM_MAX;
}

bool mt_perf_trace_scan(struct mt_span text, struct mt_line *line)
{
	struct mt_span rest = text, word = mt_span_word(&rest), who;
	const char *close;
	bool call = false;
	uint64_t ts;
	bool ticks;

	if (word.len < 5 || word.p[word.len - 4] != '.' || !mt_line_scan_time(word, &ts, &ticks))
		return false;
	rest = mt_scan_skip_blanks(rest);
	if (rest.len && *rest.p == '(') { /* the duration of a system call */
		close = mt_span_find(rest, "):");
		if (!close)
			return false;
		rest = mt_span_skip(rest, (size_t)(close - rest.p) + 2);
		call = true;
	}
	who = rest;
	for (;;) {
		rest = mt_scan_skip_blanks(rest);
		if (!rest.len)
			return false;
		if (scan_trace_event(rest, line) || (call && scan_system_call(rest, line)))
			break;
		mt_span_word(&rest);
	}
	if (!scan_who(mt_span(who.p, (size_t)(rest.p - who.p)), line)) {
		line->system = line->name = line->text = mt_span(NULL, 0);
		line->arguments = false;
		return false;
	}
	line->kind = MT_LINE_EVENT;
	line->dialect = MT_DIALECT_PERF_TRACE;
	line->ts = ts / 1000; /* the number was scanned as seconds */
	line->has_ts = true;
	return true;
}

/* Whether @s begins with "name: ". */
static bool begins_argument(struct mt_span s)
{
	size_t n = identifier(s);

	return n && mt_span_starts(mt_span_skip(s, n), ": ");
}

size_t mt_perf_trace_fields(struct mt_span text, char *to)
{
	bool quoted = false, value = false;
	size_t n = 0;

	while (text.len) {
		if (!quoted && !value && begins_argument(text)) {
			size_t len = identifier(text);

			memcpy(to + n, text.p, len);
			n += len;
			to[n++] = '=';
			text = mt_span_skip(text, len + 2);
			value = true;
			continue;
		}
		if (*text.p == '"') {
			quoted = !quoted;
		} else if (!quoted && mt_span_starts(text, ", ") &&
			   begins_argument(mt_span_skip(text, 2))) {
			to[n++] = ' ';
			text = mt_span_skip(text, 1);
			value = false;
		} else {
			to[n++] = *text.p;
		}
		text = mt_span_skip(text, 1);
	}
	return n;
}
