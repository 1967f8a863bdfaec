// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/times.h"

#include "analysis/base/memory.h"

/* The interval within a power of two is selected by this many bits after the highest bit. */
#define BITS  6
#define PARTS (1U << BITS)
/* Each of the first values has its own interval. */
#define INTERVALS ((64 - BITS + 1) * PARTS)

static unsigned int interval_of(uint64_t ns)
{
	unsigned int shift;

	if (ns < PARTS)
		return (unsigned int)ns;
	shift = 63U - (unsigned int)__builtin_clzll(ns) - BITS;
	return (shift + 1) * PARTS + (unsigned int)(ns >> shift) - PARTS;
}

static uint64_t middle_of(unsigned int interval)
{
	unsigned int shift;

	if (interval < PARTS)
		return interval;
	shift = interval / PARTS - 1;
	return ((uint64_t)(interval % PARTS + PARTS) << shift) + ((UINT64_C(1) << shift) >> 1);
}

static bool use_intervals(struct mt_times *t)
{
	if (t->intervals)
		return true;
	t->intervals = mt_mem(calloc(INTERVALS, sizeof(*t->intervals)));
	if (!t->intervals)
		return false;
	for (unsigned int i = 0; i < t->exact.nr; i++)
		t->intervals[interval_of(t->exact.at[i])]++;
	free(t->exact.at);
	memset(&t->exact, 0, sizeof(t->exact));
	return true;
}

void mt_times_add(struct mt_times *t, uint64_t ns)
{
	uint64_t *exact;

	if (t->intervals || t->exact.nr == MT_TIMES_EXACT) {
		if (!use_intervals(t))
			return;
		t->intervals[interval_of(ns)]++;
	} else {
		exact = mt_vec_add(&t->exact);
		if (!exact)
			return;
		*exact = ns;
	}
	t->nr++;
	t->sum += ns;
	if (ns > t->max)
		t->max = ns;
}

void mt_times_join(struct mt_times *to, const struct mt_times *from)
{
	for (unsigned int i = 0; i < from->exact.nr; i++)
		mt_times_add(to, from->exact.at[i]);
	if (!from->intervals || !use_intervals(to))
		return;
	for (unsigned int i = 0; i < INTERVALS; i++)
		to->intervals[i] += from->intervals[i];
	to->nr += from->nr;
	to->sum += from->sum;
	if (from->max > to->max)
		to->max = from->max;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

uint64_t mt_times_percentile(struct mt_times *t, unsigned int percent)
{
	uint64_t rank = (t->nr * percent + 99) / 100, before = 0;
	unsigned int i = 0;

	if (!t->nr)
		return 0;
	if (!t->intervals) {
		qsort(t->exact.at, t->exact.nr, sizeof(*t->exact.at), by_value);
		return t->exact.at[rank - 1];
	}
	while (i < INTERVALS - 1 && (before += t->intervals[i]) < rank)
		i++;
	/* the maximum is known exactly */
	return middle_of(i) < t->max ? middle_of(i) : t->max;
}

void mt_times_free(struct mt_times *t)
{
	free(t->exact.at);
	free(t->intervals);
	*t = (struct mt_times){ 0 };
}
