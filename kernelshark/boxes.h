/* SPDX-License-Identifier: GPL-2.0-only */
/* The positions of a lane's bars on a time line of equal bins, each one pixel wide. */
#ifndef KERNELSHARK_BOXES_H
#define KERNELSHARK_BOXES_H

#include "kernelshark/lanes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct box_view {
	int64_t min, bin_size; /* time of the first bin; of each bin */
	int bins;
	int height; /* of the lane in pixels */
};

struct box {
	const struct bar *bar;
	int from, to;	 /* bins, both included */
	int top, bottom; /* pixels above the lane's lower edge; top is larger */
};

/*
 * Call @put for each visible bar, those drawn on top of others first; a bar of a single
 * bin that is already drawn in its row is omitted.
 */
void boxes_of(const struct lane *lane, const struct box_view *view,
	      void (*put)(void *arg, const struct box *box), void *arg);

#ifdef __cplusplus
}
#endif

#endif
