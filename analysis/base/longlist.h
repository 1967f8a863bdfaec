/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A growable array like MT_VEC() for lists that grow with the recording: an array larger than a few
 * megabytes is kept in a temporary file (analysis/base/store.h). A zeroed struct is an empty list.
 */
#ifndef MLX5TRACE_LONGLIST_H
#define MLX5TRACE_LONGLIST_H

#include "analysis/base/store.h"
#include "analysis/base/vec.h"

#define MT_LONG(type) \
	struct { \
		type *at; \
		unsigned int nr, room; \
		struct mt_store *store; /* NULL if on the heap */ \
	}

/* Append a zeroed element. Returns NULL when out of memory or disk space. */
#define mt_long_add(l) \
	((l)->nr == (l)->room && !mt_long_room((void **)&(l)->at, &(l)->room, sizeof(*(l)->at), \
					       &(l)->store) ? \
		 NULL : \
		 memset(&(l)->at[(l)->nr++], 0, sizeof(*(l)->at)))

/* Like qsort(), but the sort is stable. */
#define mt_long_sort(l, compare) \
	mt_long_sort_all((void **)&(l)->at, (l)->nr, sizeof(*(l)->at), &(l)->store, compare)

/* Free the elements. */
#define mt_long_free(l) (mt_long_drop((l)->at, (l)->store), memset((l), 0, sizeof(*(l))))

int mt_long_room(void **at, unsigned int *room, size_t size, struct mt_store **store);
void mt_long_sort_all(void **at, unsigned int nr, size_t size, struct mt_store **store,
		      int (*compare)(const void *a, const void *b));
void mt_long_drop(void *at, struct mt_store *store);

#endif
