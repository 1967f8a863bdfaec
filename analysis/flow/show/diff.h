/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparison of two flows, for example on two kernels, or by ioctl and by netlink. */
#ifndef MLX5TRACE_FLOW_DIFF_H
#define MLX5TRACE_FLOW_DIFF_H

#include <stdio.h>

#include "analysis/flow/show/show.h"

/*
 * Print the lines of both flows, marked "-" if only in @a and "+" if only in @b. Numbers that
 * differ between runs (times, tasks, tokens) are ignored. Returns the number of differing lines,
 * or -1 when out of memory.
 */
int flow_diff(FILE *out, const struct flow_report *a, const struct flow_report *b,
	      const struct flow_select *select, bool colour);

#endif
