/* SPDX-License-Identifier: GPL-2.0-only */
/* Unnamed temporary files for input that is not seekable. */
#ifndef MLX5TRACE_SPOOL_H
#define MLX5TRACE_SPOOL_H

#include "analysis/base/error.h"

/**
 * mt_spool_new() - create an unnamed temporary file in $TMPDIR
 * @name: the origin of the content, for messages
 *
 * Return: the descriptor of the file, or -1 with @err set.
 */
int mt_spool_new(const char *name, struct mt_error *err);

#endif
