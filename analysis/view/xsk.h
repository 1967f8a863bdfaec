/* SPDX-License-Identifier: GPL-2.0-only */
/* When and why mlx5e_open_xsk fired or did not. */
#ifndef MLX5TRACE_VIEW_XSK_H
#define MLX5TRACE_VIEW_XSK_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_xsk(const struct mt_view *v);

#define MT_XSK_WORDS 640

/* Write the text of an answer, for report and JSON. */
void mt_xsk_words(const struct mt_view *v, const struct mt_xsk_answer *a, char *text, size_t size);
/* Write the text of the answer for a recording without XSK events. */
void mt_xsk_words_nothing(const struct mt_view *v, char *text, size_t size);

extern const struct mt_table mt_table_xsk, mt_part_xsk;

#endif
