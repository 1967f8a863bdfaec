/* SPDX-License-Identifier: GPL-2.0-only */
/* A hash table from keys of four numbers to array indices. */
#ifndef MLX5TRACE_INDEX_H
#define MLX5TRACE_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* A name is part of a key as the pointer to its interned string: (uintptr_t)name. */
struct mt_index_key {
	uint64_t part[4];
};

/* A zeroed struct is an empty table. */
struct mt_index {
	struct mt_index_slot {
		struct mt_index_key key;
		unsigned int place;
		unsigned int used;
	} *slots;
	size_t nr_slots, used; /* nr_slots is a power of two */
};

/*
 * Returns a pointer to the array index of @key. If the key is new, the index is MT_INDEX_NEW and
 * the caller must set it. The pointer is valid until the next call; it is NULL when out of memory.
 */
#define MT_INDEX_NEW UINT32_MAX
unsigned int *mt_index_at(struct mt_index *index, struct mt_index_key key);

/* Only look @key up. Returns MT_INDEX_NEW if it does not exist. */
unsigned int mt_index_find(const struct mt_index *index, struct mt_index_key key);

/* The hash of a name that is not interned. Collisions are improbable. */
uint64_t mt_index_text(const char *text);

void mt_index_free(struct mt_index *index);

#endif
