/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbols from a copy of /proc/kallsyms, for kernel addresses that the printed
 * trace leaves without a name: perf 6.12 does so with the frames of a module in
 * the first call stack, before it has loaded the file that it was given.
 */
#ifndef MLX5TRACE_KALLSYMS_H
#define MLX5TRACE_KALLSYMS_H

#include "analysis/span.h"

struct mt_kallsyms;

/* NULL when it cannot be read or has no addresses (kptr_restrict). */
struct mt_kallsyms *mt_kallsyms_load(const char *path);
void mt_kallsyms_free(struct mt_kallsyms *k);

/* The function that an address lies in; empty when there is none. */
struct mt_span mt_kallsyms_find(const struct mt_kallsyms *k, uint64_t address);

#endif
