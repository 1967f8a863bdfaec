/* SPDX-License-Identifier: GPL-2.0-only */
/* When mlx5e_open_xsk ran and why, or why it did not. */
#ifndef MLX5TRACE_VIEW_XSK_H
#define MLX5TRACE_VIEW_XSK_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_xsk(const struct mt_view *v);

/* One answer in words, as the report and JSON give it. */
void mt_xsk_words(const struct mt_view *v, const struct mt_xsk_answer *a, char *text, size_t size);
/* The answer when the recording shows nothing of XSK at all. */
void mt_xsk_words_nothing(const struct mt_view *v, char *text, size_t size);

extern const struct mt_table mt_table_xsk, mt_part_xsk;

#endif
