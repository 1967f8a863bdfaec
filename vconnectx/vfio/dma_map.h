/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory mapped by the client: guest physical address ranges, each backed by
 * a shared file mapping or, when the client sent no descriptor (flash, ROM shadows),
 * without backing.
 *
 * Copies are checked byte for byte against the map.  A client can truncate its file
 * after mapping it, and an access to a truncated page raises SIGBUS.  Copies run under a
 * guard that turns the signal into -EFAULT.
 */
#ifndef VCX_DMA_MAP_H
#define VCX_DMA_MAP_H

#include <stddef.h>
#include <stdint.h>

struct dma_map;

#define DMA_MAP_PAGE_SIZE   4096u  /* granule of addresses and sizes */
#define DMA_MAP_MAX_REGIONS 65535u /* -ENOSPC beyond this number */

enum {
	DMA_MAP_READ = 1 << 0,	/* the device may read */
	DMA_MAP_WRITE = 1 << 1, /* the device may write */
};

/**
 * dma_map_new() - create an empty map, and install a SIGBUS handler
 * Return: the map, owned by the caller, or NULL when out of memory.
 */
struct dma_map *dma_map_new(void);
void dma_map_free(struct dma_map *map);

/**
 * dma_map_add() - map a range
 * @map: the map
 * @gpa: first guest physical address, a multiple of the granule
 * @size: bytes, a non-zero multiple of the granule
 * @flags: DMA_MAP_READ, DMA_MAP_WRITE or both
 * @fd: backing file, or -1 for none; owned by the caller
 * @offset: offset of @gpa in the file, a multiple of the granule
 *
 * Return: 0; -EINVAL for an invalid address, size, offset or flag, for a range that
 * wraps, or for a descriptor that is not a regular file of at least @offset + @size
 * bytes; -EEXIST if the range overlaps a mapped one; -ENOSPC; -ENOMEM; or the error of
 * mmap().
 */
int dma_map_add(struct dma_map *map, uint64_t gpa, uint64_t size, unsigned int flags, int fd,
		uint64_t offset);

/**
 * dma_map_remove() - unmap all mapped ranges within a range, as VFIO does
 * @map: the map
 * @gpa: first guest physical address
 * @size: bytes
 * @unmapped: set to the number of bytes that were mapped, 0 if there were none
 *
 * Return: 0; or -EINVAL, with nothing unmapped, when the range is empty, wraps, or contains
 * only a part of a mapped range.
 */
int dma_map_remove(struct dma_map *map, uint64_t gpa, uint64_t size, uint64_t *unmapped);
void dma_map_clear(struct dma_map *map);
size_t dma_map_count(const struct dma_map *map);

/**
 * dma_map_read() - copy from guest memory, across adjacent ranges if necessary
 * dma_map_write() - copy to guest memory; stores reach the guest in the order
 *	of the calls
 *
 * An aligned copy of 1, 2, 4 or 8 bytes inside one range is a single access.
 *
 * Return: 0, or -EFAULT when any byte is outside the map or not accessible.  In that case,
 * nothing is copied, unless the client truncated its file during the copy.
 */
int dma_map_read(struct dma_map *map, uint64_t gpa, void *buf, size_t len);
int dma_map_write(struct dma_map *map, uint64_t gpa, const void *buf, size_t len);

#endif
