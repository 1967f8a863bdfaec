/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of a recording, wherever they come from: a file or standard input,
 * compressed or not, as lines or as a file that can be sought in.
 */
#ifndef MLX5TRACE_INPUT_H
#define MLX5TRACE_INPUT_H

#include "analysis/base/error.h"
#include "analysis/base/lines.h"
#include "analysis/source/tool.h"

#define MT_FILTERS_MAX 3

struct mt_input {
	const char *name; /* for messages: the path, or "standard input" */
	struct mt_lines lines;
	bool plain;    /* what is read is the file of that name */
	int spool;     /* a temporary file with all of it; -1: none */
	char file[32]; /* its name while it is open */
	struct mt_filter {
		const char *what;
		struct mt_tool tool;
	} filters[MT_FILTERS_MAX];
	unsigned int nr_filters;
};

/**
 * mt_input_open() - open a file or, as "-", standard input
 * @path: kept; must live as long as @in
 * @head: what it begins with, once it is decompressed
 *
 * Compressed input (gzip, zstd, xz, bzip2) and UTF-16 are known by their first
 * bytes and read through the program of that name.
 * Return: false with @err set; mt_input_close() is due in either case.
 */
bool mt_input_open(struct mt_input *in, const char *path, struct mt_span *head,
		   struct mt_error *err);

/**
 * mt_input_file() - the name of a file that can be opened and sought in
 *
 * What is no such file is copied to a temporary one without a name, in $TMPDIR.
 * Return: NULL with @err set.
 */
const char *mt_input_file(struct mt_input *in, struct mt_error *err);

/* At the end of the bytes: false with @err set when they were not all there. */
bool mt_input_end(struct mt_input *in, struct mt_error *err);

/**
 * mt_spool_new() - a temporary file without a name, in $TMPDIR
 * @name: whose content it will have, for the message
 *
 * Return: its descriptor, or -1 with @err set.
 */
int mt_spool_new(const char *name, struct mt_error *err);

void mt_input_close(struct mt_input *in);

#endif
