/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for data that grows with a recording: mapped pages of unnamed temporary files. They are
 * read and written like other memory, and released to the file every few megabytes, so that the
 * memory in use is bounded, however large the recording is.
 *
 * Only a program that calls mt_store_enable() has such files; in the library all data is on the
 * heap.
 */
#ifndef MLX5TRACE_STORE_H
#define MLX5TRACE_STORE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Up to this size data is on the heap. A file grows in steps of this size, and pages are released
 * after as many bytes.
 */
#define MT_STORE_STEP ((size_t)4 << 20)
/* All files together. */
#define MT_STORE_MAX ((size_t)64 << 30)

/* A temporary file, mapped. */
struct mt_store {
	char *at;
	size_t bytes;	 /* of the file */
	size_t reserved; /* of address space; within it the mapping does not move */
	int fd;
};

void mt_store_enable(void);
bool mt_store_enabled(void);

/*
 * An empty store with @reserved bytes of address space; NULL with mt_memory_short() set, as
 * below.
 */
struct mt_store *mt_store_new(size_t reserved);

/* Enlarge it to at least @bytes. */
bool mt_store_grow(struct mt_store *store, size_t bytes);

/* May be NULL. */
void mt_store_free(struct mt_store *store);

/* Set mt_memory_short() with this error of a temporary file. */
void mt_store_refused(int err);

/* @bytes were read or written: the pages are released after every MT_STORE_STEP bytes. */
void mt_store_touch(size_t bytes);

#endif
