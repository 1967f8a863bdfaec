// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/tempfile.h"
#include "analysis/base/util.h"
#include "analysis/base/write.h"
#include "analysis/source/kmsg.h"
#include "analysis/source/spool.h"

#define FILTER_MEMORY (UINT64_C(1) << 30)

/*
 * Formats that are read through an external program, identified by their first bytes. For formats
 * whose headers may request gigabytes of memory, the program is started with a limit.
 */
static const struct filter {
	const char *magic;
	size_t len;
	const char *what, *package;
	const char *argv[6];
} filters[] = {
	{ "\x1f\x8b", 2, "gzip data", "gzip", { "gzip", "-dc" } },
	{ "\x28\xb5\x2f\xfd", 4, "zstd data", "zstd", { "zstd", "-dcq", "--memory=256MB" } },
	{ "\xfd"
	  "7zXZ\0",
	  6,
	  "xz data",
	  "xz-utils",
	  { "xz", "-dc", "-T1", "--memlimit-decompress=256MiB" } },
	{ "BZh", 3, "bzip2 data", "bzip2", { "bzip2", "-dc" } },
	{ "\xff\xfe", 2, "UTF-16 text", "libc-bin", { "iconv", "-f", "UTF-16", "-t", "UTF-8" } },
	{ "\xfe\xff", 2, "UTF-16 text", "libc-bin", { "iconv", "-f", "UTF-16", "-t", "UTF-8" } },
};

static const struct filter *find_filter(struct mt_span head)
{
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		if (head.len >= filters[i].len && !memcmp(head.p, filters[i].magic, filters[i].len))
			return &filters[i];
	return NULL;
}

/*
 * A file of a few bytes may unpack to any size, so the limit is proportional to the size of the
 * file.
 */
static bool is_too_much(const struct mt_input *in, uint64_t size, struct mt_error *err)
{
	uint64_t most = MT_UNPACKED_MIN + MT_UNPACKED_RATIO * in->packed;

	if (!in->nr_filters || size <= most)
		return false;
	mt_error_set(err,
		     "%s: unpacks to more than %" PRIu64
		     " MB, which is %d times its size: unpack it first, and use the unpacked file",
		     in->name, most >> 20, MT_UNPACKED_RATIO);
	return true;
}

/* Copy the rest of the input to a file. */
static int spool_rest(struct mt_input *in, struct mt_error *err)
{
	int fd = mt_spool_new(in->name, err);
	uint64_t size = 0;
	struct mt_span part;

	while (fd >= 0) {
		if (!mt_lines_peek(&in->lines, 1, &part)) {
			mt_error_set(err, "%s: %s", in->name, strerror(errno));
			break;
		}
		if (!part.len)
			return fd;
		if (is_too_much(in, size + part.len, err))
			break;
		if (!mt_write_all(fd, part.p, part.len)) {
			mt_error_set(err,
				     "%s: cannot keep more than %" PRIu64
				     " bytes in %s: %s (set TMPDIR to a larger file system)",
				     in->name, size, mt_temp_dir(), strerror(errno));
			break;
		}
		size += part.len;
		mt_lines_skip(&in->lines, part.len);
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Replace the input by the output of the program that reads it. */
static bool add_filter(struct mt_input *in, const struct filter *filter, struct mt_error *err)
{
	struct mt_filter *f = &in->filters[in->nr_filters];
	bool is_file = in->plain;
	int from, out, rc;
	struct stat st;

	if (in->nr_filters == MT_FILTERS_MAX) {
		mt_error_set(err, "%s: is compressed more than %d times", in->name, MT_FILTERS_MAX);
		return false;
	}
	/* bytes that were already peeked must also be passed to the program */
	from = is_file ? in->lines.fd : spool_rest(in, err);
	if (from < 0 || !mt_input_end(in, err))
		return false;
	if (!in->nr_filters && !fstat(from, &st))
		in->packed = (uint64_t)st.st_size;
	if (lseek(from, 0, SEEK_SET) < 0) {
		mt_error_set(err, "%s: %s", in->name, strerror(errno));
		return false;
	}
	f->what = filter->what;
	in->nr_filters++;
	rc = mt_tool_start(&f->tool, filter->argv, from, -1, FILTER_MEMORY, &out);
	if (!is_file)
		close(from);
	mt_lines_fini(&in->lines);
	in->plain = false;
	if (rc == ENOENT)
		mt_error_set(err,
			     "%s: %s is read by %s, which is not in PATH: install it (Debian: %s)",
			     in->name, filter->what, filter->argv[0], filter->package);
	else if (rc)
		mt_error_set(err, "%s: cannot run %s: %s", in->name, filter->argv[0], strerror(rc));
	else if (!mt_lines_init(&in->lines, out))
		mt_error_set(err, "%s: out of memory", in->name);
	else
		return true;
	return false;
}

bool mt_input_open(struct mt_input *in, const char *path, struct mt_span *head,
		   struct mt_error *err)
{
	bool is_stdin = !strcmp(path, "-");
	const struct filter *filter;
	struct stat st;
	size_t len;
	int fd;

	*in = (struct mt_input){ .name = is_stdin ? "standard input" : path,
				 .spool = -1,
				 .lines = { .fd = -1 } };
	fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		mt_error_set(err, "%s: %s", in->name, strerror(errno));
		return false;
	}
	in->plain = !is_stdin && !fstat(fd, &st) && S_ISREG(st.st_mode);
	if (!in->plain && mt_is_kmsg(fd)) {
		fd = mt_kmsg_spool(fd, in->name, err);
		if (fd < 0)
			return false;
	}
	if (!mt_lines_init(&in->lines, fd)) {
		mt_error_set(err, "%s: out of memory", in->name);
		return false;
	}
	/* only peek far into a file: reading a pipe must not block */
	len = in->plain ? MT_LINE_MAX : 512;
	for (;;) {
		if (!mt_lines_peek(&in->lines, len, head)) {
			mt_error_set(err, "%s: %s", in->name, strerror(errno));
			return false;
		}
		/* report here that the program failed before it printed anything */
		if (!head->len && !mt_input_end(in, err))
			return false;
		filter = find_filter(*head);
		if (!filter)
			return true;
		if (!add_filter(in, filter, err))
			return false;
		len = MT_LINE_MAX;
	}
}

const char *mt_input_file(struct mt_input *in, struct mt_error *err)
{
	if (in->plain)
		return in->name;
	if (in->spool < 0)
		in->spool = spool_rest(in, err);
	if (in->spool < 0 || !mt_input_end(in, err))
		return NULL;
	snprintf(in->file, sizeof(in->file), "/proc/self/fd/%d", in->spool);
	return in->file;
}

bool mt_input_end(struct mt_input *in, struct mt_error *err)
{
	char why[160];

	for (unsigned int i = 0; i < in->nr_filters; i++) {
		if (mt_tool_end(&in->filters[i].tool, why, sizeof(why)))
			continue;
		mt_error_set(err, "%s: the %s is truncated or corrupt: %s", in->name,
			     in->filters[i].what, why);
		return false;
	}
	return true;
}

void mt_input_close(struct mt_input *in)
{
	mt_lines_fini(&in->lines);
	for (unsigned int i = 0; i < in->nr_filters; i++)
		mt_tool_free(&in->filters[i].tool);
	if (in->spool >= 0)
		close(in->spool);
	in->spool = -1;
	in->nr_filters = 0;
}
