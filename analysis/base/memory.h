/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A shortage of memory must not shorten an answer silently, so it is noted where it comes
 * up, whatever the caller makes of it: each call that allocates stands within mt_mem() or
 * mt_mem_ok(). mt_next() ends the reading once it is noted, and a program asks before it
 * calls its answer whole.
 *
 * The note is the thread's, and stays until mt_memory_forget().
 */
#ifndef MLX5TRACE_MEMORY_H
#define MLX5TRACE_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

void mt_memory_note(void);
void mt_memory_forget(void);
/* Was memory short since? */
bool mt_memory_short(void);

/* What a function gave that returns NULL with ENOMEM when memory is short. */
static inline void *mt_mem(void *p)
{
	if (!p && errno == ENOMEM)
		mt_memory_note();
	return p;
}

/* The same of one that says by its result whether it went well, asprintf() for one. */
static inline bool mt_mem_ok(bool good)
{
	if (!good)
		mt_memory_note();
	return good;
}

#endif
