/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allocation failure must not silently truncate a result, so each failure sets a flag,
 * independently of error handling in the caller: each allocating call is wrapped in
 * mt_mem() or mt_mem_ok(). mt_next() stops reading once the flag is set, and programs
 * check it before they report a complete result.
 *
 * The flag is per thread, and kept until mt_memory_reset().
 */
#ifndef MLX5TRACE_MEMORY_H
#define MLX5TRACE_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

void mt_memory_note(void);
/* The same, with the reason @why in place of "memory ran out". */
#define MT_MEMORY_WHY 256
void mt_memory_note_why(const char *why);
void mt_memory_reset(void);
/* An allocation has failed. */
bool mt_memory_short(void);
/* The beginning of a message: "memory ran out", or the reason. */
const char *mt_memory_why(void);

/* Wrapper for functions that return NULL with ENOMEM on allocation failure. */
static inline void *mt_mem(void *p)
{
	if (!p && errno == ENOMEM)
		mt_memory_note();
	return p;
}

/* The same for functions with a success result, such as asprintf(). */
static inline bool mt_mem_ok(bool good)
{
	if (!good)
		mt_memory_note();
	return good;
}

#endif
