/* SPDX-License-Identifier: GPL-2.0-only */
/* The positions of a lane's bars on a time line of equal bins, each one pixel wide. */
#ifndef KERNELSHARK_BOXES_H
#define KERNELSHARK_BOXES_H

#include "kernelshark/lanes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct box_view {
	int64_t min, bin_size; /* start of the first bin, and duration of a bin */
	int bins;
	int height; /* height of the lane in pixels */
};

struct box {
	const struct bar *bar;
	int from, to;	 /* bins, bounds inclusive */
	int top, bottom; /* pixels above the lower edge of the lane, so top is larger */
};

/*
 * Call @put for each visible bar, first for bars that are drawn on top of others. A bar is omitted
 * if it covers only one bin and that bin is already drawn in its row.
 */
void boxes_of(const struct lane *lane, const struct box_view *view,
	      void (*put)(void *arg, const struct box *box), void *arg);

#ifdef __cplusplus
}
#endif

#endif
