/* SPDX-License-Identifier: GPL-2.0-only */
/* The bars of a time line: see analysis/model/bars.h. */
#ifndef MLX5TRACE_VIEW_BARS_H
#define MLX5TRACE_VIEW_BARS_H

#include "analysis/view/format/column.h"

/* The table of the bars of v->bars, v->ops and v->channels, and its JSON. */
extern const struct mt_table mt_table_bars, mt_part_bars;

#endif
