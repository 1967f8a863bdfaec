/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_PROCESS_H
#define MLX5TRACE_PROCESS_H

#include <stdbool.h>

/*
 * Is process @pid an instance of mlx5-trace? A killed process may have left files or tracefs
 * instances, and its pid may have been reused. False also when out of memory (mt_memory_short()).
 */
bool mt_process_is_ours(int pid);

#endif
