// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/kallsyms.h"

#include <fcntl.h>
#include <stdlib.h>

#include "analysis/source/lines.h"
#include "analysis/strpool.h"
#include "analysis/vec.h"

struct symbol {
	uint64_t address;
	const char *name;
};

struct mt_kallsyms {
	struct mt_strpool *names;
	MT_VEC(struct symbol) list;	/* by address */
};

/* "ffffffffc03d8816 t mlx5e_open_channels	[mlx5_core]" */
static bool take_line(struct mt_kallsyms *k, struct mt_span line)
{
	struct mt_span address = mt_span_word(&line), type = mt_span_word(&line);
	struct mt_span name = mt_span_word(&line);
	struct symbol *symbol;
	uint64_t value;

	if (type.len != 1 || (*type.p | 0x20) != 't' || !name.len ||
	    !mt_span_hex(address, &value) || !value)
		return true;
	symbol = mt_vec_add(&k->list);
	if (!symbol)
		return false;
	symbol->address = value;
	symbol->name = mt_strpool_add(k->names, name);
	return symbol->name;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

struct mt_kallsyms *mt_kallsyms_load(const char *path)
{
	struct mt_kallsyms *k = calloc(1, sizeof(*k));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct mt_lines lines = { .fd = -1 };
	struct mt_span line;
	bool good;

	if (k)
		k->names = mt_strpool_new();
	good = k && k->names && fd >= 0 && mt_lines_init(&lines, fd);
	while (good && mt_lines_next(&lines, &line) > 0)
		good = take_line(k, line);
	mt_lines_fini(&lines);
	if (!good || !k->list.nr) {
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

struct mt_span mt_kallsyms_find(const struct mt_kallsyms *k, uint64_t address)
{
	unsigned int low = 0, high = k->list.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (k->list.at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? mt_span_z(k->list.at[low - 1].name) : mt_span(NULL, 0);
}
