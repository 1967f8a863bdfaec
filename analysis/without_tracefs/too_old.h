/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_WITHOUT_TRACEFS_TOO_OLD_H
#define MLX5TRACE_WITHOUT_TRACEFS_TOO_OLD_H

/* TRACEFS_OLDEST and TRACEFS_FOUND are defined in analysis/build.mk. */
#define TOO_OLD \
	"this requires libtracefs " TRACEFS_OLDEST \
	", and mlx5-trace was built with " TRACEFS_FOUND \
	": record on this machine (see mlx5-record(1)), or run it on one " \
	"with a newer libtracefs, such as Debian 13"

#endif
