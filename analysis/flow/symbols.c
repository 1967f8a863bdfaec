// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/symbols.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "analysis/source/lines.h"
#include "analysis/strpool.h"
#include "analysis/vec.h"

struct flow_symbols {
	struct mt_strpool *names;
	MT_VEC(struct flow_symbol) list;
};

/* "ffffffffc03d8816 t mlx5e_open_channels	[mlx5_core]" */
static bool take_line(struct flow_symbols *s, struct mt_span line)
{
	struct mt_span address = mt_span_word(&line), type = mt_span_word(&line);
	struct mt_span name = mt_span_word(&line), module = mt_span_word(&line);
	struct flow_symbol *symbol;
	uint64_t value;

	if (type.len != 1 || !strchr("tTdDrRbBwW", *type.p) || !name.len ||
	    !mt_span_hex(address, &value) || !value)
		return true;
	symbol = mt_vec_add(&s->list);
	if (!symbol)
		return false;
	symbol->address = value;
	symbol->code = strchr("tTwW", *type.p);
	symbol->name = mt_strpool_add(s->names, name);
	if (module.len > 2 && *module.p == '[')
		symbol->module = mt_strpool_add(s->names, mt_span(module.p + 1, module.len - 2));
	return symbol->name;
}

static int by_address(const void *a, const void *b)
{
	const struct flow_symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

struct flow_symbols *flow_symbols_load(const char *path, struct mt_error *err)
{
	struct flow_symbols *s = calloc(1, sizeof(*s));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct mt_lines lines = { .fd = -1 };
	struct mt_span line;
	bool good;

	if (fd < 0)
		mt_error_set(err, "%s: %s", path, strerror(errno));
	else
		mt_error_set(err, "%s: out of memory", path);
	if (s)
		s->names = mt_strpool_new();
	good = s && s->names && fd >= 0 && mt_lines_init(&lines, fd);
	while (good && mt_lines_next(&lines, &line) > 0)
		good = take_line(s, line);
	mt_lines_fini(&lines);
	if (good && !s->list.nr) {
		mt_error_set(err, "%s has no addresses for this user: only root can trace", path);
		good = false;
	}
	if (!good) {
		flow_symbols_free(s);
		return NULL;
	}
	qsort(s->list.at, s->list.nr, sizeof(*s->list.at), by_address);
	return s;
}

void flow_symbols_free(struct flow_symbols *s)
{
	if (!s)
		return;
	mt_strpool_free(s->names);
	free(s->list.at);
	free(s);
}

unsigned int flow_symbols_nr(const struct flow_symbols *s)
{
	return s->list.nr;
}

const struct flow_symbol *flow_symbols_at(const struct flow_symbols *s, unsigned int i)
{
	return &s->list.at[i];
}

const struct flow_symbol *flow_symbol_of(const struct flow_symbols *s, uint64_t address)
{
	unsigned int low = 0, high = s->list.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (s->list.at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &s->list.at[low - 1] : NULL;
}

const struct flow_symbol *flow_function_at(const struct flow_symbols *s, uint64_t address)
{
	const struct flow_symbol *symbol = flow_symbol_of(s, address);

	return symbol && symbol->address == address && symbol->code ? symbol : NULL;
}
