/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of what a program writes to its standard output: nothing is lost silently. */
#ifndef MLX5TRACE_OUTPUT_H
#define MLX5TRACE_OUTPUT_H

#include <jansson.h>

/* A value as text, to be freed; NULL when memory is or was short. @json may be NULL. */
char *mt_output_json_text(const json_t *json, size_t flags);

/*
 * One JSON value and a line feed, written once its text is complete: half a value is none.
 * When memory is short, nothing is written; mt_memory_short() says so.
 */
void mt_output_json(const json_t *json, size_t flags);

/* "WHO: TEXT" on stderr. */
void mt_output_error(const char *who, const char *text);
/* The same, unless a line was printed since memory was short: that was about it. */
void mt_output_short(const char *who, const char *text);

/*
 * Everything was printed: @status, or 2 with one line on stderr when it could not be written.
 * @who begins that line.
 */
int mt_output_end(const char *who, int status);

#endif
