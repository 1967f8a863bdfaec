/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory of recordings, as one input. */
#ifndef MLX5TRACE_COLLECTION_H
#define MLX5TRACE_COLLECTION_H

#include "analysis/base/error.h"
#include "analysis/base/vec.h"
#include "analysis/source/recording.h"

/* Owned paths. */
struct mt_paths {
	MT_VEC(char *) list;
};

/*
 * Append @path, or, if it is a directory of recordings, the recordings and traces in it
 * (not in its subdirectories) by name: recording directories, and the files of trace-cmd
 * listen, such as *.dat, *.data and *.txt, compressed or not. Any other path is appended as
 * it is: mt_open() reports the error. False with @err set when the directory
 * cannot be read.
 */
bool mt_paths_add(struct mt_paths *paths, const char *path, struct mt_error *err);
void mt_paths_free(struct mt_paths *paths);

/* Several recordings of one host that were read and closed. */
struct mt_totals {
	char *paths; /* "a + b", to be freed */
	char host[65];
	unsigned int nr;
	uint64_t events, mlx5, lost, gaps;
	bool ticks; /* of any of them */
};

/* False when out of memory. */
bool mt_totals_add(struct mt_totals *totals, const struct mt_recording *rec);
/* A recording without records, with the paths, host and counts of the totals; NULL with @err. */
struct mt_recording *mt_open_totals(const struct mt_totals *totals, struct mt_error *err);

#endif
