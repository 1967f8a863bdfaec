/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interned strings: equal strings have equal pointers, so that names are compared by pointer and
 * stored once. They originate from untrusted recordings and are printed to terminals and JSON, so
 * they are sanitized by mt_span_clean().
 */
#ifndef MLX5TRACE_STRPOOL_H
#define MLX5TRACE_STRPOOL_H

#include "analysis/base/span.h"

struct mt_strpool;

/* NULL when out of memory. */
struct mt_strpool *mt_strpool_new(void);
void mt_strpool_free(struct mt_strpool *pool);

/* Valid for the life of the pool; NULL when out of memory. */
const char *mt_strpool_add(struct mt_strpool *pool, struct mt_span text);

#endif
