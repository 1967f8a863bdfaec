// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/longlist.h"

#include <limits.h>

/* Number of sorted parts that are merged at a time. Each part keeps a few pages in memory. */
#define PARTS 32

static bool grow(struct mt_store *store, void **at, unsigned int *room, size_t bytes, size_t size)
{
	size_t most;

	if (!mt_store_grow(store, bytes))
		return false;
	*at = store->at;
	most = store->bytes / size;
	*room = most > UINT_MAX ? UINT_MAX : (unsigned int)most;
	return true;
}

int mt_long_room(void **at, unsigned int *room, size_t size, struct mt_store **store)
{
	size_t used = *room * size;
	void *heap = *at;

	if (*room == UINT_MAX) {
		mt_memory_note();
		return 0;
	}
	if (*store)
		return grow(*store, at, room, used + size, size);
	if (!mt_store_enabled() || 2 * used <= MT_STORE_STEP)
		return mt_vec_room(at, room, size);
	*store = mt_store_new(MT_STORE_STEP);
	if (!*store)
		return 0;
	if (!grow(*store, at, room, used + size, size)) {
		mt_store_free(*store);
		*store = NULL;
		return 0;
	}
	memcpy(*at, heap, used);
	free(heap);
	return 1;
}

void mt_long_drop(void *at, struct mt_store *store)
{
	if (store)
		mt_store_free(store);
	else
		free(at);
}

struct part {
	const char *at, *end;
};

struct merge {
	struct part parts[PARTS]; /* a heap: no element sorts after its children */
	unsigned int nr;
	int (*compare)(const void *a, const void *b);
};

/* If two elements are equal, the element of the earlier part, at the lower address, is first. */
static bool before(const struct merge *m, unsigned int a, unsigned int b)
{
	int by = m->compare(m->parts[a].at, m->parts[b].at);

	return by < 0 || (!by && m->parts[a].at < m->parts[b].at);
}

static void sink(struct merge *m, unsigned int i)
{
	for (unsigned int child; (child = 2 * i + 1) < m->nr; i = child) {
		struct part moved;

		if (child + 1 < m->nr && before(m, child + 1, child))
			child++;
		if (before(m, i, child))
			return;
		moved = m->parts[i];
		m->parts[i] = m->parts[child];
		m->parts[child] = moved;
	}
}

/* Merge the sorted parts into one at @to. */
static void merge(struct merge *m, char *to, size_t size)
{
	for (unsigned int i = m->nr / 2; i-- > 0;)
		sink(m, i);
	while (m->nr) {
		memcpy(to, m->parts[0].at, size);
		to += size;
		m->parts[0].at += size;
		if (m->parts[0].at == m->parts[0].end)
			m->parts[0] = m->parts[--m->nr];
		sink(m, 0);
		mt_store_touch(2 * size);
	}
}

/* Merge sorted parts of @len bytes each, PARTS at a time. */
static void merge_all(const char *from, char *to, size_t bytes, size_t len, size_t size,
		      int (*compare)(const void *a, const void *b))
{
	size_t at = 0;

	while (at < bytes) {
		struct merge m = { .compare = compare };
		char *begin = to + at;

		for (; m.nr < PARTS && at < bytes; m.nr++) {
			size_t part = bytes - at < len ? bytes - at : len;

			m.parts[m.nr] = (struct part){ from + at, from + at + part };
			at += part;
		}
		merge(&m, begin, size);
	}
}

void mt_long_sort_all(void **at, unsigned int nr, size_t size, struct mt_store **store,
		      int (*compare)(const void *a, const void *b))
{
	size_t bytes = nr * size, len = (MT_STORE_STEP / size ? MT_STORE_STEP / size : 1) * size;
	struct mt_store *other;

	if (!*store) {
		if (nr)
			qsort(*at, nr, size, compare);
		return;
	}
	for (size_t done = 0; done < bytes; done += len) {
		size_t part = bytes - done < len ? bytes - done : len;

		qsort((char *)*at + done, part / size, size, compare);
		mt_store_touch(MT_STORE_STEP);
	}
	if (len >= bytes)
		return;
	other = mt_store_new(MT_STORE_STEP);
	/* of the same size, because the capacity of the list is derived from the mapping */
	if (!other || !mt_store_grow(other, (*store)->bytes)) {
		mt_store_free(other);
		return;
	}
	for (; len < bytes; len *= PARTS) {
		struct mt_store *sorted = other;

		merge_all((*store)->at, sorted->at, bytes, len, size, compare);
		other = *store;
		*store = sorted;
	}
	*at = (*store)->at;
	mt_store_free(other);
}
