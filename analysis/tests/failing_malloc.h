/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allocator with injected failures for a program under test. It wraps that of the C
 * library, and replaces malloc() for all libraries of the program.
 */
#ifndef MLX5TRACE_FAILING_MALLOC_H
#define MLX5TRACE_FAILING_MALLOC_H

/*
 * Make @nr consecutive allocations fail, starting with @first, counted from 0 at this call;
 * @first -1: none.
 */
void failing_malloc_set(long first, long nr);
/* The number of allocations since that call. */
long failing_malloc_count(void);

#endif
