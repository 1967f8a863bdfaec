/* SPDX-License-Identifier: GPL-2.0-only */
/* Output to standard output with reporting of all write errors. */
#ifndef MLX5TRACE_OUTPUT_H
#define MLX5TRACE_OUTPUT_H

#include <jansson.h>

/* A value as text, to be freed; NULL when out of memory. @json may be NULL. */
char *mt_output_json_text(const json_t *json, size_t flags);

/*
 * Write a JSON value and a line feed, after its text is complete: a partial value is
 * useless. When out of memory, nothing is written and mt_memory_short() is set.
 */
void mt_output_json(const json_t *json, size_t flags);

/* "WHO: TEXT" on stderr. */
void mt_output_error(const char *who, const char *text);
/* The same, unless a message was printed since memory ran out. */
void mt_output_short(const char *who, const char *text);
/* The same, with the message: "memory ran out: nothing is shown". */
void mt_output_lost(const char *who, const char *consequence);

/*
 * Flush standard output: @status, or 2 with one line on stderr, prefixed by @who, after a
 * write error.
 */
int mt_output_end(const char *who, int status);

#endif
