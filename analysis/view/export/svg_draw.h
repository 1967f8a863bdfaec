/* SPDX-License-Identifier: GPL-2.0-only */
/* Common parts of the pictures of several verbs. */
#ifndef MLX5TRACE_SVG_DRAW_H
#define MLX5TRACE_SVG_DRAW_H

#include "analysis/base/svg.h"
#include "analysis/view/view.h"

/* The pictures of the verbs. Each one draws a recording at svg->y and advances svg->y. */
void mt_svg_channels(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_timeline(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_map(struct mt_svg *svg, const struct mt_view *v);
void mt_svg_graph(struct mt_svg *svg, const struct mt_view *v);

/* The style sheet with the classes of the boxes. */
extern const char mt_svg_style[];

/* Begin and end a box. The elements in between have the title, which is not shortened. */
void mt_svg_begin_box(FILE *out, const char *look, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_svg_end_box(FILE *out);

/* Draw a heading, or a line of smaller text, and advance svg->y. */
void mt_svg_heading(struct mt_svg *svg, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void mt_svg_remark(struct mt_svg *svg, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A time scale from @first at pixel @left to @last at pixel @right. */
struct mt_svg_time {
	uint64_t first, last;
	double left, right;
	bool ticks; /* times are ticks of a clock, not nanoseconds */
};

double mt_svg_at(const struct mt_svg_time *time, uint64_t ts);
/* Draw the labels of the scale with the baseline at @y. */
void mt_svg_scale(FILE *out, const struct mt_svg_time *time, double y);
/* Draw the vertical lines of the scale from @y to @end. */
void mt_svg_grid(FILE *out, const struct mt_svg_time *time, double y, double end);

#endif
