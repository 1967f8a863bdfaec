// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/strpool.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

struct mt_strpool {
	char **slots;
	size_t nr_slots; /* a power of two */
	size_t used;
};

static size_t hash(struct mt_span text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < text.len; i++)
		h = (h ^ (unsigned char)text.p[i]) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ (h >> 32));
}

struct mt_strpool *mt_strpool_new(void)
{
	struct mt_strpool *pool = mt_mem(calloc(1, sizeof(*pool)));

	if (!pool)
		return NULL;
	pool->nr_slots = 256;
	pool->slots = mt_mem(calloc(pool->nr_slots, sizeof(*pool->slots)));
	if (!pool->slots) {
		free(pool);
		return NULL;
	}
	return pool;
}

void mt_strpool_free(struct mt_strpool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->nr_slots; i++)
		free(pool->slots[i]);
	free(pool->slots);
	free(pool);
}

static char **find_slot(char **slots, size_t nr_slots, struct mt_span text)
{
	size_t i = hash(text) & (nr_slots - 1);

	while (slots[i] && !mt_span_eq(text, slots[i]))
		i = (i + 1) & (nr_slots - 1);
	return &slots[i];
}

static bool grow(struct mt_strpool *pool)
{
	size_t nr = pool->nr_slots * 2;
	char **slots = mt_mem(calloc(nr, sizeof(*slots)));

	if (!slots)
		return false;
	for (size_t i = 0; i < pool->nr_slots; i++)
		if (pool->slots[i])
			*find_slot(slots, nr, mt_span_z(pool->slots[i])) = pool->slots[i];
	free(pool->slots);
	pool->slots = slots;
	pool->nr_slots = nr;
	return true;
}

/* Add printable text. */
static const char *add_clean(struct mt_strpool *pool, struct mt_span text)
{
	char *clean = mt_span_clean(text);
	const char *kept = clean ? mt_strpool_add(pool, mt_span_z(clean)) : NULL;

	free(clean);
	return kept;
}

const char *mt_strpool_add(struct mt_strpool *pool, struct mt_span text)
{
	char **slot;

	if (!mt_span_is_clean(text))
		return add_clean(pool, text);
	slot = find_slot(pool->slots, pool->nr_slots, text);
	if (*slot)
		return *slot;
	if (pool->used * 4 >= pool->nr_slots * 3) {
		if (!grow(pool))
			return NULL;
		slot = find_slot(pool->slots, pool->nr_slots, text);
	}
	*slot = mt_span_dup(text);
	if (*slot)
		pool->used++;
	return *slot;
}
