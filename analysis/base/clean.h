/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams for text of any origin: names of tasks, devices and files, messages and recordings
 * may contain anything. The output of a clean stream is UTF-8 without control characters,
 * except newline, tab, and the escape sequences of our own styles.
 */
#ifndef MLX5TRACE_CLEAN_H
#define MLX5TRACE_CLEAN_H

#include <stdbool.h>
#include <stdio.h>

/*
 * A stream that writes to the file descriptor @fd, which stays open when it is closed.
 * @styles: pass the escape sequences of bold, dim, red, green and their end. NULL with errno
 * set.
 */
FILE *mt_clean_stream(int fd, bool styles);

/* Replace stdout and stderr by clean streams. False with errno set. */
bool mt_clean_stdio(void);

#endif
