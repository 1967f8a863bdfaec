/* SPDX-License-Identifier: GPL-2.0-only */
/* The complete report of a recording. */
#ifndef MLX5TRACE_VIEW_REPORT_H
#define MLX5TRACE_VIEW_REPORT_H

#include "analysis/view/view.h"

void mt_text_report(const struct mt_view *v);

#endif
