/* SPDX-License-Identifier: GPL-2.0-only */
/* Two flows side by side: two kernels, two commands, ioctl against netlink. */
#ifndef MLX5TRACE_FLOW_DIFF_H
#define MLX5TRACE_FLOW_DIFF_H

#include <stdio.h>

#include "analysis/flow/show/show.h"

/*
 * The lines of both, without numbers that differ from run to run (times, tasks, tokens):
 * "-" only in @a, "+" only in @b. How many differ, -1 when memory is short.
 */
int flow_diff(FILE *out, const struct flow_report *a, const struct flow_report *b,
	      const struct flow_select *select, bool colour);

#endif
