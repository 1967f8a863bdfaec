/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_PROCESS_H
#define MLX5TRACE_PROCESS_H

#include <stdbool.h>

/*
 * Whether the process @pid is an instance of mlx5-trace. A process that was killed may have left
 * files or tracefs instances behind, and its pid may have been reused. Also returns false when out
 * of memory (mt_memory_short()).
 */
bool mt_process_is_ours(int pid);

#endif
