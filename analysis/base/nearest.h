/* SPDX-License-Identifier: GPL-2.0-only */
/* Recognize mistyped words. */
#ifndef MLX5TRACE_NEAREST_H
#define MLX5TRACE_NEAREST_H

#include <stdbool.h>

/*
 * Whether @word may be a mistyped @meant: either a prefix of @meant with two or more letters, or a
 * word in which one or two letters, but not all, are wrong, missing, extra or swapped.
 */
bool mt_is_mistyped(const char *word, const char *meant);

#endif
