/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_WRITE_H
#define MLX5TRACE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

/* Like write(2), but writes all of @text. Returns false with errno set on failure. */
bool mt_write_all(int fd, const char *text, size_t len);

#endif
