/* SPDX-License-Identifier: GPL-2.0-only */
/* A program that turns a file into what can be read here: perf, gzip, iconv ... */
#ifndef MLX5TRACE_TOOL_H
#define MLX5TRACE_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Zero initialised is one that was never started. */
struct mt_tool {
	pid_t pid;
	FILE *errors; /* its stderr, for the case that it fails */
	bool reaped;
};

/**
 * mt_tool_start() - run a program with its output in a pipe
 * @argv: ends with NULL; argv[0] is looked for in PATH
 * @in: its standard input, or -1 for none
 * @keep: a further descriptor that it shall have under the same number, or -1
 * @out: the end of the pipe to read, the caller's to close
 *
 * Return: 0 or an errno; ENOENT: there is no such program.
 */
int mt_tool_start(struct mt_tool *tool, const char *const argv[], int in, int keep, int *out);

/**
 * mt_tool_end() - wait for it, once its output ended
 * @why: when it failed, the last line that it wrote to stderr
 *
 * Return: true when it ended well, now or at a call before.
 */
bool mt_tool_end(struct mt_tool *tool, char *why, size_t size);

/* Whatever its state; the pipe is closed before, so that it ends by itself. */
void mt_tool_free(struct mt_tool *tool);

#endif
