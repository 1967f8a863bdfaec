/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's symbols, of data as well, with the module of each. */
#ifndef MLX5TRACE_FLOW_SYMBOLS_H
#define MLX5TRACE_FLOW_SYMBOLS_H

#include "analysis/mlx5trace.h"

struct flow_symbol {
	uint64_t address;
	const char *name;	/* with the compiler's suffix, as kallsyms has it */
	const char *module;	/* NULL: the kernel itself */
	bool code;
};

struct flow_symbols;

/* @path: /proc/kallsyms or a copy. NULL with @err set. */
struct flow_symbols *flow_symbols_load(const char *path, struct mt_error *err);
void flow_symbols_free(struct flow_symbols *s);

unsigned int flow_symbols_nr(const struct flow_symbols *s);
/* In the order of their addresses. */
const struct flow_symbol *flow_symbols_at(const struct flow_symbols *s, unsigned int i);
/* The symbol that begins at or before @address; NULL when there is none. */
const struct flow_symbol *flow_symbol_of(const struct flow_symbols *s, uint64_t address);
/* The function that begins just there. */
const struct flow_symbol *flow_function_at(const struct flow_symbols *s, uint64_t address);

#endif
