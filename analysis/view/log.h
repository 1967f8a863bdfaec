/* SPDX-License-Identifier: GPL-2.0-only */
/* The view of a kernel log: counts of its lines, and the messages that are not findings. */
#ifndef MLX5TRACE_VIEW_LOG_H
#define MLX5TRACE_VIEW_LOG_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

/* Print the counts of lines in the header. */
void mt_text_log_header(const struct mt_view *v);
/* Print the messages that are usual or not in the table. */
void mt_text_log(const struct mt_view *v);

/* The member "log" in the JSON of findings and report. */
extern const struct mt_table mt_part_log;

#endif
