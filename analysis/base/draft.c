// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/store.h"
#include "analysis/base/tempfile.h"
#include "analysis/base/write.h"

static bool keep_in_file(struct mt_draft *d, const char *text, size_t len)
{
	if (!d->in_file)
		d->fd = mt_temp_new();
	d->in_file = d->fd >= 0;
	if (d->in_file && mt_write_all(d->fd, text, len))
		return true;
	mt_store_refused(errno);
	return false;
}

static ssize_t keep(void *cookie, const char *text, size_t len)
{
	struct mt_draft *d = cookie;
	size_t room = d->room ? d->room : 4096;
	char *grown;

	if (d->len + len > d->most) {
		if (!keep_in_file(d, d->text, d->len) || !keep_in_file(d, text, len))
			return 0;
		d->len = 0;
		return (ssize_t)len;
	}
	while (room < d->len + len)
		room *= 2;
	if (room != d->room) {
		grown = mt_mem(realloc(d->text, room));
		if (!grown)
			return 0;
		d->text = grown;
		d->room = room;
	}
	memcpy(d->text + d->len, text, len);
	d->len += len;
	return (ssize_t)len;
}

bool mt_draft_open(struct mt_draft *d, size_t most)
{
	static const cookie_io_functions_t io = { .write = keep };

	*d = (struct mt_draft){ .most = most };
	d->to = mt_mem(fopencookie(d, "w", io));
	return d->to;
}

bool mt_draft_complete(struct mt_draft *d)
{
	if (d->to && !fflush(d->to) && !ferror(d->to))
		return true;
	mt_memory_note();
	return false;
}

bool mt_draft_put(struct mt_draft *d, void (*put)(FILE *out, const char *text, size_t len),
		  FILE *out)
{
	char piece[65536];
	off_t at = 0;
	ssize_t n = 1;

	if (!mt_draft_complete(d))
		return false;
	while (d->in_file && n) {
		n = pread(d->fd, piece, sizeof(piece), at);
		if (n < 0) {
			mt_store_refused(errno);
			return false;
		}
		put(out, piece, (size_t)n);
		at += n;
	}
	put(out, d->text, d->len);
	return true;
}

static void put_whole(FILE *out, const char *text, size_t len)
{
	if (len)
		fwrite(text, 1, len, out);
}

bool mt_draft_copy(struct mt_draft *d, FILE *out)
{
	return mt_draft_put(d, put_whole, out);
}

void mt_draft_close(struct mt_draft *d)
{
	if (d->to)
		fclose(d->to);
	if (d->in_file)
		close(d->fd);
	free(d->text);
	*d = (struct mt_draft){ 0 };
}
