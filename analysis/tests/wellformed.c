// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/wellformed.h"

#include <ctype.h>
#include <string.h>

#include <jansson.h>

#include "analysis/base/span.h"

#define DEPTH_MAX 32

static bool is_json(const char *text, size_t len)
{
	json_t *json = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

	json_decref(json);
	return json;
}

bool wellformed_json(const char *text, size_t len, bool lines)
{
	if (!lines)
		return is_json(text, len);
	while (len) {
		const char *end = memchr(text, '\n', len);

		if (!end || !is_json(text, (size_t)(end - text)))
			return false;
		len -= (size_t)(end + 1 - text);
		text = end + 1;
	}
	return true;
}

static bool characters(struct mt_span s)
{
	while (s.len) {
		size_t n = *s.p == '\n' || *s.p == '\t' ? 1 : mt_span_character(s);

		if (!n)
			return false;
		s = mt_span_skip(s, n);
	}
	return true;
}

static size_t name_of(struct mt_span s)
{
	size_t n = 0;

	while (n < s.len && (isalnum((unsigned char)s.p[n]) || strchr(":-_", s.p[n])))
		n++;
	return n;
}

/* "&lt;", "&#39;": a bare "&" or "<" is an error. */
static bool is_text(struct mt_span s)
{
	for (size_t i = 0; i < s.len; i++) {
		const char *end = memchr(s.p + i, ';', s.len - i < 8 ? s.len - i : 8);

		if (s.p[i] == '<' || (s.p[i] == '&' && (!end || end - s.p < (ptrdiff_t)i + 2)))
			return false;
	}
	return true;
}

/* ' name="value"...', up to the end of the tag */
static bool attributes(struct mt_span s)
{
	for (s = mt_span_trim(s); s.len; s = mt_span_trim(s)) {
		size_t n = name_of(s);
		const char *end;

		s = mt_span_skip(s, n);
		if (!n || s.len < 3 || s.p[0] != '=' || s.p[1] != '"')
			return false;
		end = memchr(s.p + 2, '"', s.len - 2);
		if (!end || !is_text(mt_span(s.p + 2, (size_t)(end - s.p) - 2)))
			return false;
		s = mt_span_skip(s, (size_t)(end - s.p) + 1);
	}
	return true;
}

/* The end of a tag: a ">" that is not in a value. */
static const char *tag_end(struct mt_span s)
{
	bool quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		quoted ^= s.p[i] == '"';
		if (s.p[i] == '>' && !quoted)
			return s.p + i;
	}
	return NULL;
}

bool wellformed_xml(const char *text, size_t len)
{
	struct mt_span s = mt_span(text, len), open[DEPTH_MAX];
	unsigned int depth = 0;

	if (!characters(s))
		return false;
	while (s.len) {
		const char *at = memchr(s.p, '<', s.len), *end;
		struct mt_span tag, name;
		bool closes, empty;

		if (!is_text(mt_span(s.p, at ? (size_t)(at - s.p) : s.len)))
			return false;
		if (!at)
			break;
		s = mt_span_skip(s, (size_t)(at - s.p) + 1);
		end = tag_end(s);
		if (!end)
			return false;
		tag = mt_span(s.p, (size_t)(end - s.p));
		s = mt_span_skip(s, tag.len + 1);
		if (tag.len && (*tag.p == '?' || *tag.p == '!'))
			continue;
		closes = tag.len && *tag.p == '/';
		empty = tag.len && tag.p[tag.len - 1] == '/';
		tag = mt_span_skip(tag, closes);
		tag.len -= empty && !closes;
		name = mt_span(tag.p, name_of(tag));
		if (!name.len || !attributes(mt_span_skip(tag, name.len)))
			return false;
		if (closes && (!depth || open[--depth].len != name.len ||
			       memcmp(open[depth].p, name.p, name.len) != 0))
			return false;
		if (!closes && !empty) {
			if (depth == DEPTH_MAX)
				return false;
			open[depth++] = name;
		}
	}
	return !depth;
}
