/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pictures in SVG, 900 pixels wide, with a white background.
 *
 * Text is monospaced, so that its width is known without the font. As any text may be from a
 * recording, it is escaped, and invalid characters are replaced.
 */
#ifndef MLX5TRACE_SVG_H
#define MLX5TRACE_SVG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/base/draft.h"

/* Sizes in pixels: width of the picture, its margin, height of a row of text. */
enum { MT_SVG_WIDTH = 900, MT_SVG_MARGIN = 12, MT_SVG_LINE = 16 };
/* Width of a character: 0.6 of the font size, plus a margin. */
#define MT_SVG_COLUMN 7.25

/* Write text as the content of an element or as an attribute. */
void mt_svg_escape(FILE *out, const char *text);
/* The number of columns of the text. */
unsigned int mt_svg_columns(const char *text);
/* The largest length in bytes that fits in @columns. */
size_t mt_svg_fit(const char *text, unsigned int columns);
/*
 * Break text into rows of @columns. Returns the length of the first row; the caller skips the
 * spaces after it. Rows are broken at spaces, and within a word only if it is longer than most of a
 * row.
 */
size_t mt_svg_break(const char *text, unsigned int columns);

/*
 * Draw text with its baseline at @y, truncated to @width pixels with "..." at the end. Nothing is
 * drawn if fewer than four characters fit. @look: the classes, "" for none.
 */
void mt_svg_text(FILE *out, const char *look, double x, double y, double width, const char *text);

/* Draw the mark of a failure, a cross in a box of 8 pixels. */
void mt_svg_cross(FILE *out, double x, double y);

/* An entry of the legend: the classes of a box and their description. */
struct mt_svg_key {
	const char *look, *words;
	bool fails; /* draw the mark of a failure */
};

/* Draw the legend from @y on. Returns the end of its last row. */
double mt_svg_legend(FILE *out, const struct mt_svg_key *keys, unsigned int nr, double y);

/* A picture, kept in memory because its height is known only at the end. */
struct mt_svg {
	struct mt_draft draft;
	FILE *to; /* the stream of the draft */
	double y; /* end of the drawing so far; set by the caller */
};

/* Returns false when out of memory. */
bool mt_svg_open(struct mt_svg *svg);
/*
 * Write the picture with the title @title and the style sheet @style in addition to the common one,
 * and free it. If @out is NULL, only free it. Returns false when out of memory, with nothing
 * written.
 */
bool mt_svg_close(struct mt_svg *svg, FILE *out, const char *title, const char *style);

#endif
