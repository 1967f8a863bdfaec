// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/base/memory.h"

#define BUF_SIZE (4 * MT_LINE_MAX)

bool mt_lines_init(struct mt_lines *lines, int fd)
{
	*lines = (struct mt_lines){ .fd = fd };
	lines->buf = mt_mem(malloc(BUF_SIZE));
	if (!lines->buf) {
		close(fd);
		lines->fd = -1;
		return false;
	}
	return true;
}

void mt_lines_fini(struct mt_lines *lines)
{
	free(lines->buf);
	lines->buf = NULL;
	if (lines->fd >= 0)
		close(lines->fd);
	lines->fd = -1;
}

/* Append the data of one read() to the buffer. Returns false on error. */
static bool fill(struct mt_lines *lines)
{
	ssize_t n;

	if (lines->start && (lines->start == lines->end || BUF_SIZE - lines->end < MT_LINE_MAX)) {
		memmove(lines->buf, lines->buf + lines->start, lines->end - lines->start);
		lines->end -= lines->start;
		lines->start = 0;
	}
	do {
		n = read(lines->fd, lines->buf + lines->end, BUF_SIZE - lines->end);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return false;
	if (!n)
		lines->eof = true;
	lines->end += (size_t)n;
	return true;
}

bool mt_lines_peek(struct mt_lines *lines, size_t len, struct mt_span *head)
{
	if (len > MT_LINE_MAX)
		len = MT_LINE_MAX;
	while (lines->end - lines->start < len && !lines->eof)
		if (!fill(lines))
			return false;
	*head = mt_span(lines->buf + lines->start, lines->end - lines->start);
	if (head->len > MT_LINE_MAX)
		head->len = MT_LINE_MAX;
	return true;
}

void mt_lines_skip(struct mt_lines *lines, size_t n)
{
	lines->start += n;
}

static bool skip_to_newline(struct mt_lines *lines)
{
	for (;;) {
		char *from = lines->buf + lines->start;
		char *nl = memchr(from, '\n', lines->end - lines->start);

		if (nl) {
			lines->start = (size_t)(nl - lines->buf) + 1;
			return true;
		}
		lines->start = lines->end;
		if (lines->eof)
			return true;
		if (!fill(lines))
			return false;
	}
}

void mt_lines_unget(struct mt_lines *lines)
{
	lines->again = true;
}

int mt_lines_next(struct mt_lines *lines, struct mt_span *line)
{
	size_t seen = 0;

	if (lines->again) {
		lines->again = false;
		*line = lines->last;
		return 1;
	}
	if (lines->cut) {
		lines->cut = false;
		if (!skip_to_newline(lines))
			return -1;
	}
	for (;;) {
		char *from = lines->buf + lines->start;
		size_t have = lines->end - lines->start;
		char *nl = memchr(from + seen, '\n', have - seen);

		if (nl || have >= MT_LINE_MAX || (lines->eof && have)) {
			size_t len = nl ? (size_t)(nl - from) : have;

			if (len > MT_LINE_MAX) {
				len = MT_LINE_MAX;
				nl = NULL;
			}
			lines->cut = !nl && !(lines->eof && len == have);
			lines->start += len + (nl ? 1 : 0);
			lines->number++;
			lines->last = mt_span(from, len);
			*line = lines->last;
			return 1;
		}
		if (lines->eof)
			return 0;
		seen = have;
		if (!fill(lines))
			return -1;
	}
}
