/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes to standard output and reports all write errors. */
#ifndef MLX5TRACE_OUTPUT_H
#define MLX5TRACE_OUTPUT_H

#include <jansson.h>

/* Returns a value as text, to be freed; NULL when out of memory. @json may be NULL. */
char *mt_output_json_text(const json_t *json, size_t flags);

/*
 * Write a JSON value and a line feed. The text is completed first, as a partial value is useless.
 * When out of memory, nothing is written and mt_memory_short() is set.
 */
void mt_output_json(const json_t *json, size_t flags);

/* Print "WHO: TEXT" on stderr. */
void mt_output_error(const char *who, const char *text);
/* Print "WHO: TEXT" on stderr unless a message was printed since an allocation failed. */
void mt_output_short(const char *who, const char *text);
/* Call mt_output_short() with the reason why memory is short, followed by @consequence. */
void mt_output_lost(const char *who, const char *consequence);

/*
 * Flush standard output. Returns @status, or 2 after a write error, which is reported by one line
 * on stderr that begins with @who.
 */
int mt_output_end(const char *who, int status);

#endif
