// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/hwtstamp_names.h"

#include <errno.h>
#include <limits.h>
#include <linux/net_tstamp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "workloads/cli.h"

static struct hwt_name table[] = {
#define NAME(kind, tail) { HWT_##kind, HWTSTAMP_##kind##_##tail, #tail },
#include "workloads/hwtstamp_names.inc"
#undef NAME
};

#define NAMES (sizeof(table) / sizeof(table[0]))

static const struct {
	const char *field;
	const char *prefix;
} kinds[] = {
	[HWT_FLAG] = { "flags", "HWTSTAMP_FLAG_" },
	[HWT_TX] = { "tx_type", "HWTSTAMP_TX_" },
	[HWT_FILTER] = { "rx_filter", "HWTSTAMP_FILTER_" },
};

static int by_kind_and_value(const void *a, const void *b)
{
	const struct hwt_name *x = a, *y = b;

	return x->kind == y->kind ? (x->value > y->value) - (x->value < y->value) :
				    (x->kind > y->kind) - (x->kind < y->kind);
}

const struct hwt_name *hwt_names(size_t *count)
{
	qsort(table, NAMES, sizeof(table[0]), by_kind_and_value);
	*count = NAMES;
	return table;
}

const char *hwt_name(enum hwt_kind kind, int value)
{
	for (size_t i = 0; i < NAMES; i++)
		if (table[i].kind == kind && table[i].value == value)
			return table[i].name;
	return NULL;
}

int hwt_value(enum hwt_kind kind, const char *text, int *value)
{
	size_t prefix = strlen(kinds[kind].prefix);
	uint32_t number;

	if (!cli_number(text, INT_MAX, &number)) {
		*value = (int)number;
		return 0;
	}
	if (!strncasecmp(text, kinds[kind].prefix, prefix))
		text += prefix;
	for (size_t i = 0; i < NAMES; i++) {
		if (table[i].kind == kind && !strcasecmp(table[i].name, text)) {
			*value = table[i].value;
			return 0;
		}
	}
	return -EINVAL;
}

const char *hwt_field(enum hwt_kind kind)
{
	return kinds[kind].field;
}
