/* SPDX-License-Identifier: GPL-2.0-only */
/* A growable array. A zeroed struct is an empty array; free(v->at) frees the elements. */
#ifndef MLX5TRACE_VEC_H
#define MLX5TRACE_VEC_H

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"

#define MT_VEC(type) \
	struct { \
		type *at; \
		unsigned int nr, room; \
	}

/* Append a zeroed element. Returns NULL when out of memory. */
#define mt_vec_add(v) \
	((v)->nr == (v)->room && !mt_vec_room((void **)&(v)->at, &(v)->room, sizeof(*(v)->at)) ? \
		 NULL : \
		 memset(&(v)->at[(v)->nr++], 0, sizeof(*(v)->at)))

/* Remove the element @i, and keep the order of the others. */
#define mt_vec_remove(v, i) \
	memmove(&(v)->at[i], &(v)->at[(i) + 1], sizeof(*(v)->at) * (--(v)->nr - (i)))

static inline int mt_vec_room(void **at, unsigned int *room, size_t size)
{
	unsigned int more = *room ? *room * 2 : 8;
	void *grown = mt_mem(reallocarray(*at, more, size));

	if (!grown)
		return 0;
	*at = grown;
	*room = more;
	return 1;
}

#endif
