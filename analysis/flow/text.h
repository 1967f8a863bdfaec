/* SPDX-License-Identifier: GPL-2.0-only */
/* A bounded string builder. */
#ifndef MLX5TRACE_FLOW_TEXT_H
#define MLX5TRACE_FLOW_TEXT_H

#include <stddef.h>

struct flow_text {
	char at[2048];
	size_t len;
};

/* Append text. If it is truncated, it ends with "...". */
void flow_put(struct flow_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
