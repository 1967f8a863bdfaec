/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of a host and its guests in one list. Their clocks are comparable. */
#ifndef MLX5TRACE_TOGETHER_H
#define MLX5TRACE_TOGETHER_H

#include "analysis/base/longlist.h"
#include "analysis/view/view.h"

/* Zero-initialized, the list is empty. */
struct mt_together {
	MT_LONG(struct mt_together_line {
		uint64_t start;
		char text[320]; /* all columns except the result */
		struct mt_buf result;
		enum mt_style style;
	})
	lines;
};

/*
 * Add the operations of one machine. @v is not referenced afterwards. Returns false when out of
 * memory.
 */
bool mt_together_add(struct mt_together *t, const struct mt_view *v);
/* Print all added operations to @to in time order. */
void mt_text_together(struct mt_together *t, const struct mt_out *to);
void mt_together_free(struct mt_together *t);

#endif
