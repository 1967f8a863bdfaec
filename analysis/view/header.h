/* SPDX-License-Identifier: GPL-2.0-only */
/* The recording itself: where from, how much, what was lost. */
#ifndef MLX5TRACE_VIEW_HEADER_H
#define MLX5TRACE_VIEW_HEADER_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

/* Where the recording comes from; what was lost or not understood. */
void mt_text_header(const struct mt_view *v);
void mt_text_notes(const struct mt_view *v);

/* What every recording has in JSON. */
extern const struct mt_table mt_table_recording;

#endif
