/* SPDX-License-Identifier: GPL-2.0-only */
/* An external program that converts the input, such as perf, gzip or iconv. */
#ifndef MLX5TRACE_TOOL_H
#define MLX5TRACE_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* A zeroed struct is a program that was not started. */
struct mt_tool {
	pid_t pid;
	FILE *errors; /* stderr of the program, for the error message */
	bool reaped;
};

/**
 * mt_tool_start() - run a program with its output in a pipe
 * @argv: terminated by NULL; argv[0] is searched for in PATH
 * @in: standard input of the program, or -1 for none
 * @keep: another descriptor that is inherited with the same number, or -1
 * @memory: number of bytes that the program may allocate
 * @out: set to the read end of the pipe, which the caller closes
 *
 * Return: 0 or an errno, which is ENOENT if the program was not found.
 */
int mt_tool_start(struct mt_tool *tool, const char *const argv[], int in, int keep, uint64_t memory,
		  int *out);

/**
 * mt_tool_end() - wait for the program after the end of its output
 * @why: on failure, set to the last line of the program's stderr
 *
 * Return: true if the program succeeded, now or in an earlier call.
 */
bool mt_tool_end(struct mt_tool *tool, char *why, size_t size);

/* May be called in any state. The pipe must have been closed before, so that the program exits. */
void mt_tool_free(struct mt_tool *tool);

#endif
