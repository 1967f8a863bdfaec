// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.data, through `perf script`: perf alone knows all versions of its
 * format, and its printed form is read here anyway.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/source/source.h"

#define PERF_LINE 200

extern char **environ;

struct perf {
	pid_t pid;
	FILE *errors;		/* perf's stderr, for the case that it fails */
	bool reaped;
	void *text;		/* the text source's own */
};

static bool perf_match(struct mt_span head)
{
	return mt_span_starts(head, "PERFILE2") || mt_span_starts(head, "2ELIFREP");
}

/* 0 or the errno of the spawn; @out is the end of the pipe to read. */
static int start_perf(struct mt_source *src, struct perf *p, int *out)
{
	const char *argv[10] = {
		"perf", "script", "-i", src->path, "--ns", "--show-lost-events",
	};
	posix_spawn_file_actions_t actions;
	int ends[2];
	int rc;

	if (src->opts->kallsyms) {
		argv[6] = "--kallsyms";
		argv[7] = src->opts->kallsyms;
	}
	if (pipe2(ends, O_CLOEXEC))
		return errno;
	rc = posix_spawn_file_actions_init(&actions);
	if (!rc) {
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
		posix_spawn_file_actions_adddup2(&actions, fileno(p->errors), 2);
		rc = posix_spawnp(&p->pid, "perf", &actions, NULL, (char *const *)argv, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*out = ends[0];
	return rc;
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
	/* with its pipe closed perf ends by itself */
	if (p->pid > 0 && !p->reaped)
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			;
	if (p->errors)
		fclose(p->errors);
	free(p);
	src->priv = NULL;
}

static bool perf_open(struct mt_source *src, struct mt_lines *lines)
{
	struct perf *p = calloc(1, sizeof(*p));
	struct mt_lines pipe;
	int out = -1;
	int rc;

	(void)lines;
	if (p)
		p->errors = tmpfile();
	src->priv = p;
	if (!p || !p->errors) {
		mt_error_set(src->err, "%s: %s", src->path, strerror(errno));
		return false;
	}
	rc = start_perf(src, p, &out);
	if (rc == ENOENT) {
		mt_error_set(src->err,
			     "%s: perf.data is read by perf, which is not in PATH: install it (Debian: linux-perf) or give the text of \"perf script --ns\"",
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

/* The last line that perf wrote about its failure. */
static void last_line(FILE *f, char line[PERF_LINE])
{
	char buf[PERF_LINE];

	snprintf(line, PERF_LINE, "no message");
	rewind(f);
	while (fgets(buf, sizeof(buf), f)) {
		buf[strcspn(buf, "\n")] = '\0';
		if (buf[0] && !strstr(buf, "Ignoring"))
			memcpy(line, buf, sizeof(buf));
	}
}

static int perf_end(struct mt_source *src, struct perf *p)
{
	char why[PERF_LINE];
	int status;

	if (p->reaped)
		return 0;
	while (waitpid(p->pid, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	p->reaped = true;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	last_line(p->errors, why);
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
	r->line = 0;	/* of what perf script printed */
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
