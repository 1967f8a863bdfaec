/* SPDX-License-Identifier: GPL-2.0-only */
/* Unnamed temporary files: they are freed with their last descriptor. */
#ifndef MLX5TRACE_TEMPFILE_H
#define MLX5TRACE_TEMPFILE_H

/* $TMPDIR, or /tmp */
const char *mt_temp_dir(void);

/* The descriptor of a new one in mt_temp_dir(), mode 0600; -1 with errno set. */
int mt_temp_new(void);

#endif
