// SPDX-License-Identifier: GPL-2.0-only
#include "kernelshark/boxes.h"

#include <stdlib.h>

/* Is the bar drawn within the bar of the whole lifetime? */
static bool is_inner(enum bar_kind kind)
{
	return kind == BAR_CHANNEL_ACTIVE || kind == BAR_XSK_ACTIVE;
}

/* Returns the bin of a time, which may be outside the view. */
static int64_t bin_of(const struct box_view *view, uint64_t time)
{
	int64_t since = (int64_t)time - view->min;

	return since < 0 ? -1 : since / view->bin_size;
}

static bool is_visible(const struct box_view *view, const struct bar *bar)
{
	return bin_of(view, bar->end) >= 0 && bin_of(view, bar->start) < view->bins;
}

static struct box place(const struct lane *lane, const struct box_view *view, const struct bar *bar)
{
	int64_t from = bin_of(view, bar->start), to = bin_of(view, bar->end);
	int rows = (int)lane->rows, row = (int)bar->row;
	struct box box = {
		.bar = bar,
		.from = from < 0 ? 0 : (int)from,
		.to = to < view->bins ? (int)to : view->bins - 1,
		.top = view->height - view->height * row / rows - 1,
		.bottom = view->height - view->height * (row + 1) / rows,
	};

	/* leave a gap between neighbours */
	if (box.top - box.bottom > 2)
		box.bottom++;
	if (box.to - box.from > 3 && to == box.to)
		box.to -= 2;
	if (is_inner(bar->kind) && box.top - box.bottom > 6) {
		box.top -= 2;
		box.bottom += 2;
	}
	if (box.top <= box.bottom)
		box.top = box.bottom + 1;
	return box;
}

void boxes_of(const struct lane *lane, const struct box_view *view,
	      void (*put)(void *arg, const struct box *box), void *arg)
{
	/* the last bin drawn in each row */
	int *last = view->bins > 0 && view->bin_size > 0 ? calloc(lane->rows, sizeof(*last)) : NULL;

	if (!last)
		return;
	for (int inner = 1; inner >= 0; inner--) {
		for (unsigned int row = 0; row < lane->rows; row++)
			last[row] = -1;
		for (size_t i = 0; i < lane->nr_bars; i++) {
			const struct bar *bar = &lane->bars[i];
			struct box box;

			if (is_inner(bar->kind) != inner || !is_visible(view, bar))
				continue;
			box = place(lane, view, bar);
			if (box.from == box.to && box.from <= last[bar->row])
				continue;
			last[bar->row] = box.to;
			put(arg, &box);
		}
	}
	free(last);
}
