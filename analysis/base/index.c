// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/index.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"

static size_t hash(const struct mt_index_key *key)
{
	uint64_t h = 0;

	for (int i = 0; i < 4; i++) {
		h = (h ^ key->part[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return (size_t)h;
}

static struct mt_index_slot *find(struct mt_index_slot *slots, size_t nr,
				  const struct mt_index_key *key)
{
	size_t i = hash(key) & (nr - 1);

	while (slots[i].used && memcmp(&slots[i].key, key, sizeof(*key)))
		i = (i + 1) & (nr - 1);
	return &slots[i];
}

static int grow(struct mt_index *index)
{
	size_t nr = index->nr_slots ? 2 * index->nr_slots : 64;
	struct mt_index_slot *slots = mt_mem(calloc(nr, sizeof(*slots)));

	if (!slots)
		return 0;
	for (size_t i = 0; i < index->nr_slots; i++)
		if (index->slots[i].used)
			*find(slots, nr, &index->slots[i].key) = index->slots[i];
	free(index->slots);
	index->slots = slots;
	index->nr_slots = nr;
	return 1;
}

unsigned int *mt_index_at(struct mt_index *index, struct mt_index_key key)
{
	struct mt_index_slot *slot;

	if (index->used * 4 >= index->nr_slots * 3 && !grow(index))
		return NULL;
	slot = find(index->slots, index->nr_slots, &key);
	if (!slot->used) {
		*slot = (struct mt_index_slot){ key, MT_INDEX_NEW, 1 };
		index->used++;
	}
	return &slot->place;
}

void mt_index_free(struct mt_index *index)
{
	free(index->slots);
	*index = (struct mt_index){ 0 };
}

unsigned int mt_index_find(const struct mt_index *index, struct mt_index_key key)
{
	const struct mt_index_slot *slot;

	if (!index->nr_slots)
		return MT_INDEX_NEW;
	slot = find(index->slots, index->nr_slots, &key);
	return slot->used ? slot->place : MT_INDEX_NEW;
}

uint64_t mt_index_text(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return h;
}
