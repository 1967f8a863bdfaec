/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interned strings: equal text gives the equal pointer, so that names compare
 * by pointer and are kept once however often they occur. They come from a recording
 * and go to a terminal and into JSON, so they are kept as mt_span_clean() has them.
 */
#ifndef MLX5TRACE_STRPOOL_H
#define MLX5TRACE_STRPOOL_H

#include "analysis/base/span.h"

struct mt_strpool;

/* NULL when memory is short. */
struct mt_strpool *mt_strpool_new(void);
void mt_strpool_free(struct mt_strpool *pool);

/* Lives as long as the pool; NULL when memory is short. */
const char *mt_strpool_add(struct mt_strpool *pool, struct mt_span text);

#endif
