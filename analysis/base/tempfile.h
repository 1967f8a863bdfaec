/* SPDX-License-Identifier: GPL-2.0-only */
/* Unnamed temporary files, which are freed when their last descriptor is closed. */
#ifndef MLX5TRACE_TEMPFILE_H
#define MLX5TRACE_TEMPFILE_H

/* $TMPDIR or /tmp */
const char *mt_temp_dir(void);

/* Create a file with mode 0600 in mt_temp_dir(). Returns its descriptor, or -1 with errno set. */
int mt_temp_new(void);

#endif
