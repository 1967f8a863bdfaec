/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of output formats. A new format requires a source file and a line in formats.c. The
 * file is in this directory if the format shows the tables of all verbs, otherwise in
 * analysis/view/export.
 */
#ifndef MLX5TRACE_FORMAT_H
#define MLX5TRACE_FORMAT_H

#include <stdio.h>

#include "analysis/view/format/column.h"

/* The tables that a verb shows for each recording. */
struct mt_shown {
	const char *verb;
	const struct mt_table *recording;    /* the recording itself */
	const struct mt_table *const *parts; /* parts of the verb, NULL-terminated */
	const char *output; /* the directory to create, for a format that writes one */
	const struct mt_table *within,
		*list; /* the list of the verb, for each row of @within, which may be NULL */
};

struct mt_format {
	const char *option;  /* "json" for --json */
	const char *help;    /* a line for --help */
	const char *verbs;   /* the verbs that have the format, separated by ", "; NULL: all */
	unsigned int models; /* additional models, as bits of enum mt_model_id */
	bool only_lists;     /* only verbs with a list have the format */
	bool to_directory;   /* the format writes a directory instead of standard output */
	/* Returns NULL when out of memory. */
	void *(*begin)(FILE *out, const struct mt_shown *shown);
	/* @row is that of the recording. Returns false when out of memory; end() then writes nothing. */
	bool (*recording)(void *format, const struct mt_row *row);
	/* Returns false when out of memory, after one line on stderr. */
	bool (*end)(void *format);
};

/* NULL-terminated. */
extern const struct mt_format *const mt_formats[];

/* Does the verb have this format? */
bool mt_format_of_verb(const struct mt_format *format, const char *verb, bool has_list);

extern const struct mt_format mt_format_json, mt_format_csv, mt_format_jsonl;

#endif
