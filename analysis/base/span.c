// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/span.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

struct mt_span mt_span_word(struct mt_span *a)
{
	struct mt_span word;
	size_t n = 0;

	while (a->len && (*a->p == ' ' || *a->p == '\t'))
		*a = mt_span_skip(*a, 1);
	while (n < a->len && a->p[n] != ' ' && a->p[n] != '\t')
		n++;
	word = mt_span(a->p, n);
	/* the pointer of an empty span may be NULL */
	if (n)
		*a = mt_span_skip(*a, n);
	return word;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool mt_span_int(struct mt_span a, int64_t *out)
{
	bool negative = false;
	uint64_t value = 0;
	uint64_t limit = INT64_MAX;
	int base = 10;

	if (a.len && *a.p == '-') {
		negative = true;
		a = mt_span_skip(a, 1);
	} else if (a.len > 2 && a.p[0] == '0' && (a.p[1] | 0x20) == 'x') {
		base = 16;
		a = mt_span_skip(a, 2);
	}
	if (!a.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		int d = digit(a.p[i]);

		if (d >= base || value > (limit - (uint64_t)d) / (uint64_t)base)
			return false;
		value = value * (uint64_t)base + (uint64_t)d;
	}
	*out = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

bool mt_span_hex(struct mt_span a, uint64_t *out)
{
	*out = 0;
	if (!a.len || a.len > 16)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (digit(a.p[i]) > 15)
			return false;
		*out = *out << 4 | (uint64_t)digit(a.p[i]);
	}
	return true;
}

char *mt_span_dup(struct mt_span a)
{
	char *copy = mt_mem(malloc(a.len + 1));

	if (!copy)
		return NULL;
	if (a.len)
		memcpy(copy, a.p, a.len);
	copy[a.len] = '\0';
	return copy;
}

const char *mt_span_find(struct mt_span a, const char *needle)
{
	size_t len = strlen(needle);

	for (; a.len >= len; a = mt_span_skip(a, 1)) {
		const char *first = memchr(a.p, *needle, a.len - len + 1);

		if (!first)
			return NULL;
		a = mt_span_skip(a, (size_t)(first - a.p));
		if (!memcmp(a.p, needle, len))
			return a.p;
	}
	return NULL;
}

size_t mt_span_character(struct mt_span a)
{
	/* minimum code point by length, to reject overlong forms */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)a.p[0];
	size_t len = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	uint32_t value = len == 1 ? c : c & (0xffu >> (len + 1));

	if (len > a.len || (c >= 0x80 && c < 0xc0) || c >= 0xf8)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((a.p[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (a.p[i] & 0x3f);
	}
	if (value < least[len] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	return value < ' ' || (value >= 0x7f && value < 0xa0) ? 0 : len;
}

size_t mt_span_fit(struct mt_span a, size_t max)
{
	if (a.len <= max)
		return a.len;
	while (max && (a.p[max] & 0xc0) == 0x80)
		max--;
	return max;
}

size_t mt_span_invalid(char text[MT_INVALID_MAX], unsigned char byte)
{
	static const char hex[] = "0123456789abcdef";

	if (byte < 0x80) {
		*text = '?';
		return 1;
	}
	text[0] = '\\';
	text[1] = 'x';
	text[2] = hex[byte >> 4];
	text[3] = hex[byte & 15];
	return 4;
}

bool mt_span_is_clean(struct mt_span a)
{
	for (size_t i = 0; i < a.len;) {
		size_t len = mt_span_character(mt_span(a.p + i, a.len - i));

		if (!len)
			return false;
		i += len;
	}
	return true;
}

char *mt_span_clean(struct mt_span a)
{
	char *clean = mt_mem(malloc(a.len * 4 + 1)), *to = clean;

	if (!clean)
		return NULL;
	for (size_t i = 0; i < a.len;) {
		size_t len = mt_span_character(mt_span(a.p + i, a.len - i));

		if (len) {
			memcpy(to, a.p + i, len);
			to += len;
			i += len;
			continue;
		}
		to += mt_span_invalid(to, (unsigned char)a.p[i]);
		i++;
	}
	*to = '\0';
	return clean;
}
