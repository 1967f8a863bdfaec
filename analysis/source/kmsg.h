/* SPDX-License-Identifier: GPL-2.0-only */
/* The log of the running kernel, /dev/kmsg, which returns one record per read() and never ends. */
#ifndef MLX5TRACE_KMSG_H
#define MLX5TRACE_KMSG_H

#include <stdbool.h>

#include "analysis/base/error.h"

bool mt_is_kmsg(int fd);

/*
 * Copy the current records to an unnamed temporary file, positioned at its start, and close @fd.
 * Return: the descriptor of the file, or -1 with @err set.
 */
int mt_kmsg_spool(int fd, const char *name, struct mt_error *err);

#endif
