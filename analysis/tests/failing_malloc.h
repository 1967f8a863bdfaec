/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allocator for a program under test that can be told to fail. It is the C library's, and
 * takes the place of malloc() for all libraries of the program as well.
 */
#ifndef MLX5TRACE_FAILING_MALLOC_H
#define MLX5TRACE_FAILING_MALLOC_H

/*
 * Allocation @first, counted from 0 from now on, and those after it fail, @nr in all;
 * @first -1: none.
 */
void failing_malloc_set(long first, long nr);
/* How many there were since. */
long failing_malloc_count(void);

#endif
