/* SPDX-License-Identifier: GPL-2.0-only */
/* Error messages for the user. */
#ifndef MLX5TRACE_ERROR_H
#define MLX5TRACE_ERROR_H

#include <stdbool.h>

/* One line for the user with the error and its location, without a newline at the end. */
struct mt_error {
	char text[512];
};

void mt_error_set(struct mt_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
