/* SPDX-License-Identifier: GPL-2.0-only */
/* Common parts of the pictures of several verbs. */
#ifndef MLX5TRACE_SVG_DRAW_H
#define MLX5TRACE_SVG_DRAW_H

#include "analysis/base/svg.h"
#include "analysis/view/view.h"

/* Pictures of the verbs: each draws a recording below svg->y, and sets that to its end. */
void mt_svg_channels(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_timeline(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_map(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_graph(struct mt_svg *svg, const struct mt_view *v);

/* Classes of the boxes: for the common style sheet. */
extern const char mt_svg_style[];

/* Begin and end a box: the elements between them have the title, in full. */
void mt_svg_begin_box(FILE *out, const char *look, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_svg_end_box(FILE *out);

/* A heading, and a smaller line; svg->y is advanced. */
void mt_svg_heading(struct mt_svg *svg, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void mt_svg_remark(struct mt_svg *svg, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A scale of time: from @first at @left to @last at @right, both in pixels. */
struct mt_svg_time {
	uint64_t first, last;
	double left, right;
	bool ticks; /* of a clock: no seconds */
};

double mt_svg_at(const struct mt_svg_time *time, uint64_t ts);
/* The labels of the scale, with the baseline at @y. */
void mt_svg_scale(FILE *out, const struct mt_svg_time *time, double y);
/* Its lines from @y to @end. */
void mt_svg_grid(FILE *out, const struct mt_svg_time *time, double y, double end);

#endif
