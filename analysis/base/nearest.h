/* SPDX-License-Identifier: GPL-2.0-only */
/* The intended word for a mistyped one. */
#ifndef MLX5TRACE_NEAREST_H
#define MLX5TRACE_NEAREST_H

#include <stdbool.h>

/*
 * Whether @word may be a mistyped @meant: a prefix of two or more letters, or a word in which one
 * or two letters, but not all, are wrong, missing, additional or swapped.
 */
bool mt_is_mistyped(const char *word, const char *meant);

#endif
