// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads perf.data through `perf script`: only perf supports all versions of the format, and a
 * reader for its text output exists anyway.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/source/source.h"
#include "analysis/source/tool.h"

/* limit for allocations, which does not include the mapped file */
#define PERF_MEMORY (UINT64_C(6) << 30)

struct perf {
	struct mt_tool tool;
	void *text; /* private data of the text source */
};

static bool perf_match(struct mt_span head)
{
	return mt_span_starts(head, "PERFILE2") || mt_span_starts(head, "2ELIFREP");
}

/* Returns 0 or an errno. @out is set to the read end of the pipe. */
static int start_perf(struct mt_source *src, struct perf *p, int *out)
{
	/* -f: root may read files of other users, as with all other input */
	const char *argv[11] = {
		"perf", "script", "-f", "-i", src->file, "--header", "--ns", "--show-lost-events",
	};
	int keep = -1;

	if (src->opts->kallsyms) {
		argv[8] = "--kallsyms";
		argv[9] = src->opts->kallsyms;
	}
	/* an unnamed temporary file has no other path */
	sscanf(src->file, "/proc/self/fd/%d", &keep);
	return mt_tool_start(&p->tool, argv, -1, keep, PERF_MEMORY, out);
}

static void perf_close(struct mt_source *src)
{
	struct perf *p = src->priv;

	if (!p)
		return;
	if (p->text) {
		src->priv = p->text;
		mt_source_text.close(src);
	}
	mt_tool_free(&p->tool);
	free(p);
	src->priv = NULL;
}

static bool perf_open(struct mt_source *src, struct mt_lines *lines)
{
	struct perf *p = mt_mem(calloc(1, sizeof(*p)));
	struct mt_lines pipe;
	int out = -1;
	int rc;

	(void)lines;
	src->priv = p;
	if (!p) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	rc = start_perf(src, p, &out);
	if (rc == ENOENT) {
		mt_error_set(
			src->err,
			"%s: perf.data is read with perf, which is not in PATH: install it (Debian: linux-perf) or use the output of \"perf script --ns\"",
			src->path);
		return false;
	}
	if (rc) {
		mt_error_set(src->err, "%s: cannot run perf: %s", src->path, strerror(rc));
		return false;
	}
	if (!mt_lines_init(&pipe, out)) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	if (!mt_source_text.open(src, &pipe)) {
		mt_lines_fini(&pipe);
		src->priv = p;
		return false;
	}
	p->text = src->priv;
	src->priv = p;
	return true;
}

static int perf_end(struct mt_source *src, struct perf *p)
{
	char why[200];

	if (mt_tool_end(&p->tool, why, sizeof(why)))
		return 0;
	mt_error_set(src->err, "%s: perf script failed, the file is truncated or corrupt: %s",
		     src->path, why);
	return -1;
}

static int perf_next(struct mt_source *src, struct mt_record *r)
{
	struct perf *p = src->priv;
	int rc;

	src->priv = p->text;
	rc = mt_source_text.next(src, r);
	r->line = 0; /* line numbers of perf script's output are not lines of the file */
	src->priv = p;
	src->kind = mt_source_perf.kind;
	return rc ? rc : perf_end(src, p);
}

const struct mt_source_ops mt_source_perf = {
	.kind = "perf.data",
	.match = perf_match,
	.open = perf_open,
	.next = perf_next,
	.close = perf_close,
	.needs_file = true,
};
