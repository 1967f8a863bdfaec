/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams for untrusted text: names of tasks, devices and files, messages and recordings may
 * contain any bytes. The output of a clean stream is UTF-8 without control characters, except
 * newline, tab, and the escape sequences of the program's styles.
 */
#ifndef MLX5TRACE_CLEAN_H
#define MLX5TRACE_CLEAN_H

#include <stdbool.h>
#include <stdio.h>

/*
 * A stream that writes to the file descriptor @fd; closing the stream leaves @fd open.
 * @styles: pass the escape sequences for bold, dim, red, green and reset. NULL with errno
 * set.
 */
FILE *mt_clean_stream(int fd, bool styles);

/* Replace stdout and stderr with clean streams. False with errno set. */
bool mt_clean_stdio(void);

#endif
