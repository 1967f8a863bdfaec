/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The distribution of durations: number, sum, maximum and percentiles, in an amount of memory
 * that does not depend on their number. Up to MT_TIMES_EXACT of them percentiles are exact;
 * beyond that they are from a histogram with 64 intervals between a power of two and the next,
 * and differ from the exact ones by at most 0.8 %.
 */
#ifndef MLX5TRACE_TIMES_H
#define MLX5TRACE_TIMES_H

#include "analysis/base/vec.h"

#include <stdint.h>

#define MT_TIMES_EXACT 4096

/* Zero-initialised is empty. */
struct mt_times {
	uint64_t nr, sum, max;
	MT_VEC(uint64_t) exact; /* all, until there are too many */
	uint64_t *intervals;	/* NULL: not yet used */
};

void mt_times_add(struct mt_times *t, uint64_t ns);
void mt_times_join(struct mt_times *to, const struct mt_times *from);

/* By nearest rank; 0 if there is none. Sorts the exact ones. */
uint64_t mt_times_percentile(struct mt_times *t, unsigned int percent);

void mt_times_free(struct mt_times *t);

#endif
