// SPDX-License-Identifier: GPL-2.0-only
/* Scans the parts of a line that are common to all formats: task, time and function. */
#include "analysis/source/text_scan.h"

#include <time.h>

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

/* Whether the text has the format @form, in which 0 stands for any digit. */
static bool has_form(struct mt_span s, const char *form)
{
	for (size_t i = 0; form[i]; i++)
		if (i >= s.len || (form[i] == '0' ? !mt_is_digit(s.p[i]) : s.p[i] != form[i]))
			return false;
	return true;
}

bool mt_scan_is_date(struct mt_span s)
{
	return s.len == 10 && has_form(s, "0000-00-00");
}

bool mt_scan_is_clock(struct mt_span s)
{
	return has_form(s, "00:00:00") && (s.len == 8 || s.p[8] == '.' || s.p[8] == ',');
}

static int two_digits(const char *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* The number of seconds from 1970 to the date; 0 for an invalid date. */
static uint64_t date_seconds(struct mt_span s)
{
	struct tm tm = {
		.tm_year = two_digits(s.p) * 100 + two_digits(s.p + 2) - 1900,
		.tm_mon = two_digits(s.p + 5) - 1,
		.tm_mday = two_digits(s.p + 8),
	};
	time_t t = timegm(&tm);

	return t > 0 ? (uint64_t)t : 0;
}

static bool scan_clock(struct mt_span s, uint64_t date, uint64_t *ts)
{
	char fraction[16] = "0";
	bool ticks;

	if (!mt_scan_is_clock(s) || s.len < 10 || s.len > 18)
		return false;
	memcpy(fraction + 1, s.p + 8, s.len - 8);
	if (!mt_line_scan_time(mt_span_z(fraction), ts, &ticks))
		return false;
	*ts += (date + (uint64_t)two_digits(s.p) * 3600 + (uint64_t)two_digits(s.p + 3) * 60 +
		(uint64_t)two_digits(s.p + 6)) *
	       UINT64_C(1000000000);
	return true;
}

bool mt_line_scan_when(struct mt_span *s, struct mt_line *line)
{
	struct mt_span rest = *s, word = mt_span_word(&rest);
	bool dated = mt_scan_is_date(word);
	uint64_t date = dated ? date_seconds(word) : 0;

	if (dated)
		word = mt_span_word(&rest);
	if (!word.len || word.p[word.len - 1] != ':')
		return false;
	word.len--;
	line->ticks = false;
	line->time_of_day = scan_clock(word, date, &line->ts);
	if (!line->time_of_day && (dated || !mt_line_scan_time(word, &line->ts, &line->ticks)))
		return false;
	line->time_of_day &= !dated;
	*s = rest;
	return true;
}

/* The text after the last occurrence of @gap in @s, trimmed; empty if there is none. */
static struct mt_span after_last(struct mt_span s, const char *gap)
{
	struct mt_span found = mt_span(NULL, 0);
	const char *at;

	while ((at = mt_span_find(s, gap))) {
		s = mt_span_skip(s, (size_t)(at - s.p) + strlen(gap));
		found = mt_span_trim(s);
	}
	return found;
}

/* If the text is too long for a name, its beginning is not part of the name. */
static bool set_comm(struct mt_span s, struct mt_line *line)
{
	/* try a wide gap first, as the tools right-align the name */
	static const char *const gaps[] = { "  ", "] ", "| ", ": " };

	line->comm = s;
	for (size_t i = 0; line->comm.len > MT_COMM_MAX && i < ARRAY_SIZE(gaps); i++) {
		line->comm = after_last(s, gaps[i]);
		if (!line->comm.len)
			line->comm = s;
	}
	if (line->comm.len <= MT_COMM_MAX)
		return true;
	line->why = "unknown text before the task's name";
	return false;
}

/* Scan "comm-pid", "comm-pid (tgid)", "comm pid" or "comm pid/tid". */
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
	if (!set_comm(mt_span_trim(s), line))
		return false;
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
