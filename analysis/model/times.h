/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The distribution of durations: their number, sum, maximum and percentiles. The memory usage does
 * not depend on their number. For up to MT_TIMES_EXACT durations the percentiles are exact. Beyond
 * that they are taken from a histogram with 64 intervals between successive powers of two, and
 * differ from the exact values by at most 0.8 %.
 */
#ifndef MLX5TRACE_TIMES_H
#define MLX5TRACE_TIMES_H

#include "analysis/base/vec.h"

#include <stdint.h>

#define MT_TIMES_EXACT 4096

/* A zeroed struct is empty. */
struct mt_times {
	uint64_t nr, sum, max;
	MT_VEC(uint64_t) exact; /* all durations, until there are too many */
	uint64_t *intervals;	/* NULL if not yet used */
};

void mt_times_add(struct mt_times *t, uint64_t ns);
void mt_times_join(struct mt_times *to, const struct mt_times *from);

/* The percentile by nearest rank; 0 if there are no durations. Sorts the exact durations. */
uint64_t mt_times_percentile(struct mt_times *t, unsigned int percent);

void mt_times_free(struct mt_times *t);

#endif
