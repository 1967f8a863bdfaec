/* SPDX-License-Identifier: GPL-2.0-only */
/* Sums of the durations in all recordings of each host. */
#ifndef MLX5TRACE_BY_HOST_H
#define MLX5TRACE_BY_HOST_H

#include "analysis/base/vec.h"
#include "analysis/model/stats.h"
#include "analysis/source/collection.h"
#include "analysis/view/view.h"

struct mt_by_host {
	MT_VEC(struct mt_host {
		struct mt_totals totals;
		struct mt_stat_sum sum;
	}) hosts; /* in the order of their first recordings */
};

/*
 * Add the durations in a recording. @v is not referenced afterwards. Returns false when out of
 * memory.
 */
bool mt_by_host_add(struct mt_by_host *by, const struct mt_view *v);
void mt_by_host_free(struct mt_by_host *by);

#endif
