/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interned strings: equal strings have equal pointers, so that names are compared by pointer and
 * stored once. As they are taken from untrusted recordings and printed to terminals and as JSON,
 * they are sanitized by mt_span_clean().
 */
#ifndef MLX5TRACE_STRPOOL_H
#define MLX5TRACE_STRPOOL_H

#include "analysis/base/span.h"

struct mt_strpool;

/* Returns NULL when out of memory. */
struct mt_strpool *mt_strpool_new(void);
void mt_strpool_free(struct mt_strpool *pool);

/* The result is valid for the lifetime of the pool; it is NULL when out of memory. */
const char *mt_strpool_add(struct mt_strpool *pool, struct mt_span text);

#endif
