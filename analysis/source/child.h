/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A source that runs in a child process, as its library may crash or hang on a corrupt
 * file: records read before that are kept, and the crash is reported as an error. The process
 * can open only that file, see confine.h.
 */
#ifndef MLX5TRACE_CHILD_H
#define MLX5TRACE_CHILD_H

#include "analysis/source/source.h"

/**
 * mt_child_open() - open @src with @inner in a new process
 * @library: name for the message after a crash
 *
 * The other functions implement the source operations.
 * Return: false with @src->err set.
 */
bool mt_child_open(struct mt_source *src, const struct mt_source_ops *inner, const char *library);
int mt_child_next(struct mt_source *src, struct mt_record *r);
void mt_child_close(struct mt_source *src);

/**
 * mt_child_spare() - in the child: the path of an empty temporary file, and its descriptor
 *
 * Return: NULL with @err set if it could not be created.
 */
const char *mt_child_spare(int *fd, struct mt_error *err);

/* Result of @inner's mt_source_ops.guest, before the first mt_child_next(). */
bool mt_child_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

#endif
