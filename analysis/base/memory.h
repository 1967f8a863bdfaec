/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allocation failure must not silently truncate a result. Each allocating call is therefore
 * wrapped in mt_mem() or mt_mem_ok(), which set a flag on failure regardless of the caller's error
 * handling. mt_next() stops reading once the flag is set, and programs check the flag before they
 * report a complete result.
 *
 * The flag is per thread and remains set until mt_memory_reset().
 */
#ifndef MLX5TRACE_MEMORY_H
#define MLX5TRACE_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

void mt_memory_note(void);
/* Set the flag with the reason @why instead of "out of memory". */
#define MT_MEMORY_WHY 256
void mt_memory_note_why(const char *why);
void mt_memory_reset(void);
/* Whether an allocation has failed. */
bool mt_memory_short(void);
/* The beginning of an error message: "out of memory" or the given reason. */
const char *mt_memory_why(void);

/* Wrapper for functions that return NULL with ENOMEM on allocation failure. */
static inline void *mt_mem(void *p)
{
	if (!p && errno == ENOMEM)
		mt_memory_note();
	return p;
}

/* Wrapper for functions whose result, such as that of asprintf(), shows success. */
static inline bool mt_mem_ok(bool good)
{
	if (!good)
		mt_memory_note();
	return good;
}

#endif
