# SPDX-License-Identifier: GPL-2.0-only
# Of mlx5-trace and its library; the soname changes when programs must be rebuilt.
MLX5TRACE_VERSION := 0.1
MLX5TRACE_SONAME := libmlx5trace.so.0
