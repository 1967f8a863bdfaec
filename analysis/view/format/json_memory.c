// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/json_memory.h"

#include <jansson.h>

#include "analysis/base/memory.h"
#include "analysis/view/format/output.h"

static _Alignas(16) char reserve[64 * 1024];
static size_t used;

static void *allocate(size_t size)
{
	void *p = mt_mem(malloc(size));

	if (p)
		return p;
	size = (size + 15) & ~(size_t)15;
	if (size > sizeof(reserve) - used) {
		mt_output_lost("mlx5-trace", ": the output is incomplete or missing");
		exit(2);
	}
	p = reserve + used;
	used += size;
	return p;
}

static void release(void *p)
{
	if ((char *)p < reserve || (char *)p >= reserve + sizeof(reserve))
		free(p);
}

void mt_json_memory(void)
{
	json_set_alloc_funcs(allocate, release);
}
