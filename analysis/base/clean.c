// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/clean.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/span.h"
#include "analysis/base/util.h"
#include "analysis/base/write.h"

#define BUFFER 65536

static const char *const styles[] = { "\033[0m", "\033[1m", "\033[2m", "\033[31m", "\033[32m" };
#define STYLE_MAX 5

struct clean {
	int fd;
	bool styles;
	/* the beginning of a character or style, which the next write may complete */
	char held[STYLE_MAX];
	size_t nr_held;
};

static bool put(const struct clean *c, const char *text, size_t len)
{
	return mt_write_all(c->fd, text, len);
}

enum { INVALID = 0, UNFINISHED = -1 };

/* Returns the length of the style at the start of @a, or one of the values above. */
static int style(struct mt_span a)
{
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++) {
		size_t len = strlen(styles[i]);

		if (!memcmp(a.p, styles[i], a.len < len ? a.len : len))
			return a.len < len ? UNFINISHED : (int)len;
	}
	return INVALID;
}

/*
 * Returns the length of the first character of @a if it is printable, or one of the values above.
 */
static int first(const struct clean *c, struct mt_span a)
{
	unsigned char lead = (unsigned char)*a.p;
	size_t whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2, i = 1;

	if (lead == '\n' || lead == '\t')
		return 1;
	if (lead == '\033' && c->styles)
		return style(a);
	if (lead < 0xc0 || lead >= 0xf5 || a.len >= whole)
		return (int)mt_span_character(a);
	while (i < a.len && ((unsigned char)a.p[i] & 0xc0) == 0x80)
		i++;
	return i == a.len ? UNFINISHED : INVALID;
}

static bool put_invalid(const struct clean *c, unsigned char byte)
{
	char text[MT_INVALID_MAX];

	return put(c, text, mt_span_invalid(text, byte));
}

/* Write @a except for an incomplete character at its end. On return, @a is what was not written. */
static bool put_clean(const struct clean *c, struct mt_span *a)
{
	struct mt_span run = mt_span(a->p, 0);

	while (a->len) {
		int len = first(c, *a);

		if (len > 0) {
			run.len += (size_t)len;
			*a = mt_span_skip(*a, (size_t)len);
			continue;
		}
		if (!put(c, run.p, run.len))
			return false;
		if (len == UNFINISHED)
			return true;
		if (!put_invalid(c, (unsigned char)*a->p))
			return false;
		*a = mt_span_skip(*a, 1);
		run = mt_span(a->p, 0);
	}
	return put(c, run.p, run.len);
}

static ssize_t clean_write(void *cookie, const char *text, size_t len)
{
	struct clean *c = cookie;
	struct mt_span rest = mt_span(text, len);

	while (c->nr_held && rest.len) {
		struct mt_span held;

		c->held[c->nr_held++] = *rest.p;
		rest = mt_span_skip(rest, 1);
		held = mt_span(c->held, c->nr_held);
		if (!put_clean(c, &held))
			return 0;
		memmove(c->held, held.p, held.len);
		c->nr_held = held.len;
	}
	if (!put_clean(c, &rest))
		return 0;
	if (rest.len) {
		memcpy(c->held, rest.p, rest.len);
		c->nr_held = rest.len;
	}
	return (ssize_t)len;
}

static int clean_close(void *cookie)
{
	struct clean *c = cookie;
	bool good = true;

	for (size_t i = 0; i < c->nr_held; i++)
		good &= c->held[i] > ' ' ? put(c, &c->held[i], 1) :
					   put_invalid(c, (unsigned char)c->held[i]);
	free(c);
	return good ? 0 : -1;
}

FILE *mt_clean_stream(int fd, bool styles_pass)
{
	static const cookie_io_functions_t functions = { .write = clean_write,
							 .close = clean_close };
	struct clean *c = mt_mem(calloc(1, sizeof(*c)));
	FILE *to = NULL;

	if (c) {
		c->fd = fd;
		c->styles = styles_pass;
		to = fopencookie(c, "w", functions);
	}
	if (!to)
		free(c);
	else
		setvbuf(to, NULL, isatty(fd) || fd == STDERR_FILENO ? _IOLBF : _IOFBF, BUFFER);
	return to;
}

bool mt_clean_stdio(void)
{
	FILE *out = mt_clean_stream(STDOUT_FILENO, isatty(STDOUT_FILENO));
	FILE *err = mt_clean_stream(STDERR_FILENO, false);

	if (!out || !err)
		return false;
	stdout = out;
	stderr = err;
	return true;
}
