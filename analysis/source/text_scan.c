// SPDX-License-Identifier: GPL-2.0-only
/* Parts of a line common to all formats: task, time, function. */
#include "analysis/source/text_scan.h"

#include "analysis/base/util.h"

bool mt_line_scan_time(struct mt_span text, uint64_t *ts, bool *ticks)
{
	size_t whole = mt_scan_digits(text);
	uint64_t value, fraction = 0;
	struct mt_span rest = mt_span_skip(text, whole);

	if (!mt_scan_number(mt_span(text.p, whole), &value))
		return false;
	*ticks = !rest.len;
	if (*ticks) {
		*ts = value;
		return true;
	}
	if ((*rest.p != '.' && *rest.p != ',') || rest.len < 2 || rest.len > 10 ||
	    value > UINT64_C(9000000000))
		return false;
	rest = mt_span_skip(rest, 1);
	if (!mt_scan_number(rest, &fraction))
		return false;
	for (size_t i = rest.len; i < 9; i++)
		fraction *= 10;
	*ts = value * UINT64_C(1000000000) + fraction;
	return true;
}

/* "comm-pid", "comm-pid (tgid)", "comm pid", "comm pid/tid" */
bool mt_line_scan_task(struct mt_span s, struct mt_line *line)
{
	size_t n = 0;
	struct mt_span pid;

	s = mt_span_trim(s);
	if (s.len && s.p[s.len - 1] == ')') {
		while (s.len && s.p[s.len - 1] != '(')
			s.len--;
		s.len -= s.len ? 1 : 0;
		s = mt_span_trim(s);
	}
	while (n < s.len && mt_is_digit(s.p[s.len - 1 - n]))
		n++;
	pid = mt_span(s.p + s.len - n, n);
	s.len -= n;
	if (!s.len || !mt_scan_small_number(pid, &line->pid))
		return false;
	switch (s.p[s.len - 1]) {
	case '-':
		line->dialect = MT_DIALECT_FTRACE;
		s.len--;
		break;
	case '/':
		s.len--;
		while (s.len && mt_is_digit(s.p[s.len - 1]))
			s.len--;
		if (!s.len || s.p[s.len - 1] != ' ')
			return false;
		line->dialect = MT_DIALECT_PERF;
		break;
	case ' ':
	case '\t':
		line->dialect = MT_DIALECT_PERF;
		break;
	default:
		return false;
	}
	line->comm = mt_span_trim(s);
	if (mt_span_eq(line->comm, "<...>"))
		line->comm = mt_span(NULL, 0);
	return true;
}

struct mt_span mt_line_func_name(struct mt_span text)
{
	static const char *const copies[] = { ".isra.", ".constprop.", ".part.", ".cold" };
	size_t n = 0;

	text = mt_span_trim(text);
	while (n < text.len && text.p[n] != ' ' && text.p[n] != '+')
		n++;
	text.len = n;
	for (size_t i = 1; i < text.len; i++) {
		if (text.p[i] != '.')
			continue;
		for (size_t c = 0; c < ARRAY_SIZE(copies); c++) {
			if (mt_span_starts(mt_span_skip(text, i), copies[c])) {
				text.len = i;
				break;
			}
		}
	}
	return text;
}
