/* SPDX-License-Identifier: GPL-2.0-only */
/* The recording: origin, size, losses. */
#ifndef MLX5TRACE_VIEW_HEADER_H
#define MLX5TRACE_VIEW_HEADER_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

/* Origin of the recording; lost and malformed records. */
void mt_text_header(const struct mt_view *v);
void mt_text_notes(const struct mt_view *v);

/* JSON keys of every recording. */
extern const struct mt_table mt_table_recording;

#endif
