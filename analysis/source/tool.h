/* SPDX-License-Identifier: GPL-2.0-only */
/* An external program that converts input: perf, gzip, iconv ... */
#ifndef MLX5TRACE_TOOL_H
#define MLX5TRACE_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Zero-initialised is not started. */
struct mt_tool {
	pid_t pid;
	FILE *errors; /* its stderr, for the error message */
	bool reaped;
};

/**
 * mt_tool_start() - run a program with its output in a pipe
 * @argv: ends with NULL; argv[0] is searched in PATH
 * @in: its standard input, or -1 for none
 * @keep: a further descriptor inherited under the same number, or -1
 * @memory: bytes that it may allocate
 * @out: read end of the pipe, to be closed by the caller
 *
 * Return: 0 or an errno; ENOENT: program not found.
 */
int mt_tool_start(struct mt_tool *tool, const char *const argv[], int in, int keep, uint64_t memory,
		  int *out);

/**
 * mt_tool_end() - wait for the program after the end of its output
 * @why: on failure, the last line of its stderr
 *
 * Return: true if it succeeded, now or in an earlier call.
 */
bool mt_tool_end(struct mt_tool *tool, char *why, size_t size);

/* Valid in any state; the pipe must be closed before, so that the program exits. */
void mt_tool_free(struct mt_tool *tool);

#endif
