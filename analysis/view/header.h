/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of a recording: its origin, size and losses. */
#ifndef MLX5TRACE_VIEW_HEADER_H
#define MLX5TRACE_VIEW_HEADER_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

/* Print the origin of the recording, and its lost and malformed records. */
void mt_text_header(const struct mt_view *v);
void mt_text_notes(const struct mt_view *v);

/* The JSON keys of every recording. */
extern const struct mt_table mt_table_recording;

#endif
