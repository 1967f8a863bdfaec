/* SPDX-License-Identifier: GPL-2.0-only */
/* A table from keys of four numbers to the places of elements in an array. */
#ifndef MLX5TRACE_INDEX_H
#define MLX5TRACE_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* Names are a part of a key as the pointers of interned ones: (uintptr_t)name. */
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
 * The place of this key, MT_INDEX_NEW if it is a new one: the caller sets it. Valid until the
 * next call; NULL when memory is short.
 */
#define MT_INDEX_NEW UINT32_MAX
unsigned int *mt_index_at(struct mt_index *index, struct mt_index_key key);

/* The same without a change: MT_INDEX_NEW if there is no such key. */
unsigned int mt_index_find(const struct mt_index *index, struct mt_index_key key);

/* Of a name that is not interned: a number that others have only by a rare chance. */
uint64_t mt_index_text(const char *text);

void mt_index_free(struct mt_index *index);

#endif
