/* SPDX-License-Identifier: GPL-2.0-only */
/* The view of findings with their evidence. */
#ifndef MLX5TRACE_VIEW_FINDINGS_H
#define MLX5TRACE_VIEW_FINDINGS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_findings(const struct mt_view *v);
/* Are there any findings? */
bool mt_has_findings(const struct mt_view *v);

extern const struct mt_table mt_table_findings, mt_part_findings;

#endif
