/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of output formats. A new format is a source file, here if it has the tables of
 * all verbs, otherwise in analysis/view/export, and a line in formats.c.
 */
#ifndef MLX5TRACE_FORMAT_H
#define MLX5TRACE_FORMAT_H

#include <stdio.h>

#include "analysis/view/format/column.h"

/* Tables that a verb shows for each recording. */
struct mt_shown {
	const char *verb;
	const struct mt_table *recording;    /* the recording itself */
	const struct mt_table *const *parts; /* parts of the verb, NULL-terminated */
	const char *output;		     /* the directory of a format that writes one */
	const struct mt_table *within,
		*list; /* its list, for each row of @within, which may be NULL */
};

struct mt_format {
	const char *option;  /* "json" of --json */
	const char *help;    /* a line for --help */
	const char *verbs;   /* the only verbs that have it, separated by ", "; NULL: all */
	unsigned int models; /* besides those of the verb: bits of enum mt_model_id */
	bool only_lists;     /* only for verbs with a list */
	bool to_directory;   /* writes a directory, not standard output */
	/* NULL when out of memory. */
	void *(*begin)(FILE *out, const struct mt_shown *shown);
	/* @row is the recording's; false when out of memory, with no output from end(). */
	bool (*recording)(void *format, const struct mt_row *row);
	/* The same, with one line on stderr. */
	bool (*end)(void *format);
};

/* NULL-terminated. */
extern const struct mt_format *const mt_formats[];

/* Does the verb have this format? */
bool mt_format_of_verb(const struct mt_format *format, const char *verb, bool has_list);

extern const struct mt_format mt_format_json, mt_format_csv, mt_format_jsonl;

#endif
