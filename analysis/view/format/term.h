/* SPDX-License-Identifier: GPL-2.0-only */
/* Text output in 80 columns to a terminal or a file, with styles. */
#ifndef MLX5TRACE_TERM_H
#define MLX5TRACE_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct mt_out {
	FILE *out;
	bool colour;
	bool ticks; /* times are ticks of a clock, not nanoseconds */
};

enum mt_style { MT_PLAIN, MT_BOLD, MT_DIM, MT_GOOD, MT_BAD };

/* printf() in a style. Escape codes are printed only if @to supports colour. */
void mt_print(const struct mt_out *to, enum mt_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_heading(const struct mt_out *to, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Print an indented paragraph in 80 columns, with a hanging indent after "- " or "-> ". */
void mt_paragraph(const struct mt_out *to, unsigned int indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Print "  label    text" with the text in this style, wrapped to 80 columns. */
#define MT_LABEL 11
void mt_labelled(const struct mt_out *to, enum mt_style style, const char *label, const char *fmt,
		 ...) __attribute__((format(printf, 4, 5)));

struct mt_buf {
	char text[48];
};

/* Short strings, returned by value so that printf() can use several. "-" means unknown. */
struct mt_buf mt_fmt_time(const struct mt_out *to, uint64_t ts);
struct mt_buf mt_fmt_span(const struct mt_out *to, uint64_t ns);
struct mt_buf mt_fmt_number(int64_t value);
struct mt_buf mt_fmt_err(int err);
struct mt_buf mt_fmt_task(const char *comm, int pid);
/* Like mt_fmt_task(), but with the comm truncated to fit. */
struct mt_buf mt_fmt_task_in(const char *comm, int pid, unsigned int width);

/* The number of an object; "-" if it is unknown, "none" if it is 0. */
struct mt_buf mt_fmt_object(int64_t value);

#endif
