// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: the choices of a grammar as a kernel log. */
#include <string.h>

#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/grammar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kernels[] = { NULL, "6.12.48", "5.4", "x", "7.3" };
	static struct grammar g;
	struct mt_query query = { 0 };
	struct mt_error err = { "" };
	struct mt_recording *rec;
	uint8_t flags;

	grammar_begin(&g, NULL, data, size);
	flags = grammar_take(&g);
	query.host = flags & 16 ? "host" : NULL;
	query.kernel = kernels[flags % 5];
	grammar_log(&g, g.in, g.left);
	rec = mt_open(fuzz_file(g.text, g.len), NULL, &err);
	if (rec)
		fuzz_read_open(rec, &query, NULL);
	else
		fuzz_check_error(&err);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	if (n >= 4 || cap < 400)
		return 0;
	for (size_t i = 0; i < 400; i++)
		buf[i] = (uint8_t)(i * (2 * n + 5) + n);
	return 400;
}
