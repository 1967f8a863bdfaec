/* SPDX-License-Identifier: GPL-2.0-only */
/* Durations of operations, steps and firmware commands. */
#ifndef MLX5TRACE_VIEW_STATS_H
#define MLX5TRACE_VIEW_STATS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_stats(const struct mt_view *v);

extern const struct mt_table mt_table_stats, mt_part_stats;

#endif
