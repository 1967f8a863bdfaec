// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/dma_map.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct region {
	uint64_t gpa;
	uint64_t size;
	uint8_t *host; /* NULL without backing */
	unsigned int flags;
};

/* Guest memory has no C type, so these may alias any object. */
typedef uint16_t __attribute__((may_alias)) any_u16;
typedef uint32_t __attribute__((may_alias)) any_u32;
typedef uint64_t __attribute__((may_alias)) any_u64;

struct dma_map {
	struct region *regions; /* sorted by gpa, never overlapping */
	size_t nr;
	size_t cap;
};

/* Jump target of a SIGBUS during a copy; NULL outside of copies. */
static _Thread_local sigjmp_buf *volatile bus_guard;

static void on_sigbus(int sig)
{
	if (bus_guard)
		siglongjmp(*bus_guard, 1);
	/* The signal does not come from a copy: the access is repeated and kills the process. */
	signal(sig, SIG_DFL);
}

static void install_sigbus_handler(void)
{
	/* With SA_NODEFER, a jump out of the handler does not leave SIGBUS blocked. */
	struct sigaction sa = { .sa_handler = on_sigbus, .sa_flags = SA_NODEFER };

	sigaction(SIGBUS, &sa, NULL);
}

struct dma_map *dma_map_new(void)
{
	install_sigbus_handler();
	return calloc(1, sizeof(struct dma_map));
}

void dma_map_free(struct dma_map *map)
{
	if (!map)
		return;
	dma_map_clear(map);
	free(map->regions);
	free(map);
}

size_t dma_map_count(const struct dma_map *map)
{
	return map->nr;
}

/* Return: index of the first region that ends beyond @gpa. */
static size_t first_ending_after(const struct dma_map *map, uint64_t gpa)
{
	size_t lo = 0, hi = map->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct region *r = &map->regions[mid];

		if (r->gpa + (r->size - 1) < gpa)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int map_file(struct region *r, int fd, uint64_t offset)
{
	struct stat st;
	int prot = 0;
	void *host;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < offset ||
	    (uint64_t)st.st_size - offset < r->size)
		return -EINVAL;

	if (r->flags & DMA_MAP_READ)
		prot |= PROT_READ;
	if (r->flags & DMA_MAP_WRITE)
		prot |= PROT_WRITE;
	host = mmap(NULL, r->size, prot, MAP_SHARED, fd, (off_t)offset);
	if (host == MAP_FAILED)
		return -errno;
	r->host = host;
	return 0;
}

int dma_map_add(struct dma_map *map, uint64_t gpa, uint64_t size, unsigned int flags, int fd,
		uint64_t offset)
{
	struct region r = { .gpa = gpa, .size = size, .flags = flags };
	size_t at;
	int err;

	if ((gpa | size | offset) % DMA_MAP_PAGE_SIZE || !size || gpa + (size - 1) < gpa ||
	    offset > INT64_MAX)
		return -EINVAL;
	if (!flags || flags & ~(unsigned int)(DMA_MAP_READ | DMA_MAP_WRITE))
		return -EINVAL;

	at = first_ending_after(map, gpa);
	if (at < map->nr && map->regions[at].gpa <= gpa + (size - 1))
		return -EEXIST;
	if (map->nr == DMA_MAP_MAX_REGIONS)
		return -ENOSPC;
	if (map->nr == map->cap) {
		size_t cap = map->cap ? 2 * map->cap : 16;
		struct region *more = realloc(map->regions, cap * sizeof(*more));

		if (!more)
			return -ENOMEM;
		map->regions = more;
		map->cap = cap;
	}
	if (fd >= 0) {
		err = map_file(&r, fd, offset);
		if (err)
			return err;
	}
	memmove(&map->regions[at + 1], &map->regions[at], (map->nr - at) * sizeof(r));
	map->regions[at] = r;
	map->nr++;
	return 0;
}

static void unmap_region(struct region *r)
{
	if (r->host)
		munmap(r->host, r->size);
}

int dma_map_remove(struct dma_map *map, uint64_t gpa, uint64_t size, uint64_t *unmapped)
{
	size_t first = first_ending_after(map, gpa), end = first;
	uint64_t last = gpa + (size - 1);

	*unmapped = 0;
	if (!size || last < gpa)
		return -EINVAL;
	for (; end < map->nr && map->regions[end].gpa <= last; end++) {
		const struct region *r = &map->regions[end];

		if (r->gpa < gpa || r->gpa + (r->size - 1) > last)
			return -EINVAL;
	}
	for (size_t i = first; i < end; i++) {
		*unmapped += map->regions[i].size;
		unmap_region(&map->regions[i]);
	}
	memmove(&map->regions[first], &map->regions[end],
		(map->nr - end) * sizeof(map->regions[0]));
	map->nr -= end - first;
	return 0;
}

void dma_map_clear(struct dma_map *map)
{
	for (size_t i = 0; i < map->nr; i++)
		unmap_region(&map->regions[i]);
	map->nr = 0;
}

/*
 * Return: index of the region that contains @gpa if all @len bytes from there are mapped
 * with the permissions @need, otherwise -EFAULT.
 */
static long find_span(const struct dma_map *map, uint64_t gpa, size_t len, unsigned int need)
{
	size_t first = first_ending_after(map, gpa);

	for (size_t i = first; i < map->nr; i++) {
		const struct region *r = &map->regions[i];
		uint64_t left;

		if (r->gpa > gpa || !r->host || (r->flags & need) != need)
			return -EFAULT;
		left = r->size - (gpa - r->gpa);
		if (len <= left)
			return (long)first;
		len -= left;
		gpa += left;
	}
	return -EFAULT;
}

/* Do an aligned copy with a single access, as hardware does; otherwise use memcpy(). */
static void copy_bytes(void *dst, const void *src, size_t len)
{
	if (((uintptr_t)dst | (uintptr_t)src) & (len - 1)) {
		memcpy(dst, src, len);
		return;
	}
	switch (len) {
	case 1:
		*(volatile uint8_t *)dst = *(const volatile uint8_t *)src;
		break;
	case 2:
		*(volatile any_u16 *)dst = *(const volatile any_u16 *)src;
		break;
	case 4:
		*(volatile any_u32 *)dst = *(const volatile any_u32 *)src;
		break;
	case 8:
		*(volatile any_u64 *)dst = *(const volatile any_u64 *)src;
		break;
	default:
		memcpy(dst, src, len);
	}
}

/* Copy @len bytes at @gpa, in region @r and the following ones, to @to or from @from. */
__attribute__((noinline)) static void copy_span(const struct region *r, uint64_t gpa, uint8_t *to,
						const uint8_t *from, size_t len)
{
	for (; len; r++) {
		uint8_t *host = r->host + (gpa - r->gpa);
		size_t n = r->size - (gpa - r->gpa);

		if (n > len)
			n = len;
		if (to) {
			copy_bytes(to, host, n);
			to += n;
		} else {
			copy_bytes(host, from, n);
			from += n;
		}
		gpa += n;
		len -= n;
	}
}

/* Not inlined, because the caller of sigsetjmp() must not modify local variables. */
__attribute__((noinline)) static int guarded_copy(const struct region *r, uint64_t gpa, void *to,
						  const void *from, size_t len)
{
	sigjmp_buf env;

	if (sigsetjmp(env, 0)) {
		bus_guard = NULL;
		return -EFAULT;
	}
	bus_guard = &env;
	atomic_signal_fence(memory_order_seq_cst);
	copy_span(r, gpa, to, from, len);
	atomic_signal_fence(memory_order_seq_cst);
	bus_guard = NULL;
	return 0;
}

static int copy(const struct dma_map *map, uint64_t gpa, void *to, const void *from, size_t len)
{
	long first = find_span(map, gpa, len, to ? DMA_MAP_READ : DMA_MAP_WRITE);

	if (first < 0)
		return -EFAULT;
	return guarded_copy(&map->regions[first], gpa, to, from, len);
}

int dma_map_read(struct dma_map *map, uint64_t gpa, void *buf, size_t len)
{
	int err;

	if (!len)
		return 0;
	err = copy(map, gpa, buf, NULL, len);
	/* Later reads must not be reordered before this one. */
	atomic_thread_fence(memory_order_acquire);
	return err;
}

int dma_map_write(struct dma_map *map, uint64_t gpa, const void *buf, size_t len)
{
	if (!len)
		return 0;
	/* Earlier writes must be visible before this one. */
	atomic_thread_fence(memory_order_release);
	return copy(map, gpa, NULL, buf, len);
}
