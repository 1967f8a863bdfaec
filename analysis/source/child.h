/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A source that runs in a child process, because its library may crash or hang on a corrupt file.
 * Records read before a crash are kept, and the crash is reported as an error. The process cannot
 * open any other file, see confine.h.
 */
#ifndef MLX5TRACE_CHILD_H
#define MLX5TRACE_CHILD_H

#include "analysis/source/source.h"

/**
 * mt_child_open() - open @src with @inner in a new process
 * @library: the name of the library, for the message after a crash
 *
 * The other functions implement the source operations.
 * Return: false with @src->err set on failure.
 */
bool mt_child_open(struct mt_source *src, const struct mt_source_ops *inner, const char *library);
int mt_child_next(struct mt_source *src, struct mt_record *r);
void mt_child_close(struct mt_source *src);

/**
 * mt_child_spare() - in the child, get the path and descriptor of an empty temporary file
 *
 * Return: the path, or NULL with @err set if the file could not be created.
 */
const char *mt_child_spare(int *fd, struct mt_error *err);

/* The result of @inner's mt_source_ops.guest. To be called before the first mt_child_next(). */
bool mt_child_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

#endif
