// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detects the events that two concurrent tracers have both recorded. Each buffer takes its own
 * timestamp, so the timestamps of an event differ slightly.
 */
#include "analysis/source/merge.h"

#define TWIN_NS 1000000

static uint64_t hash_bytes(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/*
 * The hash of the fields that all formats contain: text may lack the CPU, and a binary file a key.
 */
static uint64_t hash_of(const struct mt_record *r)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	hash = hash_bytes(hash, &r->event, sizeof(r->event));
	hash = hash_bytes(hash, &r->pid, sizeof(r->pid));
	hash = hash_bytes(hash, &r->have, sizeof(r->have));
	for (int key = 0; key < MT_KEY_NR; key++)
		if (mt_has(r, (enum mt_key)key))
			hash = hash_bytes(hash, r->str[key].p, r->str[key].len);
	return hash;
}

static bool take_stack(struct mt_twins *twins, const struct mt_member *from)
{
	if (twins->dropped && twins->dropped->twin == from)
		return twins->dropped->stack;
	for (unsigned int i = 0; i < MT_TWINS; i++) {
		struct mt_twin *t = &twins->ring[i];

		if (t->from == from && t->ts == from->head.ts)
			t->stack = true;
	}
	return false;
}

bool mt_twins_seen(struct mt_twins *twins, const struct mt_member *from, const struct mt_record *r)
{
	uint64_t hash;

	if (r->kind == MT_REC_STACK)
		return take_stack(twins, from);
	if (r->kind != MT_REC_EVENT)
		return false;
	twins->dropped = NULL;
	if (r->event == MT_EV_OTHER)
		return false;
	hash = hash_of(r);
	for (unsigned int i = 0; i < MT_TWINS; i++) {
		struct mt_twin *t = &twins->ring[i];

		if (!t->from || t->from == from || t->twin || t->hash != hash ||
		    r->ts - t->ts > TWIN_NS)
			continue;
		t->twin = from;
		twins->dropped = t;
		return true;
	}
	twins->ring[twins->next++ % MT_TWINS] = (struct mt_twin){
		.ts = r->ts,
		.hash = hash,
		.from = from,
	};
	return false;
}
