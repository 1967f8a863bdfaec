/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A source that is read in a process of its own, for its library may crash on
 * a corrupt file or never come back: what it read before that is kept, and the
 * crash becomes a message.
 */
#ifndef MLX5TRACE_CHILD_H
#define MLX5TRACE_CHILD_H

#include "analysis/source/source.h"

/**
 * mt_child_open() - open @src by @inner in a new process
 * @library: what to name when it crashes
 *
 * The other functions are to be used as those of the source.
 * Return: false with @src->err set.
 */
bool mt_child_open(struct mt_source *src, const struct mt_source_ops *inner, const char *library);
int mt_child_next(struct mt_source *src, struct mt_record *r);
void mt_child_close(struct mt_source *src);

/* @inner's answer to mt_source_ops.guest, before the first mt_child_next(). */
bool mt_child_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

#endif
