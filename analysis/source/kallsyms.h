/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code and data symbols of the kernel, each with its module, from /proc/kallsyms or a copy of
 * it.
 */
#ifndef MLX5TRACE_KALLSYMS_H
#define MLX5TRACE_KALLSYMS_H

#include <stdint.h>

#include "analysis/base/error.h"

struct mt_symbol {
	uint64_t address;
	const char *name;   /* including the compiler's suffix, as in kallsyms */
	const char *module; /* NULL if built into the kernel */
	bool code;
};

struct mt_kallsyms;

/* Returns NULL with @err set if the file is unreadable or has no addresses (kptr_restrict). */
struct mt_kallsyms *mt_kallsyms_load(const char *path, struct mt_error *err);
void mt_kallsyms_free(struct mt_kallsyms *k);

unsigned int mt_kallsyms_nr(const struct mt_kallsyms *k);
/* The symbol @i in address order. */
const struct mt_symbol *mt_kallsyms_at(const struct mt_kallsyms *k, unsigned int i);
/* The last symbol that starts at or before @address; NULL if there is none. */
const struct mt_symbol *mt_symbol_of(const struct mt_kallsyms *k, uint64_t address);
/* The function that starts exactly at @address. */
const struct mt_symbol *mt_function_at(const struct mt_kallsyms *k, uint64_t address);

#endif
