/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages that the driver has given to the firmware.  Only their addresses are kept, and
 * their contents are never accessed.  MANAGE_PAGES returns the same pages to the driver.
 */
#ifndef VCX_PAGES_H
#define VCX_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct vcx_pages - pages of function 0, the only function
 * @addr: addresses of the @nr pages, in ascending order
 * @nr: number of pages held
 * @cap: capacity of @addr
 */
struct vcx_pages {
	uint64_t *addr;
	size_t nr;
	size_t cap;
};

/* Return: false when out of memory or @addr is already held */
bool vcx_pages_add(struct vcx_pages *pages, uint64_t addr);
/* remove and return the last page; @pages->nr must not be 0 */
uint64_t vcx_pages_take(struct vcx_pages *pages);
/* remove @addr if it is held */
void vcx_pages_remove(struct vcx_pages *pages, uint64_t addr);
void vcx_pages_clear(struct vcx_pages *pages);

#endif
