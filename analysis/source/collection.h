/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory of recordings as a single input. */
#ifndef MLX5TRACE_COLLECTION_H
#define MLX5TRACE_COLLECTION_H

#include "analysis/base/error.h"
#include "analysis/base/vec.h"
#include "analysis/source/recording.h"

/* A list of paths that owns them. */
struct mt_paths {
	MT_VEC(char *) list;
};

/*
 * Append @path. If @path is a directory of recordings, append instead the recordings and traces in
 * it (but not in its subdirectories), sorted by name: recording directories, and files such as
 * *.dat (for example from trace-cmd listen), *.data and *.txt, compressed or not. Any other path is
 * appended unchanged; mt_open() then reports the error. Returns false with @err set if the
 * directory cannot be read.
 */
bool mt_paths_add(struct mt_paths *paths, const char *path, struct mt_error *err);
void mt_paths_free(struct mt_paths *paths);

/* Several recordings of one host that were read and closed. */
struct mt_totals {
	char *paths; /* "a + b"; freed by the caller */
	char host[65];
	unsigned int nr;
	uint64_t events, mlx5, lost, gaps;
	bool ticks; /* any of the recordings has ticks */
};

/* Returns false when out of memory. */
bool mt_totals_add(struct mt_totals *totals, const struct mt_recording *rec);
/*
 * Create a recording without records that has the paths, host and counts of @totals. Returns NULL
 * with @err set on failure.
 */
struct mt_recording *mt_open_totals(const struct mt_totals *totals, struct mt_error *err);

#endif
