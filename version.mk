# SPDX-License-Identifier: GPL-2.0-only
# The version of all programs, scripts and packages (the same as in debian/changelog), and the
# soname of libmlx5trace, which changes when programs that use it must be rebuilt.
VERSION := 0.1
MLX5TRACE_VERSION := $(VERSION)
MLX5TRACE_SONAME := libmlx5trace.so.0
