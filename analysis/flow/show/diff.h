/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparison of two flows: two kernels, two commands, ioctl and netlink. */
#ifndef MLX5TRACE_FLOW_DIFF_H
#define MLX5TRACE_FLOW_DIFF_H

#include <stdio.h>

#include "analysis/flow/show/show.h"

/*
 * Print the lines of both, without numbers that differ between runs (times, tasks,
 * tokens): "-" only in @a, "+" only in @b. Returns the number of differing lines, -1
 * when out of memory.
 */
int flow_diff(FILE *out, const struct flow_report *a, const struct flow_report *b,
	      const struct flow_select *select, bool colour);

#endif
