/* SPDX-License-Identifier: GPL-2.0-only */
/* A borrowed piece of text, which is not NUL-terminated and may be empty. */
#ifndef MLX5TRACE_SPAN_H
#define MLX5TRACE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct mt_span {
	const char *p;
	size_t len;
};

#define MT_SPAN_FMT    "%.*s"
#define MT_SPAN_ARG(s) (int)(s).len, (s).p ? (s).p : ""

static inline struct mt_span mt_span(const char *p, size_t len)
{
	return (struct mt_span){ p, len };
}

static inline struct mt_span mt_span_z(const char *s)
{
	return (struct mt_span){ s, s ? strlen(s) : 0 };
}

static inline bool mt_span_eq(struct mt_span a, const char *b)
{
	return a.len == strlen(b) && (!a.len || !memcmp(a.p, b, a.len));
}

static inline bool mt_span_same(struct mt_span a, struct mt_span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

static inline bool mt_span_starts(struct mt_span a, const char *prefix)
{
	size_t len = strlen(prefix);

	return a.len >= len && (!len || !memcmp(a.p, prefix, len));
}

/* Returns @a without its first @n bytes. */
static inline struct mt_span mt_span_skip(struct mt_span a, size_t n)
{
	return n >= a.len ? mt_span(a.p + a.len, 0) : mt_span(a.p + n, a.len - n);
}

/* Strip leading and trailing white space. */
static inline struct mt_span mt_span_trim(struct mt_span a)
{
	while (a.len && (*a.p == ' ' || *a.p == '\t'))
		a = mt_span_skip(a, 1);
	while (a.len && (a.p[a.len - 1] == ' ' || a.p[a.len - 1] == '\t' || a.p[a.len - 1] == '\r'))
		a.len--;
	return a;
}

/* Remove and return the first word of @a, skipping white space. */
struct mt_span mt_span_word(struct mt_span *a);

/*
 * Parse all of @a as a number: either decimal digits with an optional sign, or 0x and hex digits.
 * Returns false for any other text and on overflow.
 */
bool mt_span_int(struct mt_span a, int64_t *out);

/* The first occurrence of @needle in @a, or NULL. */
const char *mt_span_find(struct mt_span a, const char *needle);

/* Parse all of @a as up to 16 hex digits. */
bool mt_span_hex(struct mt_span a, uint64_t *out);

/* A NUL-terminated copy on the heap, which the caller frees. */
char *mt_span_dup(struct mt_span a);

/*
 * The length of the first character of @a, which must not be empty. Returns 0 for a control
 * character and for invalid UTF-8.
 */
size_t mt_span_character(struct mt_span a);

/*
 * Set @text to the replacement for a byte that is not a character, '?' or \xNN. Returns its length.
 */
#define MT_INVALID_MAX 4
size_t mt_span_invalid(char text[MT_INVALID_MAX], unsigned char byte);

/* The largest length up to @max at which the UTF-8 string @a may be cut. */
size_t mt_span_fit(struct mt_span a, size_t max);

/*
 * Whether the text is printable, that is, UTF-8 without control characters. mt_span_clean() returns
 * a printable copy on the heap, with '?' for control characters and \xNN for invalid UTF-8.
 */
bool mt_span_is_clean(struct mt_span a);
char *mt_span_clean(struct mt_span a);

#endif
