// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/texts.h"

#include "analysis/base/memory.h"

#define FIRST ((size_t)4096)
/* Minimum size of a part in a file. At first, such a part only occupies address space. */
#define FILE_FIRST (16 * MT_STORE_STEP)

static bool add_part(struct mt_texts *t, size_t size)
{
	bool in_file = mt_store_enabled() && t->total >= MT_STORE_STEP / 2;
	size_t room = t->total;
	struct mt_texts_part part = { 0 }, *kept;

	/* each part is as large as all previous parts together, so that their number is small */
	if (room < (in_file ? FILE_FIRST : FIRST))
		room = in_file ? FILE_FIRST : FIRST;
	if (!in_file && room > MT_STORE_STEP)
		room = MT_STORE_STEP;
	if (room < size)
		room = size;
	room = in_file ? (room + MT_STORE_STEP - 1) / MT_STORE_STEP * MT_STORE_STEP : room;
	if (in_file) {
		part.store = mt_store_new(room);
		part.at = part.store ? part.store->at : NULL;
	} else {
		part.at = mt_mem(malloc(room));
	}
	kept = part.at ? mt_vec_add(&t->parts) : NULL;
	if (!kept) {
		mt_store_free(part.store);
		if (!part.store)
			free(part.at);
		return false;
	}
	*kept = part;
	t->used = 0;
	t->size = room;
	t->total += room;
	return true;
}

/* Reserve room for @size bytes at a multiple of @align. */
static char *room_for(struct mt_texts *t, size_t size, size_t align)
{
	size_t at = (t->used + align - 1) & ~(align - 1);
	struct mt_texts_part *part;

	if (!t->parts.nr || at > t->size || t->size - at < size) {
		if (!add_part(t, size))
			return NULL;
		at = 0;
	}
	part = &t->parts.at[t->parts.nr - 1];
	if (part->store && part->store->bytes < at + size && !mt_store_grow(part->store, at + size))
		return NULL;
	t->used = at + size;
	return part->at + at;
}

const char *mt_texts_add(struct mt_texts *t, struct mt_span text)
{
	char *clean = mt_span_is_clean(text) ? NULL : mt_span_clean(text);
	struct mt_span printable = clean ? mt_span_z(clean) : text;
	char *to = room_for(t, printable.len + 1, 1);

	if (to) {
		if (printable.len)
			memcpy(to, printable.p, printable.len);
		to[printable.len] = '\0';
	}
	free(clean);
	return to;
}

void *mt_texts_copy(struct mt_texts *t, const void *from, size_t size)
{
	char *to = room_for(t, size, _Alignof(max_align_t));

	return to ? memcpy(to, from, size) : NULL;
}

void mt_texts_free(struct mt_texts *t)
{
	for (unsigned int i = 0; i < t->parts.nr; i++) {
		if (t->parts.at[i].store)
			mt_store_free(t->parts.at[i].store);
		else
			free(t->parts.at[i].at);
	}
	free(t->parts.at);
	*t = (struct mt_texts){ 0 };
}
