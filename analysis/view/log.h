/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel log: counts of its lines, and the messages that are not findings. */
#ifndef MLX5TRACE_VIEW_LOG_H
#define MLX5TRACE_VIEW_LOG_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

/* Counts of the lines read, in the header. */
void mt_text_log_header(const struct mt_view *v);
/* The messages that are usual, or not in the table. */
void mt_text_log(const struct mt_view *v);

/* "log" of findings and report. */
extern const struct mt_table mt_part_log;

#endif
