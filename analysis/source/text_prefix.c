// SPDX-License-Identifier: GPL-2.0-only
/*
 * Removes prefixes that logs, containers and emails add to a line. None of them can be part of a
 * task's name.
 */
#include "analysis/source/text_scan.h"

#include "analysis/base/util.h"

/* "<6>" in the kernel log, "<30>" in syslog */
static bool level(struct mt_span *s)
{
	struct mt_span rest = mt_span_skip(*s, 1);
	size_t n = mt_scan_digits(rest);

	if (!s->len || *s->p != '<' || !n || n > 3 || n >= rest.len || rest.p[n] != '>')
		return false;
	*s = mt_span_skip(rest, n + 1);
	return true;
}

/* "> ", a quotation in an email */
static bool quotation(struct mt_span *s)
{
	if (!s->len || *s->p != '>')
		return false;
	*s = mt_span_skip(*s, 1);
	if (s->len && *s->p == ' ')
		*s = mt_span_skip(*s, 1);
	return true;
}

/* "Sun Nov 29 10:00:00 2026", as printed by dmesg -T */
static bool is_date(struct mt_span s)
{
	const char *colon = mt_span_find(s, ":");

	return s.len >= 20 && s.len <= 40 && isalpha((unsigned char)*s.p) && s.p[3] == ' ' &&
	       colon && mt_is_digit(colon[-1]) && mt_is_digit(s.p[s.len - 1]);
}

/* "[   70.123456] ", "[Sun Nov 29 10:00:00 2026] ", "[  T402] " or "[pod/name/container] " */
static bool bracket(struct mt_span *s)
{
	struct mt_span from = mt_scan_skip_blanks(*s), in;
	const char *close;
	uint64_t ts;
	bool ticks;

	if (!from.len || *from.p != '[')
		return false;
	close = memchr(from.p, ']', from.len);
	if (!close)
		return false;
	in = mt_span_trim(mt_span(from.p + 1, (size_t)(close - from.p) - 1));
	if (!(mt_line_scan_time(in, &ts, &ticks) && !ticks) && !is_date(in) &&
	    !mt_span_starts(in, "pod/") &&
	    !(in.len > 1 && (*in.p == 'T' || *in.p == 'C') &&
	      mt_scan_digits(mt_span_skip(in, 1)) == in.len - 1))
		return false;
	*s = mt_span_skip(*s, (size_t)(close - s->p) + 1);
	return true;
}

/* "host tag: ", after the time in a log */
static bool origin(struct mt_span *s)
{
	struct mt_span rest = *s, host = mt_span_word(&rest), tag;

	if (!host.len || host.p != mt_scan_skip_blanks(*s).p)
		return false;
	tag = mt_span_word(&rest);
	if (tag.len < 2 || tag.p[tag.len - 1] != ':' || mt_is_digit(*tag.p) ||
	    host.p[host.len - 1] == ':' || mt_span_starts(host, "["))
		return false;
	*s = rest;
	return true;
}

/* "Nov 29 10:00:00[.123456] ", as in syslog and the journal */
static bool syslog_time(struct mt_span *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct mt_span rest = *s, month = mt_span_word(&rest), day, clock;
	char name[4] = "";

	if (month.len != 3)
		return false;
	memcpy(name, month.p, 3);
	day = mt_span_word(&rest);
	clock = mt_span_word(&rest);
	if (!strstr(months, name) || !day.len || day.len > 2 || mt_scan_digits(day) != day.len ||
	    !mt_scan_is_clock(clock) || !origin(&rest))
		return false;
	*s = rest;
	return true;
}

/* "2026-11-29T10:00:00.123456+0000 ", as printed by journalctl, kubectl --timestamps and CRI */
static bool iso_time(struct mt_span *s)
{
	struct mt_span rest = *s, word = mt_span_word(&rest), next;

	if (word.len < 19 || word.p[10] != 'T' || !mt_scan_is_date(mt_span(word.p, 10)) ||
	    mt_scan_digits(mt_span_skip(word, 11)) != 2)
		return false;
	*s = rest;
	next = mt_span_word(&rest);
	if (mt_span_eq(next, "stdout") || mt_span_eq(next, "stderr")) {
		next = mt_span_word(&rest);
		if (mt_span_eq(next, "F") || mt_span_eq(next, "P"))
			*s = rest;
		return true;
	}
	origin(s);
	return true;
}

/* "name-1  | ", as printed by docker compose. A column of function_graph begins with a number. */
static bool container(struct mt_span *s)
{
	struct mt_span rest = *s, name = mt_span_word(&rest);

	if (!name.len || name.p != s->p || mt_is_digit(*name.p) || name.p[name.len - 1] == ')' ||
	    *name.p == '#' || !mt_span_eq(mt_span_word(&rest), "|"))
		return false;
	*s = rest;
	return true;
}

/* "guest.dat: ", as printed by trace-cmd report for several files ("tmux: server" is a task) */
static bool file(struct mt_span *s)
{
	struct mt_span rest = *s, word = mt_span_word(&rest);

	if (word.len < 2 || word.p[word.len - 1] != ':' || mt_is_digit(*word.p) ||
	    !(mt_span_find(word, ".dat") || mt_span_starts(rest, "  ")))
		return false;
	*s = rest;
	return true;
}

struct mt_span mt_text_without_prefix(struct mt_span text)
{
	static bool (*const prefixes[])(struct mt_span *s) = {
		level, quotation, bracket, syslog_time, iso_time, container, file,
	};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes);)
		i = prefixes[i](&text) ? 0 : i + 1;
	return text;
}
