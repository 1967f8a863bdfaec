/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_UTIL_H
#define MLX5TRACE_UTIL_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))

#endif
