/* SPDX-License-Identifier: GPL-2.0-only */
/* A hash table from keys of four numbers to array indices. */
#ifndef MLX5TRACE_INDEX_H
#define MLX5TRACE_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* A name in a key is the pointer of the interned string: (uintptr_t)name. */
struct mt_index_key {
	uint64_t part[4];
};

/* Zero-initialised is empty. */
struct mt_index {
	struct mt_index_slot {
		struct mt_index_key key;
		unsigned int place;
		unsigned int used;
	} *slots;
	size_t nr_slots, used; /* a power of two */
};

/*
 * The index of this key, MT_INDEX_NEW for a new key: the caller sets it. Valid until the
 * next call; NULL when out of memory.
 */
#define MT_INDEX_NEW UINT32_MAX
unsigned int *mt_index_at(struct mt_index *index, struct mt_index_key key);

/* Lookup only: MT_INDEX_NEW if the key does not exist. */
unsigned int mt_index_find(const struct mt_index *index, struct mt_index_key key);

/* Hash of a name that is not interned; collisions are improbable. */
uint64_t mt_index_text(const char *text);

void mt_index_free(struct mt_index *index);

#endif
