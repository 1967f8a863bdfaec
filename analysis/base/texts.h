/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strings and arrays that are stored unchanged: they do not move, and are freed together. As with
 * MT_LONG(), those beyond a few megabytes are in temporary files.
 */
#ifndef MLX5TRACE_TEXTS_H
#define MLX5TRACE_TEXTS_H

#include "analysis/base/span.h"
#include "analysis/base/store.h"
#include "analysis/base/vec.h"

/* A zeroed struct is empty. */
struct mt_texts {
	MT_VEC(struct mt_texts_part {
		char *at;
		struct mt_store *store; /* NULL if on the heap */
	}) parts;
	size_t used, size; /* in the last part */
	size_t total;	   /* size of all parts */
};

/*
 * A printable, NUL-terminated copy as made by mt_span_clean(). Returns NULL when out of memory or
 * disk space.
 */
const char *mt_texts_add(struct mt_texts *texts, struct mt_span text);

/* A copy of @size bytes that is aligned for any type. */
void *mt_texts_copy(struct mt_texts *texts, const void *from, size_t size);

void mt_texts_free(struct mt_texts *texts);

#endif
