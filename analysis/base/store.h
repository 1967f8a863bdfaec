/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for data that grows with a recording: mapped pages of unnamed temporary files. The pages
 * are read and written like other memory, and are released to the file every few megabytes, so that
 * the memory in use is bounded for a recording of any size.
 *
 * Only programs that call mt_store_enable() use such files. In the library all data is on the heap.
 */
#ifndef MLX5TRACE_STORE_H
#define MLX5TRACE_STORE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Data up to this size is on the heap. A file grows in steps of this size, and pages are released
 * every time this many bytes were accessed.
 */
#define MT_STORE_STEP ((size_t)4 << 20)
/* The maximum size of all files together. */
#define MT_STORE_MAX ((size_t)64 << 30)

/* A mapped temporary file. */
struct mt_store {
	char *at;
	size_t bytes;	 /* size of the file */
	size_t reserved; /* size of the address space, within which the mapping does not move */
	int fd;
};

void mt_store_enable(void);
bool mt_store_enabled(void);

/*
 * Create an empty store with @reserved bytes of address space. On failure, this function and those
 * below set mt_memory_short().
 */
struct mt_store *mt_store_new(size_t reserved);

/* Enlarge @store to at least @bytes bytes. */
bool mt_store_grow(struct mt_store *store, size_t bytes);

/* @store may be NULL. */
void mt_store_free(struct mt_store *store);

/* Set mt_memory_short() because of the error @err of a temporary file. */
void mt_store_refused(int err);

/* Account for @bytes that were read or written: pages are released every MT_STORE_STEP bytes. */
void mt_store_touch(size_t bytes);

#endif
