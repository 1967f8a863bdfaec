/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the fuzz targets: inputs as files, a recording read by all models. */
#ifndef MLX5TRACE_TESTS_FUZZ_FILE_H
#define MLX5TRACE_TESTS_FUZZ_FILE_H

#include "tests/lib/fuzz.h"

#include "analysis/model/graph_expect.h"
#include "analysis/source/recording.h"

#define FUZZ_FILES 3

/* A file in memory with this content; its name is valid until the next call. */
const char *fuzz_file(const void *data, size_t size);
/* The same for several at a time: the name of file @nr is valid until the next call for it. */
const char *fuzz_file_nr(unsigned int nr, const void *data, size_t size);

/* Open it, feed all models, and discard the output of all views. */
void fuzz_read(const char *path, const struct mt_options *opts);
/*
 * The same of an open recording, which is closed. JSON and SVG must be well-formed. @expected:
 * for the view of the call graph, or NULL.
 */
void fuzz_read_open(struct mt_recording *rec, const struct mt_query *query,
		    const struct mt_expected *expected);
/* An error must be one line. */
void fuzz_check_error(const struct mt_error *err);

/* Write @text as the next seed. */
size_t fuzz_text_seed(const char *text, uint8_t *buf, size_t cap);

#endif
