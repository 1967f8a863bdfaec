// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/failing_malloc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t nr, size_t size);
void *__libc_realloc(void *p, size_t size);

static long count, from = -1, failures;

void failing_malloc_set(long first, long nr)
{
	from = first;
	failures = nr;
	count = 0;
}

long failing_malloc_count(void)
{
	return count;
}

static bool fails(void)
{
	long at = count++;

	if (from < 0 || at < from || at - from >= failures)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t nr, size_t size)
{
	return fails() ? NULL : __libc_calloc(nr, size);
}

void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}
