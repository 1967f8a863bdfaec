/* SPDX-License-Identifier: GPL-2.0-only */
/* What a format of lists provides. A new one is a file of its own and a line in formats.c. */
#ifndef MLX5TRACE_FORMAT_H
#define MLX5TRACE_FORMAT_H

#include <stdio.h>

#include "analysis/view/format/column.h"

/* What a verb shows of each recording. */
struct mt_shown {
	const char *verb;
	const struct mt_table *recording;    /* the recording itself */
	const struct mt_table *const *parts; /* what the verb knows of it; NULL ends them */
	const struct mt_table *within,
		*list; /* its list, of each row of @within, which may be NULL */
};

struct mt_format {
	const char *option; /* "json" of --json */
	bool only_lists;    /* shows no verb without a list */
	/* NULL when memory is short. */
	void *(*begin)(FILE *out, const struct mt_shown *shown);
	/* @row is that of the recording; false when memory was short and end() shows nothing. */
	bool (*recording)(void *format, const struct mt_row *row);
	/* The same, and one line on stderr said so. */
	bool (*end)(void *format);
};

/* NULL ends them. */
extern const struct mt_format *const mt_formats[];

extern const struct mt_format mt_format_json, mt_format_csv;

#endif
