/* SPDX-License-Identifier: GPL-2.0-only */
/* The view of single operations. */
#ifndef MLX5TRACE_VIEW_OPS_H
#define MLX5TRACE_VIEW_OPS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

/* Returns "ok", "EINVAL", "-" or "unfinished", and sets the style. */
struct mt_buf mt_op_result(const struct mt_op *op, enum mt_style *style);

void mt_text_ops(const struct mt_view *v);
void mt_text_ops_headings(const struct mt_view *v);
/* Print one operation. @show_device is set if there are several devices. */
void mt_text_op(const struct mt_view *v, const struct mt_op *op, bool show_device);

/* The operations of v->ops, and their JSON with that of commands outside of operations. */
extern const struct mt_table mt_table_ops, mt_part_ops;

#endif
