// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/address.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096u

/* a memory page with addresses */
struct page {
	struct page *next;
	size_t nr;
	struct vcx_address address[];
};

enum {
	ROOM = (PAGE - sizeof(struct page)) / sizeof(struct vcx_address),
};

static struct page *pages;
static bool sealed;

static const struct vcx_address *find(const char *path)
{
	for (const struct page *p = pages; p; p = p->next)
		for (size_t i = 0; i < p->nr; i++)
			if (!strcmp(p->address[i].un.sun_path, path))
				return &p->address[i];
	return NULL;
}

static struct page *page_with_room(void)
{
	struct page *p;

	if (pages && pages->nr < ROOM)
		return pages;
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	p->next = pages;
	pages = p;
	return p;
}

static void set_dir(struct vcx_address *address)
{
	const char *path = address->un.sun_path, *slash = strrchr(path, '/');

	if (!slash)
		strcpy(address->dir, ".");
	else
		memcpy(address->dir, path, slash == path ? 1 : (size_t)(slash - path));
}

const struct vcx_address *vcx_address(const char *path)
{
	const struct vcx_address *known = find(path);
	struct vcx_address *address;
	struct page *page;

	if (known)
		return known;
	if (strlen(path) >= sizeof(address->un.sun_path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (sealed) {
		errno = EPERM;
		return NULL;
	}
	page = page_with_room();
	if (!page) {
		errno = ENOMEM;
		return NULL;
	}
	address = &page->address[page->nr++];
	address->un.sun_family = AF_UNIX;
	strcpy(address->un.sun_path, path);
	set_dir(address);
	return address;
}

const struct vcx_address *vcx_address_next(const struct vcx_address *address)
{
	for (const struct page *p = pages; p; p = p->next) {
		if (!address && p->nr)
			return &p->address[0];
		if (!address || address < p->address || address >= p->address + p->nr)
			continue;
		if (++address < p->address + p->nr)
			return address;
		address = NULL;
	}
	return NULL;
}

int vcx_address_seal(void)
{
	for (struct page *p = pages; p; p = p->next) {
		if (mprotect(p, PAGE, PROT_READ))
			return -errno;
#ifdef SYS_mseal
		/* since Linux 6.10: the page cannot even be unmapped */
		syscall(SYS_mseal, p, (size_t)PAGE, 0ul);
#endif
	}
	sealed = true;
	return 0;
}
