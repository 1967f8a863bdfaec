// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/text_lines.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/events.h"
#include "analysis/base/memory.h"
#include "analysis/source/text_scan.h"

/* The range of widths at which email programs and terminals break lines. */
#define NARROWEST 60
#define WIDEST	  132

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The length of a terminal escape sequence at the start of @s; 0 if there is none. */
static size_t escape_sequence(struct mt_span s)
{
	size_t n = 0;

	if (*s.p == '\x1b')
		n = 1;
	else if (mt_span_starts(s, "#033[")) /* as printed by syslog daemons */
		n = 4;
	else if (mt_span_starts(s, "^[[")) /* as printed by cat -v */
		n = 2;
	if (!n || n >= s.len)
		return 0;
	if (s.p[n] == ']') { /* a title, which ends with BEL or ESC \ */
		while (n < s.len && s.p[n] != '\a' && s.p[n] != '\\')
			n++;
		return n + (n < s.len);
	}
	if (s.p[n] == '(' && n + 1 < s.len) /* a character set */
		return n + 2;
	if (s.p[n] != '[')
		return 0;
	/* parameters and intermediate bytes; if another byte follows, ESC is part of a name */
	for (n++; n < s.len && s.p[n] >= '0' && s.p[n] <= '?'; n++)
		;
	for (; n < s.len && s.p[n] >= ' ' && s.p[n] <= '/'; n++)
		;
	return n < s.len && s.p[n] >= '@' && s.p[n] <= '~' ? n + 1 : 0;
}

/* The length of a space that is not ASCII, or of a character without width; 0 for neither. */
static size_t odd_blank(struct mt_span s, bool *blank)
{
	static const struct {
		const char *bytes;
		bool blank;
	} odd[] = {
		{ "\xc2\xa0", true },	   { "\xe2\x80\xaf", true },  { "\xe2\x80\x87", true },
		{ "\xe2\x80\x8b", false }, { "\xef\xbb\xbf", false }, { "\xe2\x80\x8e", false },
	};

	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		if (!mt_span_starts(s, odd[i].bytes))
			continue;
		*blank = odd[i].blank;
		return strlen(odd[i].bytes);
	}
	/* the Latin-1 space: no UTF-8 character begins with this byte */
	*blank = *s.p == '\xa0';
	return *blank;
}

static bool is_plain(struct mt_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == '\x1b' || s.p[i] == '#' || s.p[i] == '^' || s.p[i] & 0x80)
			return false;
	return true;
}

/* Copy @s to @to without its decoration; @to has room for all of it. */
static size_t undecorate(struct mt_span s, bool quoted_printable, char *to)
{
	size_t n = 0;

	while (s.len) {
		bool blank = false;
		size_t skip = escape_sequence(s);

		if (!skip && quoted_printable && *s.p == '=' && s.len > 2 &&
		    hex_digit(s.p[1]) >= 0 && hex_digit(s.p[2]) >= 0) {
			to[n++] = (char)(hex_digit(s.p[1]) << 4 | hex_digit(s.p[2]));
			s = mt_span_skip(s, 3);
			continue;
		}
		if (!skip && *s.p & 0x80)
			skip = odd_blank(s, &blank);
		if (!skip || blank)
			to[n++] = blank ? ' ' : *s.p;
		s = mt_span_skip(s, skip ? skip : 1);
	}
	return n;
}

/* Append part of a quoted-printable line. Returns true if the line continues (soft line break). */
static bool add_part(struct mt_text_lines *t, size_t *len, struct mt_span part)
{
	struct mt_span s = part;
	bool soft;

	while (s.len && strchr(" \t\r", s.p[s.len - 1]))
		s.len--;
	soft = s.len && s.p[s.len - 1] == '=';
	s.len -= soft;
	if (s.len > MT_LINE_MAX - *len) {
		s.len = MT_LINE_MAX - *len;
		t->cut = true;
	}
	memcpy(t->clean + *len, s.p, s.len);
	*len += s.len;
	return soft;
}

/* Get the next line without its decoration. */
static int next_clean(struct mt_text_lines *t, struct mt_span *line, uint64_t *number)
{
	size_t len = 0;
	int rc = mt_lines_next(&t->file, line);
	bool decoded = false;

	if (rc <= 0)
		return rc;
	*number = t->file.number;
	t->cut = t->file.cut;
	if (t->quoted_printable) {
		while (rc > 0 && add_part(t, &len, *line))
			rc = mt_lines_next(&t->file, line);
		if (rc < 0)
			return rc;
		*line = mt_span(t->clean, len);
		/* decode in place, as the line only becomes shorter */
		line->len = undecorate(*line, true, t->clean);
		decoded = true;
	}
	while (line->len && line->p[line->len - 1] == '\r')
		line->len--;
	if (!is_plain(*line)) {
		len = undecorate(*line, false, t->clean);
		*line = mt_span(t->clean, len);
	} else if (decoded) {
		line->p = t->clean;
	}
	return 1;
}

/* Whether the text is neither a line of a trace nor the beginning of such a line. */
static bool is_rest(struct mt_span text)
{
	struct mt_line line;

	mt_line_scan(text, &line);
	return mt_span_trim(text).len && line.kind == MT_LINE_BAD && !line.has_ts;
}

/* Whether this is an event of the series with all its fields, so that nothing is missing. */
static bool is_complete(struct mt_span text)
{
	struct mt_record r;
	struct mt_line line;
	char why[100];

	mt_line_scan(text, &line);
	if (line.kind != MT_LINE_EVENT)
		return false;
	r.name = line.name;
	r.text = line.text;
	r.event = mt_event_find(r.name);
	return r.event != MT_EV_OTHER && mt_event_decode(&r, why, sizeof(why)) && !*why;
}

/*
 * Whether this may be the rest of a number at the end of an event. Without these digits the event
 * is also complete.
 */
static bool is_digits(struct mt_span text)
{
	return mt_scan_digits(text) == text.len;
}

/* Whether @next may be the rest of a line whose last part is @part. */
static bool continues(const struct mt_text_lines *t, struct mt_span part, struct mt_span next)
{
	struct mt_span rest = next;

	if (!mt_span_trim(part).len || part.len > t->width || next.len > t->width)
		return false;
	if (t->wrap == MT_WRAP_COLUMN)
		return part.len + 1 >= t->width && is_rest(next);
	return part.len + 1 + mt_span_word(&rest).len > t->width && is_rest(next);
}

static int next_joined(struct mt_text_lines *t, struct mt_span *line)
{
	struct mt_span part;
	size_t len, last;
	int rc = 1;

	if (!t->have_ahead)
		rc = next_clean(t, &t->ahead, &t->ahead_number);
	t->have_ahead = false;
	if (rc <= 0)
		return rc;
	t->number = t->ahead_number;
	len = last = t->ahead.len;
	memcpy(t->joined, t->ahead.p, len);
	while ((rc = next_clean(t, &t->ahead, &t->ahead_number)) > 0) {
		part = mt_span(t->joined + len - last, last);
		if (!continues(t, part, t->ahead) ||
		    (!is_digits(t->ahead) && is_complete(mt_span(t->joined, len))) ||
		    len + 1 + t->ahead.len > MT_LINE_MAX)
			break;
		if (t->wrap == MT_WRAP_WORDS || last < t->width)
			t->joined[len++] = ' ';
		memcpy(t->joined + len, t->ahead.p, t->ahead.len);
		last = t->ahead.len;
		len += last;
	}
	if (rc < 0)
		return rc;
	t->have_ahead = rc > 0;
	*line = mt_span(t->joined, len);
	return 1;
}

int mt_text_lines_next(struct mt_text_lines *t, struct mt_span *line)
{
	int rc;

	if (t->again) {
		t->again = false;
		*line = t->last;
		return 1;
	}
	if (t->wrap)
		rc = next_joined(t, &t->last);
	else
		rc = next_clean(t, &t->last, &t->number);
	*line = t->last;
	return rc;
}

void mt_text_lines_unget(struct mt_text_lines *t)
{
	t->again = true;
}

/* In quoted-printable, each '=' begins an escape or ends a line, and some '=' are escaped. */
static bool is_quoted_printable(struct mt_span head)
{
	bool escaped = false;

	for (size_t i = 0; i < head.len; i++) {
		if (head.p[i] != '=')
			continue;
		if (i + 2 >= head.len)
			break;
		if (head.p[i + 1] == '\n' || head.p[i + 1] == '\r')
			continue;
		if (hex_digit(head.p[i + 1]) < 0 || hex_digit(head.p[i + 2]) < 0)
			return false;
		escaped |= head.p[i + 1] == '3' && head.p[i + 2] == 'D';
	}
	return escaped;
}

/*
 * Find out whether the lines were wrapped. In that case, each line that is not a line of a trace
 * follows a line that is not a complete event and that is too long for the first word of the next
 * line to fit.
 */
static enum mt_wrap find_wrap(struct mt_text_lines *t, size_t *width)
{
	struct mt_span line, word, rest;
	size_t last = 0, shortest = SIZE_MAX, longest = 0, least = SIZE_MAX;
	bool shape = true, complete = false, fields = false;
	uint64_t number;

	*width = 0;
	while (next_clean(t, &line, &number) > 0) {
		if (line.len > WIDEST)
			return MT_WRAP_NONE;
		if (last && is_rest(line)) {
			if (complete && !is_digits(line))
				return MT_WRAP_NONE;
			rest = line;
			word = mt_span_word(&rest);
			shortest = last < shortest ? last : shortest;
			longest = last > longest ? last : longest;
			least = last + 1 + word.len < least ? last + 1 + word.len : least;
			/* the rest of an event begins with name=value or with the event's name */
			shape &= memchr(word.p, '=', word.len) || word.p[word.len - 1] == ':';
		}
		*width = line.len > *width ? line.len : *width;
		last = line.len;
		complete = is_complete(line);
		fields |= memchr(line.p, '=', line.len) && is_rest(line);
	}
	if (!fields || *width < NARROWEST)
		return MT_WRAP_NONE;
	/* a space at the end of a line is lost in emails */
	if (longest == *width && shortest + 1 >= longest)
		return MT_WRAP_COLUMN;
	return shape && least > *width ? MT_WRAP_WORDS : MT_WRAP_NONE;
}

static bool set_up(struct mt_text_lines *t)
{
	t->clean = mt_mem(malloc(MT_LINE_MAX));
	t->joined = mt_mem(malloc(MT_LINE_MAX));
	return t->clean && t->joined;
}

bool mt_text_lines_memory(struct mt_text_lines *t, struct mt_span text)
{
	const struct mt_lines from = { .fd = -1,
				       .buf = (char *)text.p,
				       .end = text.len,
				       .eof = true };
	size_t width;

	*t = (struct mt_text_lines){ .file = from, .in_memory = true };
	if (!set_up(t))
		return false;
	t->quoted_printable = is_quoted_printable(text);
	t->wrap = find_wrap(t, &width);
	t->width = width;
	t->file = from;
	return true;
}

bool mt_text_lines_init(struct mt_text_lines *t, struct mt_lines *lines)
{
	struct mt_text_lines head;
	struct mt_span text;

	*t = (struct mt_text_lines){ .file = *lines };
	lines->fd = -1;
	lines->buf = NULL;
	if (!set_up(t))
		return false;
	/* a read error is reported with the line at which it occurs */
	if (mt_lines_peek(&t->file, MT_LINE_MAX, &text) && text.len) {
		bool good = mt_text_lines_memory(&head, text);

		t->quoted_printable = head.quoted_printable;
		t->wrap = head.wrap;
		t->width = head.width;
		mt_text_lines_fini(&head);
		if (!good)
			return false;
	}
	return true;
}

void mt_text_lines_fini(struct mt_text_lines *t)
{
	free(t->clean);
	free(t->joined);
	t->clean = t->joined = NULL;
	if (!t->in_memory)
		mt_lines_fini(&t->file);
}

void mt_text_quote(struct mt_span text, char *out, size_t size)
{
	size_t n = 0;

	text = mt_span_trim(text);
	*out = '\0';
	while (text.len) {
		unsigned char c = (unsigned char)*text.p;
		bool plain = c >= ' ' && c < 0x7f;

		if (n + (plain ? 1 : 4) + 4 > size) {
			snprintf(out + n, size - n, "...");
			return;
		}
		n += (size_t)snprintf(out + n, size - n, plain ? "%c" : "\\x%02x", c);
		text = mt_span_skip(text, 1);
	}
}
