// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/line.h"

#include <ctype.h>
#include <stdio.h>
#include <time.h>

#include "analysis/base/util.h"

#define SECOND UINT64_C(1000000000)

static bool is_digit(struct mt_span s, size_t i)
{
	return i < s.len && isdigit((unsigned char)s.p[i]);
}

static size_t digits(struct mt_span s)
{
	size_t n = 0;

	while (is_digit(s, n))
		n++;
	return n;
}

static uint64_t number(struct mt_span s, size_t nr)
{
	uint64_t n = 0;

	for (size_t i = 0; i < nr && n < UINT64_MAX / 20; i++)
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	return n;
}

static void skip_blanks(struct mt_span *s)
{
	while (s->len && (*s->p == ' ' || *s->p == '\t'))
		*s = mt_span_skip(*s, 1);
}

/* The length of a terminal escape sequence at the start of @s; 0 if there is none. */
static size_t escape(struct mt_span s)
{
	size_t n = 2;

	if (s.len < 2 || s.p[0] != '\033' || s.p[1] != '[')
		return 0;
	while (n < s.len && !isalpha((unsigned char)s.p[n]))
		n++;
	return n < s.len ? n + 1 : n;
}

/* Copy the line without colours, quoting and carriage returns. */
static struct mt_span plain(struct mt_span line, char *room, size_t size)
{
	size_t n = 0;

	while (line.len && n < size) {
		size_t skip = escape(line);

		if (skip) {
			line = mt_span_skip(line, skip);
		} else if (mt_span_starts(line, "\xc2\xa0")) {
			room[n++] = ' ';
			line = mt_span_skip(line, 2);
		} else if (*line.p == '\r' || mt_span_starts(line, "\xef\xbb\xbf")) {
			line = mt_span_skip(line, *line.p == '\r' ? 1 : 3);
		} else {
			room[n++] = *line.p;
			line = mt_span_skip(line, 1);
		}
	}
	line = mt_span(room, n);
	while (line.len && *line.p == '>') {
		line = mt_span_skip(line, 1);
		skip_blanks(&line);
	}
	while (line.len && isspace((unsigned char)line.p[line.len - 1]))
		line.len--;
	return line;
}

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int month_of(struct mt_span s)
{
	for (int i = 0; i < 12 && s.len >= 3; i++)
		if (!memcmp(s.p, months + 3 * i, 3))
			return i;
	return -1;
}

/* Parse "HH:MM:SS" with an optional fraction. Returns its length, or 0 for any other text. */
static size_t time_of_day(struct mt_span s, uint64_t *ns)
{
	uint64_t part = SECOND;
	size_t n = 8;

	if (s.len < 8 || s.p[2] != ':' || s.p[5] != ':')
		return 0;
	for (size_t i = 0; i < 8; i++)
		if (i % 3 != 2 && !is_digit(s, i))
			return 0;
	*ns = (number(s, 2) * 3600 + number(mt_span_skip(s, 3), 2) * 60 +
	       number(mt_span_skip(s, 6), 2)) *
	      SECOND;
	if (n + 1 < s.len && (s.p[n] == '.' || s.p[n] == ',') && is_digit(s, n + 1))
		for (n++; is_digit(s, n); n++) {
			part /= 10;
			*ns += (uint64_t)(s.p[n] - '0') * part;
		}
	return n;
}

static void set_date(struct mt_klog_line *out, int year, int month, int day, uint64_t of_day)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month, .tm_mday = day };
	time_t at = timegm(&tm);

	out->log.clock = MT_LOG_WALL;
	out->ts = (at > 0 ? (uint64_t)at : 0) * SECOND + of_day;
}

struct day_and_time {
	int month, day;
	uint64_t of_day;
};

/* Take "Nov 30 00:00:00" from the start of @s. */
static bool take_day(struct mt_span *s, struct day_and_time *at)
{
	struct mt_span rest = *s;
	size_t n;

	at->month = month_of(rest);
	if (at->month < 0 || rest.len < 14 || rest.p[3] != ' ')
		return false;
	rest = mt_span_skip(rest, 4);
	skip_blanks(&rest);
	n = digits(rest);
	if (!n || n > 2)
		return false;
	at->day = (int)number(rest, n);
	rest = mt_span_skip(rest, n);
	skip_blanks(&rest);
	n = time_of_day(rest, &at->of_day);
	*s = mt_span_skip(rest, n);
	return n;
}

/* Take the date of syslog, which has no year. */
static bool take_syslog_date(struct mt_span *s, struct mt_klog_line *out)
{
	struct mt_span rest = *s;
	struct day_and_time at;

	if (!take_day(&rest, &at))
		return false;
	set_date(out, 1972, at.month, at.day, at.of_day);
	out->log.stamp = mt_span(s->p, (size_t)(rest.p - s->p));
	*s = rest;
	return true;
}

/* "2026-11-30T00:00:00.123456+00:00" */
static bool take_iso_date(struct mt_span *s, struct mt_klog_line *out)
{
	uint64_t of_day;
	size_t n;

	if (s->len < 20 || digits(*s) != 4 || s->p[4] != '-' || s->p[7] != '-' ||
	    (s->p[10] != 'T' && s->p[10] != ' '))
		return false;
	n = time_of_day(mt_span_skip(*s, 11), &of_day);
	if (!n || !is_digit(*s, 5) || !is_digit(*s, 6) || !is_digit(*s, 8) || !is_digit(*s, 9))
		return false;
	set_date(out, (int)number(*s, 4), (int)number(mt_span_skip(*s, 5), 2) - 1,
		 (int)number(mt_span_skip(*s, 8), 2), of_day);
	n += 11;
	while (n < s->len && s->p[n] != ' ')
		n++;
	out->log.stamp = mt_span(s->p, n);
	*s = mt_span_skip(*s, n);
	return true;
}

/* "[Mon Nov 30 00:00:00 2026]", without the brackets */
static bool bracket_date(struct mt_span s, struct mt_klog_line *out)
{
	struct mt_span rest = mt_span_skip(s, 4);
	struct day_and_time at;

	if (s.len < 20 || s.p[3] != ' ' || !take_day(&rest, &at))
		return false;
	rest = mt_span_trim(rest);
	if (digits(rest) != 4)
		return false;
	set_date(out, (int)number(rest, 4), at.month, at.day, at.of_day);
	out->log.stamp = s;
	return true;
}

/* "   12.345678", without the brackets */
static bool bracket_seconds(struct mt_span s, struct mt_klog_line *out)
{
	struct mt_span rest = s;
	const char *delta = s.len ? memchr(s.p, '<', s.len) : NULL;
	size_t whole, part;
	uint64_t ns = 0;

	/* "12.345678 <    0.000003>", as printed by dmesg -d */
	if (delta)
		rest = mt_span_trim(mt_span(s.p, (size_t)(delta - s.p)));

	skip_blanks(&rest);
	whole = digits(rest);
	if (!whole || whole > 10 || whole >= rest.len || rest.p[whole] != '.')
		return false;
	part = digits(mt_span_skip(rest, whole + 1));
	if (part < 3 || part > 9 || whole + 1 + part != rest.len)
		return false;
	for (size_t i = 0; i < 9; i++)
		ns = ns * 10 + (i < part ? (uint64_t)(rest.p[whole + 1 + i] - '0') : 0);
	out->log.clock = MT_LOG_BOOT;
	out->ts = number(rest, whole) * SECOND + ns;
	out->log.stamp = rest;
	return true;
}

/*
 * "Nov30 00:00" and "  +0.000123", as printed by dmesg -e, which are not times that can be compared
 */
static bool bracket_relative(struct mt_span s, struct mt_klog_line *out)
{
	struct mt_span rest = mt_span_trim(s);

	if (!(rest.len > 3 && *rest.p == '+' && is_digit(rest, 1) && mt_span_find(rest, ".")) &&
	    !(rest.len >= 11 && month_of(rest) >= 0 && rest.p[rest.len - 3] == ':'))
		return false;
	out->log.clock = MT_LOG_NO_TIME;
	out->log.stamp = rest;
	return true;
}

/* Take the timestamp in brackets that ends the prefix of a line. @s is set to the rest. */
static bool take_bracket(struct mt_span *s, struct mt_klog_line *out)
{
	for (size_t at = 0; at < s->len && at < 300; at++) {
		struct mt_span in, from = mt_span_skip(*s, at + 1);
		const struct mt_log_fields before = out->log;
		const uint64_t ts = out->ts;
		const char *end;

		if (s->p[at] != '[')
			continue;
		end = from.len ? memchr(from.p, ']', from.len < 40 ? from.len : 40) : NULL;
		if (!end)
			continue;
		in = mt_span(from.p, (size_t)(end - from.p));
		/* the time printed by the kernel takes precedence over the date in the prefix */
		if (!bracket_seconds(in, out) && !bracket_date(in, out) &&
		    !bracket_relative(in, out)) {
			out->log = before;
			out->ts = ts;
			continue;
		}
		*s = mt_span_skip(from, in.len + 1);
		return true;
	}
	return false;
}

/* "[    T0]" or "[   C1]" after the time: CONFIG_PRINTK_CALLER */
static void drop_caller(struct mt_span *s)
{
	struct mt_span rest = *s, id;

	if (!rest.len || *rest.p != '[')
		return;
	rest = mt_span_skip(rest, 1);
	skip_blanks(&rest);
	if (!rest.len || (*rest.p != 'T' && *rest.p != 'C'))
		return;
	id = mt_span_skip(rest, 1);
	if (!digits(id) || digits(id) >= id.len || id.p[digits(id)] != ']')
		return;
	*s = mt_span_skip(id, digits(id) + 1);
}

/* "<N>" on a console or in /proc/kmsg, where N is facility * 8 + level */
static bool take_priority(struct mt_span *s, struct mt_klog_line *out)
{
	size_t n;

	if (!s->len || *s->p != '<')
		return false;
	n = digits(mt_span_skip(*s, 1));
	if (!n || n > 3 || n + 1 >= s->len || s->p[n + 1] != '>')
		return false;
	out->log.level = (int)(number(mt_span_skip(*s, 1), n) % 8);
	*s = mt_span_skip(*s, n + 2);
	return true;
}

/* "kern  :warn  : ", as printed by dmesg -x */
static void take_level_name(struct mt_span *s, struct mt_klog_line *out)
{
	static const char *const names[] = { "emerg", "alert",	"crit", "err",
					     "warn",  "notice", "info", "debug" };
	struct mt_span rest = *s;

	if (!mt_span_starts(rest, "kern "))
		return;
	rest = mt_span_skip(rest, 4);
	skip_blanks(&rest);
	if (!rest.len || *rest.p != ':')
		return;
	rest = mt_span_skip(rest, 1);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (mt_span_starts(rest, names[i]))
			out->log.level = (int)i;
	while (rest.len && *rest.p != ':')
		rest = mt_span_skip(rest, 1);
	*s = mt_span_skip(rest, 1);
	skip_blanks(s);
}

/* "HOST kernel: ", as in syslog and the journal, or "HOST kernel - - - ", as in RFC 5424. */
static bool take_host(struct mt_span *s, struct mt_klog_line *out)
{
	struct mt_span rest = *s, host, tag;

	host = mt_span_word(&rest);
	tag = mt_span_word(&rest);
	if (mt_span_eq(host, "kernel:")) {
		rest = *s;
		mt_span_word(&rest);
	} else if (mt_span_eq(tag, "kernel") && mt_span_starts(mt_span_trim(rest), "- ")) {
		out->log.host = host;
		for (int i = 0; i < 3; i++)
			if (!mt_span_eq(mt_span_word(&rest), "-"))
				return false;
	} else if (mt_span_eq(tag, "kernel:")) {
		out->log.host = host;
	} else {
		return false;
	}
	if (rest.len && *rest.p == ' ')
		rest = mt_span_skip(rest, 1);
	*s = rest;
	return true;
}

/* "6,123,4567890,-;message" */
static bool take_kmsg(struct mt_span *s, struct mt_klog_line *out)
{
	struct mt_span rest = *s;
	uint64_t field[3];
	const char *semi;

	for (size_t i = 0; i < ARRAY_SIZE(field); i++) {
		size_t n = digits(rest);

		if (!n || n > 19 || n >= rest.len || rest.p[n] != ',')
			return false;
		field[i] = number(rest, n);
		if (i == 2)
			out->log.stamp = mt_span(rest.p, n);
		rest = mt_span_skip(rest, n + 1);
	}
	semi = memchr(rest.p, ';', rest.len);
	if (!semi)
		return false;
	out->log.level = (int)(field[0] % 8);
	out->log.clock = MT_LOG_BOOT;
	out->ts = field[2] < UINT64_MAX / 1000 ? field[2] * 1000 : 0;
	*s = mt_span_skip(rest, (size_t)(semi - rest.p) + 1);
	return true;
}

/* " SUBSYSTEM=pci", which follows a record of /dev/kmsg */
static bool is_variable(struct mt_span s)
{
	size_t n = 1;

	if (*s.p != ' ')
		return false;
	while (n < s.len && (isupper((unsigned char)s.p[n]) || s.p[n] == '_'))
		n++;
	return n > 1 && n < s.len && s.p[n] == '=';
}

/* Whether a line without a time contains the driver and a device. */
static bool of_driver(struct mt_span *s)
{
	const char *at = mt_span_find(*s, "mlx5_core 0000:");

	if (!at || at - s->p > 120)
		return mt_span_starts(*s, "NETDEV WATCHDOG: ");
	*s = mt_span_skip(*s, (size_t)(at - s->p));
	return true;
}

bool mt_klog_parse(struct mt_span line, struct mt_klog_line *out)
{
	struct mt_span s, before;
	bool dated;

	/* do not clear the string buffers: this function is called for each line of a log */
	out->log = (struct mt_log_fields){ .level = -1 };
	out->log.stamp = out->log.host = mt_span("", 0);
	out->ts = 0;
	s = mt_span_trim(line);
	if (s.len && *s.p == '{')
		return mt_klog_parse_json(s, out);
	s = plain(line, out->room, sizeof(out->room));
	out->text = s;
	if (!s.len || is_variable(s))
		return false;
	if (take_kmsg(&s, out)) {
		out->log.of_log = true;
		out->text = s;
		return s.len;
	}
	take_level_name(&s, out);
	if (take_priority(&s, out)) {
		out->log.of_log = true;
		if (s.len > 1 && *s.p == '1' && s.p[1] == ' ')
			s = mt_span_skip(s, 2); /* the version of RFC 5424 */
	}
	dated = take_syslog_date(&s, out) || take_iso_date(&s, out);
	if (dated) {
		skip_blanks(&s);
		if (take_host(&s, out))
			out->log.of_log = true;
	}
	before = s;
	if (take_bracket(&s, out)) {
		out->log.of_log = true;
		/* "kernel:" is within the prefix of another program or of short-monotonic */
		drop_caller(&s);
		if (s.len && *s.p == ' ')
			s = mt_span_skip(s, 1);
		take_level_name(&s, out);
		take_host(&s, out);
	} else {
		s = before;
		if (!out->log.of_log) {
			struct mt_span driver = s;

			skip_blanks(&driver);
			out->log.of_log = of_driver(&driver);
			if (out->log.of_log)
				s = driver;
		}
	}
	/* an entry of another program in the journal */
	if (dated && !out->log.of_log)
		return false;
	out->text = s;
	return s.len;
}
