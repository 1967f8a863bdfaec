/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_VIEW_LIVE_H
#define MLX5TRACE_VIEW_LIVE_H

/* mlx5-trace live: the arguments starting at the verb. Returns the exit status. */
int mt_live_main(int argc, char **argv);

#endif
