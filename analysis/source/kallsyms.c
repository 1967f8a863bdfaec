// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/lines.h"
#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"

struct mt_kallsyms {
	struct mt_strpool *names;
	MT_VEC(struct mt_symbol) list;
};

/* Parse "ffffffffc03d8816 t mlx5e_open_channels	[mlx5_core]". */
static bool take_line(struct mt_kallsyms *k, struct mt_span line)
{
	struct mt_span address = mt_span_word(&line), type = mt_span_word(&line);
	struct mt_span name = mt_span_word(&line), module = mt_span_word(&line);
	struct mt_symbol *symbol;
	uint64_t value;

	if (type.len != 1 || !strchr("tTdDrRbBwW", *type.p) || !name.len ||
	    !mt_span_hex(address, &value) || !value)
		return true;
	symbol = mt_vec_add(&k->list);
	if (!symbol)
		return false;
	symbol->address = value;
	symbol->code = strchr("tTwW", *type.p);
	symbol->name = mt_strpool_add(k->names, name);
	if (module.len > 2 && *module.p == '[')
		symbol->module = mt_strpool_add(k->names, mt_span(module.p + 1, module.len - 2));
	return symbol->name;
}

static int by_address(const void *a, const void *b)
{
	const struct mt_symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

struct mt_kallsyms *mt_kallsyms_load(const char *path, struct mt_error *err)
{
	struct mt_kallsyms *k = mt_mem(calloc(1, sizeof(*k)));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct mt_lines lines = { .fd = -1 };
	struct mt_span line;
	bool good;

	if (fd < 0)
		mt_error_set(err, "%s: %s", path, strerror(errno));
	else
		mt_error_set(err, "%s: out of memory", path);
	if (k)
		k->names = mt_strpool_new();
	good = k && k->names && fd >= 0 && mt_lines_init(&lines, fd);
	while (good && mt_lines_next(&lines, &line) > 0)
		good = take_line(k, line);
	mt_lines_fini(&lines);
	if (good && !k->list.nr) {
		mt_error_set(err, "%s has no addresses (kptr_restrict, or not root)", path);
		good = false;
	}
	if (!good) {
		mt_kallsyms_free(k);
		return NULL;
	}
	qsort(k->list.at, k->list.nr, sizeof(*k->list.at), by_address);
	return k;
}

void mt_kallsyms_free(struct mt_kallsyms *k)
{
	if (!k)
		return;
	mt_strpool_free(k->names);
	free(k->list.at);
	free(k);
}

unsigned int mt_kallsyms_nr(const struct mt_kallsyms *k)
{
	return k->list.nr;
}

const struct mt_symbol *mt_kallsyms_at(const struct mt_kallsyms *k, unsigned int i)
{
	return &k->list.at[i];
}

const struct mt_symbol *mt_symbol_of(const struct mt_kallsyms *k, uint64_t address)
{
	unsigned int low = 0, high = k->list.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (k->list.at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &k->list.at[low - 1] : NULL;
}

const struct mt_symbol *mt_function_at(const struct mt_kallsyms *k, uint64_t address)
{
	const struct mt_symbol *symbol = mt_symbol_of(k, address);

	return symbol && symbol->address == address && symbol->code ? symbol : NULL;
}
