/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages that the driver gives to the firmware.  They are kept by address and
 * never touched; TAKE hands back the very same ones.
 */
#ifndef VCX_PAGES_H
#define VCX_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct vcx_pages - pages of function 0, the only function there is
 * @addr: addresses, @nr of them, ascending
 * @nr: pages held
 * @cap: room in @addr
 */
struct vcx_pages {
	uint64_t *addr;
	size_t nr;
	size_t cap;
};

/* Return: false when memory is short or @addr is held already */
bool vcx_pages_add(struct vcx_pages *pages, uint64_t addr);
/* take the last page; @pages->nr must not be 0 */
uint64_t vcx_pages_take(struct vcx_pages *pages);
/* drop a page that is held */
void vcx_pages_remove(struct vcx_pages *pages, uint64_t addr);
void vcx_pages_clear(struct vcx_pages *pages);

#endif
