/* SPDX-License-Identifier: GPL-2.0-only */
/* Is an output well-formed? */
#ifndef MLX5TRACE_TESTS_WELLFORMED_H
#define MLX5TRACE_TESTS_WELLFORMED_H

#include <stdbool.h>
#include <stddef.h>

/* One JSON value, or one for each line. */
bool wellformed_json(const char *text, size_t len, bool lines);
/* XML of which each element is closed, each value quoted, and each character permitted. */
bool wellformed_xml(const char *text, size_t len);

#endif
