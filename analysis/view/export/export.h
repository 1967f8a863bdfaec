/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats for other programs. Each one is a source file in this directory and a line in formats.c.
 * Formats that show the rows of any table are in analysis/view/format.
 */
#ifndef MLX5TRACE_EXPORT_H
#define MLX5TRACE_EXPORT_H

#include "analysis/view/format/format.h"

extern const struct mt_format mt_format_perfetto, mt_format_folded, mt_format_html, mt_format_svg,
	mt_format_ctf;

#endif
