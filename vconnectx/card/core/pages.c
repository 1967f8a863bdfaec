// SPDX-License-Identifier: GPL-2.0-only
/* The pages are kept in a sorted array, as the driver provides them in long ascending runs. */
#include "vconnectx/card/core/pages.h"

#include <stdlib.h>
#include <string.h>

/* Return: index of the first page at or above @addr */
static size_t lower_bound(const struct vcx_pages *pages, uint64_t addr)
{
	size_t lo = 0, hi = pages->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (pages->addr[mid] < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool vcx_pages_add(struct vcx_pages *pages, uint64_t addr)
{
	size_t i = lower_bound(pages, addr);

	if (i < pages->nr && pages->addr[i] == addr)
		return false;
	if (pages->nr == pages->cap) {
		size_t cap = pages->cap ? pages->cap * 2 : 256;
		uint64_t *bigger = realloc(pages->addr, cap * sizeof(*bigger));

		if (!bigger)
			return false;
		pages->addr = bigger;
		pages->cap = cap;
	}
	memmove(pages->addr + i + 1, pages->addr + i, (pages->nr - i) * sizeof(*pages->addr));
	pages->addr[i] = addr;
	pages->nr++;
	return true;
}

uint64_t vcx_pages_take(struct vcx_pages *pages)
{
	return pages->addr[--pages->nr];
}

void vcx_pages_remove(struct vcx_pages *pages, uint64_t addr)
{
	size_t i = lower_bound(pages, addr);

	if (i == pages->nr || pages->addr[i] != addr)
		return;
	pages->nr--;
	memmove(pages->addr + i, pages->addr + i + 1, (pages->nr - i) * sizeof(*pages->addr));
}

void vcx_pages_clear(struct vcx_pages *pages)
{
	free(pages->addr);
	*pages = (struct vcx_pages){ 0 };
}
