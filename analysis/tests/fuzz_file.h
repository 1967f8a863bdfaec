/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the fuzz targets: an input as a file, a recording read by all models. */
#ifndef MLX5TRACE_TESTS_FUZZ_FILE_H
#define MLX5TRACE_TESTS_FUZZ_FILE_H

#include "tests/lib/fuzz.h"

#include "analysis/source/recording.h"

/* A file in memory with this content; its name is valid until the next call. */
const char *fuzz_file(const void *data, size_t size);

/* Open it, feed all models, and discard the output of all views. */
void fuzz_read(const char *path, const struct mt_options *opts);

/* Write @text as the next seed. */
size_t fuzz_text_seed(const char *text, uint8_t *buf, size_t cap);

#endif
