/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_FLOW_CLI_H
#define MLX5TRACE_FLOW_CLI_H

/* Run mlx5-trace flow; argv[0] is "flow". Returns the exit status. */
int flow_main(int argc, char **argv);

#endif
