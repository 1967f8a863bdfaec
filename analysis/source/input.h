/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The input of a recording: a file or standard input, compressed or not, that is read as lines or
 * as a seekable file.
 */
#ifndef MLX5TRACE_INPUT_H
#define MLX5TRACE_INPUT_H

#include "analysis/base/error.h"
#include "analysis/base/lines.h"
#include "analysis/source/tool.h"

#define MT_FILTERS_MAX 3

/*
 * Size limit for the copy of compressed input: this number of bytes plus this multiple of the
 * compressed size. Text is not copied.
 */
#define MT_UNPACKED_MIN	  (UINT64_C(64) << 20)
#define MT_UNPACKED_RATIO 100

struct mt_input {
	const char *name; /* for messages: the path, or "standard input" */
	struct mt_lines lines;
	bool plain;    /* the file @name is read directly */
	int spool;     /* a temporary file with all input; -1 if there is none */
	char file[32]; /* path of the temporary file while it is open */
	struct mt_filter {
		const char *what;
		struct mt_tool tool;
	} filters[MT_FILTERS_MAX];
	unsigned int nr_filters;
	uint64_t packed; /* size of the compressed input in bytes */
};

/**
 * mt_input_open() - open a file, or standard input if @path is "-"
 * @path: not copied; must outlive @in
 * @head: set to the first bytes after decompression
 *
 * Compressed input (gzip, zstd, xz, bzip2) and UTF-16 are identified by their first bytes and read
 * through an external program.
 * Return: false with @err set on failure. mt_input_close() is required even after a failure.
 */
bool mt_input_open(struct mt_input *in, const char *path, struct mt_span *head,
		   struct mt_error *err);

/**
 * mt_input_file() - get the path of a seekable file with the input
 *
 * Input that is not seekable is copied to an unnamed temporary file in $TMPDIR. Compressed input is
 * only copied up to the limit given by MT_UNPACKED_MIN and MT_UNPACKED_RATIO.
 * Return: NULL with @err set on failure.
 */
const char *mt_input_file(struct mt_input *in, struct mt_error *err);

/* To be called at the end of the input. Returns false with @err set if the input was incomplete. */
bool mt_input_end(struct mt_input *in, struct mt_error *err);

void mt_input_close(struct mt_input *in);

#endif
