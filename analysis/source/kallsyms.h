/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's symbols, of code and data, with the module of each: from /proc/kallsyms
 * or a copy of it.
 */
#ifndef MLX5TRACE_KALLSYMS_H
#define MLX5TRACE_KALLSYMS_H

#include <stdint.h>

#include "analysis/base/error.h"

struct mt_symbol {
	uint64_t address;
	const char *name;   /* with the compiler's suffix, as kallsyms has it */
	const char *module; /* NULL: the kernel itself */
	bool code;
};

struct mt_kallsyms;

/* NULL with @err set when it cannot be read or has no addresses (kptr_restrict). */
struct mt_kallsyms *mt_kallsyms_load(const char *path, struct mt_error *err);
void mt_kallsyms_free(struct mt_kallsyms *k);

unsigned int mt_kallsyms_nr(const struct mt_kallsyms *k);
/* In the order of their addresses. */
const struct mt_symbol *mt_kallsyms_at(const struct mt_kallsyms *k, unsigned int i);
/* The symbol that begins at or before @address; NULL when there is none. */
const struct mt_symbol *mt_symbol_of(const struct mt_kallsyms *k, uint64_t address);
/* The function that begins just there. */
const struct mt_symbol *mt_function_at(const struct mt_kallsyms *k, uint64_t address);

#endif
