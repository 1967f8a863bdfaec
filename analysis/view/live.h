/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_VIEW_LIVE_H
#define MLX5TRACE_VIEW_LIVE_H

/* Run mlx5-trace live; argv[0] is the verb. Returns the exit status. */
int mt_live_main(int argc, char **argv);

#endif
