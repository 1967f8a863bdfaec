/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_FLOW_CLI_H
#define MLX5TRACE_FLOW_CLI_H

/* mlx5-trace flow ...: argv[0] is "flow". The exit status. */
int flow_main(int argc, char **argv);

#endif
