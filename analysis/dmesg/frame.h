/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A frame of a call stack as printed by the kernel to its log or in /proc/PID/stack, or by
 * bpftrace.
 */
#ifndef MLX5TRACE_DMESG_FRAME_H
#define MLX5TRACE_DMESG_FRAME_H

#include "analysis/base/span.h"

struct mt_kframe {
	struct mt_span func;   /* with clone suffix; empty for an address without a symbol */
	struct mt_span module; /* empty if not printed */
	bool unreliable;       /* "? ": found on the stack, possibly from an older call */
	bool bare;	       /* a name without offset, address or module, which may be any word */
};

/*
 * Parse "[ 12.3] ? mlx5e_open+0x12/0x34 [mlx5_core]" without the time, "[<0>] func+0x1/0x2",
 * "ffffffffc0a11235 func+5 ([mlx5_core])", "func+5" or "func".
 */
bool mt_kframe_parse(struct mt_span text, struct mt_kframe *frame);

/* The function in "func+0x12/0x34 [mlx5_core]" at the start of @text; empty if there is none. */
struct mt_span mt_kframe_symbol(struct mt_span text, struct mt_span *module);

/* Whether it is a function of the driver, according to its module or name. */
bool mt_kframe_of_driver(struct mt_span func, struct mt_span module);

#endif
