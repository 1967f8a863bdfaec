// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/store.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/tempfile.h"
#include "analysis/base/vec.h"

static bool enabled;
static MT_VEC(struct mt_store *) stores;
static size_t total, touched;

void mt_store_enable(void)
{
	enabled = true;
	/* at the file size limit, the call fails instead of terminating the program */
	signal(SIGXFSZ, SIG_IGN);
}

bool mt_store_enabled(void)
{
	return enabled;
}

void mt_store_refused(int err)
{
	char why[MT_MEMORY_WHY];

	snprintf(why, sizeof(why),
		 "a temporary file in %.80s cannot grow: %s, with %zu MB in such files (set TMPDIR to a larger file system)",
		 mt_temp_dir(), strerror(err), total >> 20);
	mt_memory_note_why(why);
}

static bool refuse(int err)
{
	mt_store_refused(err);
	return false;
}

struct mt_store *mt_store_new(size_t reserved)
{
	struct mt_store *store = mt_mem(calloc(1, sizeof(*store))), **slot;

	if (!store)
		return NULL;
	store->reserved = reserved;
	store->fd = mt_temp_new();
	if (store->fd < 0) {
		refuse(errno);
		free(store);
		return NULL;
	}
	store->at = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_SHARED, store->fd, 0);
	slot = store->at == MAP_FAILED ? NULL : mt_vec_add(&stores);
	if (slot) {
		*slot = store;
		return store;
	}
	mt_memory_note();
	if (store->at != MAP_FAILED)
		munmap(store->at, reserved);
	close(store->fd);
	free(store);
	return NULL;
}

static void give_back(void)
{
	for (unsigned int i = 0; i < stores.nr; i++)
		if (stores.at[i]->bytes)
			madvise(stores.at[i]->at, stores.at[i]->bytes, MADV_DONTNEED);
	touched = 0;
}

bool mt_store_grow(struct mt_store *store, size_t bytes)
{
	size_t whole = (bytes + MT_STORE_STEP - 1) / MT_STORE_STEP * MT_STORE_STEP;
	size_t more = whole - store->bytes;
	void *at;
	int err;

	give_back();
	if (total + more > MT_STORE_MAX)
		return refuse(EFBIG);
	/* reserve the blocks first: a write to a mapping on a full disk raises a signal */
	err = posix_fallocate(store->fd, (off_t)store->bytes, (off_t)more);
	if (err)
		return refuse(err);
	if (whole > store->reserved) {
		at = mremap(store->at, store->reserved, whole, MREMAP_MAYMOVE);
		if (at == MAP_FAILED) {
			mt_memory_note();
			return false;
		}
		store->at = at;
		store->reserved = whole;
	}
	total += more;
	store->bytes = whole;
	return true;
}

void mt_store_free(struct mt_store *store)
{
	if (!store)
		return;
	for (unsigned int i = 0; i < stores.nr; i++) {
		if (stores.at[i] == store) {
			mt_vec_remove(&stores, i);
			break;
		}
	}
	if (!stores.nr) {
		free(stores.at);
		stores.at = NULL;
		stores.room = 0;
	}
	munmap(store->at, store->reserved);
	total -= store->bytes;
	close(store->fd);
	free(store);
}

void mt_store_touch(size_t bytes)
{
	touched += bytes;
	if (touched >= MT_STORE_STEP)
		give_back();
}
