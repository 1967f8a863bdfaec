/* SPDX-License-Identifier: GPL-2.0-only */
/* The view of single events, as text and with their fields by name. */
#ifndef MLX5TRACE_VIEW_EVENTS_H
#define MLX5TRACE_VIEW_EVENTS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_events(const struct mt_view *v);

extern const struct mt_table mt_table_events, mt_part_events;

#endif
