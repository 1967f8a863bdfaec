/* SPDX-License-Identifier: GPL-2.0-only */
/* A piece of text that somebody else owns: not terminated, may be empty. */
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

/* @a without its first @n bytes. */
static inline struct mt_span mt_span_skip(struct mt_span a, size_t n)
{
	return n >= a.len ? mt_span(a.p + a.len, 0) : mt_span(a.p + n, a.len - n);
}

/* Without blanks at its ends. */
static inline struct mt_span mt_span_trim(struct mt_span a)
{
	while (a.len && (*a.p == ' ' || *a.p == '\t'))
		a = mt_span_skip(a, 1);
	while (a.len && (a.p[a.len - 1] == ' ' || a.p[a.len - 1] == '\t' || a.p[a.len - 1] == '\r'))
		a.len--;
	return a;
}

/* Take the word up to the next blank off the front of @a, blanks skipped. */
struct mt_span mt_span_word(struct mt_span *a);

/*
 * The whole of @a as a number: decimal with an optional sign, or 0x and hex
 * digits. False when it is anything else or does not fit.
 */
bool mt_span_int(struct mt_span a, int64_t *out);

/* Where @needle begins in @a, NULL when it does not occur. */
const char *mt_span_find(struct mt_span a, const char *needle);

/* The whole of @a as up to 16 hex digits. */
bool mt_span_hex(struct mt_span a, uint64_t *out);

/* A copy on the heap, terminated; the caller frees it. */
char *mt_span_dup(struct mt_span a);

/*
 * Can it be shown as it is: UTF-8 without control characters? mt_span_clean() is a copy
 * on the heap that can: a control character is '?', a byte that is no UTF-8 \xNN.
 */
bool mt_span_is_clean(struct mt_span a);
char *mt_span_clean(struct mt_span a);

#endif
