/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams for untrusted text: task, device and file names, messages and recordings may contain
 * arbitrary bytes. The output of a clean stream is UTF-8 without control characters, except
 * newline, tab, and the escape sequences of the program's styles.
 */
#ifndef MLX5TRACE_CLEAN_H
#define MLX5TRACE_CLEAN_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Create a clean stream that writes to the file descriptor @fd. Closing the stream leaves @fd open.
 * @styles: pass through the escape sequences for bold, dim, red, green and reset. Returns NULL with
 * errno set on failure.
 */
FILE *mt_clean_stream(int fd, bool styles);

/* Replace stdout and stderr with clean streams. Returns false with errno set on failure. */
bool mt_clean_stdio(void);

#endif
