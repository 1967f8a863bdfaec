// SPDX-License-Identifier: GPL-2.0-only
/* The table of messages, and the matching of its patterns. */
#include "analysis/dmesg/message.h"

#include <ctype.h>

#include "analysis/base/util.h"

struct rule {
	const char *pattern;
	const char *func; /* "GLOB|GLOB" or "" */
	const char *area; /* or "" */
	unsigned int kind;
};

#include "analysis/dmesg/messages.inc"

static bool is_part(const char *p)
{
	return *p == '{' && islower((unsigned char)p[1]);
}

static bool fits(struct mt_span text, char type)
{
	size_t sign = type == 'd' && text.len && *text.p == '-';

	if (type == '*')
		return true;
	if (text.len == sign)
		return false;
	for (size_t i = sign; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((type == 'x' && !isxdigit(c)) || (type == 'd' && !isdigit(c)) ||
		    (type == 'w' && c == ' '))
			return false;
	}
	return true;
}

/* A wildcard in a pattern: "*" or a part with its name and type. */
struct wild {
	char name[16];
	char type;
};

static const char *take_wild(const char *p, struct wild *wild)
{
	const char *end;
	size_t n = 0;

	*wild = (struct wild){ .type = '*' };
	if (*p == '*')
		return p + 1;
	end = strchr(p, '}');
	for (p++; p < end && *p != ':'; p++)
		if (n + 1 < sizeof(wild->name))
			wild->name[n++] = *p;
	if (*p == ':')
		wild->type = p[1];
	return end + 1;
}

static size_t literal(const char *p)
{
	size_t n = 0;

	while (p[n] && p[n] != '*' && !is_part(p + n))
		n++;
	return n;
}

/*
 * Find the first @len bytes of @what in @text. If @last is set, they must be at the end of @text.
 */
static bool find(struct mt_span text, const char *what, size_t len, bool last, size_t *at)
{
	const char *found;

	if (len > text.len)
		return false;
	*at = text.len - len;
	if (last)
		return !len || !memcmp(text.p + *at, what, len);
	found = memmem(text.p, text.len, what, len);
	if (found)
		*at = (size_t)(found - text.p);
	return found;
}

bool mt_pattern_match(const char *pattern, struct mt_span text, struct mt_parts *parts)
{
	size_t len = literal(pattern), at;

	parts->nr = 0;
	if (len > text.len || memcmp(pattern, text.p, len))
		return false;
	text = mt_span_skip(text, len);
	pattern += len;
	while (*pattern) {
		struct wild wild;
		struct mt_span part;

		pattern = take_wild(pattern, &wild);
		len = literal(pattern);
		if (!find(text, pattern, len, !pattern[len], &at))
			return false;
		part = mt_span(text.p, at);
		if (!fits(part, wild.type))
			return false;
		if (*wild.name && parts->nr < MT_PARTS_MAX) {
			memcpy(parts->at[parts->nr].name, wild.name, sizeof(wild.name));
			parts->at[parts->nr++].text = part;
		}
		text = mt_span_skip(text, at + len);
		pattern += len;
	}
	return !text.len;
}

static bool matches_globs(const char *globs, struct mt_span name)
{
	struct mt_parts none;
	char one[64];

	while (*globs) {
		size_t len = strcspn(globs, "|");

		if (len < sizeof(one)) {
			memcpy(one, globs, len);
			one[len] = '\0';
			if (mt_pattern_match(one, name, &none))
				return true;
		}
		globs += len + (globs[len] == '|');
	}
	return false;
}

const struct mt_message_kind *mt_message_find(const struct mt_message *m, struct mt_parts *parts)
{
	bool ours = m->driver.len;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *rule = &rules[i];
		bool any = !strcmp(rule->area, "any");
		bool foreign = any || !strcmp(rule->area, "report");

		if (foreign ? ours : !ours)
			continue;
		if (!any && !mt_span_eq(m->area, rule->area))
			continue;
		if (*rule->func && !matches_globs(rule->func, m->func))
			continue;
		if (mt_pattern_match(rule->pattern, m->text, parts))
			return &kinds[rule->kind];
	}
	parts->nr = 0;
	return NULL;
}

const struct mt_message_kind *mt_message_kind(unsigned int i)
{
	return i < ARRAY_SIZE(kinds) ? &kinds[i] : NULL;
}

struct mt_span mt_part(const struct mt_parts *parts, const char *name)
{
	for (unsigned int i = 0; i < parts->nr; i++)
		if (!strcmp(parts->at[i].name, name))
			return parts->at[i].text;
	return mt_span("", 0);
}
