/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Input of a recording: a file or standard input, compressed or not, as lines or as a
 * seekable file.
 */
#ifndef MLX5TRACE_INPUT_H
#define MLX5TRACE_INPUT_H

#include "analysis/base/error.h"
#include "analysis/base/lines.h"
#include "analysis/source/tool.h"

#define MT_FILTERS_MAX 3

/*
 * Limit of the copy of compressed input: these bytes plus this multiple of its size.
 * Text is not copied.
 */
#define MT_UNPACKED_MIN	  (UINT64_C(64) << 20)
#define MT_UNPACKED_RATIO 100

struct mt_input {
	const char *name; /* for messages: the path, or "standard input" */
	struct mt_lines lines;
	bool plain;    /* the file of that name is read directly */
	int spool;     /* a temporary file with all input; -1: none */
	char file[32]; /* its path while it is open */
	struct mt_filter {
		const char *what;
		struct mt_tool tool;
	} filters[MT_FILTERS_MAX];
	unsigned int nr_filters;
	uint64_t packed; /* bytes of compressed input */
};

/**
 * mt_input_open() - open a file or, as "-", standard input
 * @path: referenced; must outlive @in
 * @head: first bytes, decompressed
 *
 * Compressed input (gzip, zstd, xz, bzip2) and UTF-16 are identified by their first bytes
 * and read through an external program.
 * Return: false with @err set; mt_input_close() is required in both cases.
 */
bool mt_input_open(struct mt_input *in, const char *path, struct mt_span *head,
		   struct mt_error *err);

/**
 * mt_input_file() - path of a seekable file with the input
 *
 * Other input is copied to an unnamed temporary file in $TMPDIR, of compressed input no more
 * than MT_UNPACKED_MIN and MT_UNPACKED_RATIO permit.
 * Return: NULL with @err set.
 */
const char *mt_input_file(struct mt_input *in, struct mt_error *err);

/* At the end of input: false with @err set if it was incomplete. */
bool mt_input_end(struct mt_input *in, struct mt_error *err);

void mt_input_close(struct mt_input *in);

#endif
