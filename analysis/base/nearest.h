/* SPDX-License-Identifier: GPL-2.0-only */
/* The word meant by a mistyped one. */
#ifndef MLX5TRACE_NEAREST_H
#define MLX5TRACE_NEAREST_H

#include <stdbool.h>

/*
 * Whether @word may be a mistyped @meant: a beginning of two or more letters, or one or two
 * letters wrong, missing, additional or swapped, and not all of them.
 */
bool mt_is_mistyped(const char *word, const char *meant);

#endif
