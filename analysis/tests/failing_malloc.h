/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allocator that injects failures into a program under test. It wraps the allocator of the C
 * library, and replaces malloc() for all libraries of the program.
 */
#ifndef MLX5TRACE_FAILING_MALLOC_H
#define MLX5TRACE_FAILING_MALLOC_H

/*
 * Make @nr consecutive allocations fail, beginning with allocation @first, counted from 0 at this
 * call. No allocation fails if @first is -1.
 */
void failing_malloc_set(long first, long nr);
/* Returns the number of allocations since failing_malloc_set(). */
long failing_malloc_count(void);

#endif
