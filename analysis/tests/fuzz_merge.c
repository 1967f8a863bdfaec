// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: two or three recordings that are merged, each as text by the choices of a grammar,
 * or a trace.dat with its clock, its machine and its session.
 */
#include <stdlib.h>

#include "analysis/tests/dat.h"
#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/grammar.h"

static const char *write_dat(unsigned int nr, struct grammar *g)
{
	static const char *const clocks[] = { NULL, "mono", "local", "mono" };
	static const char *const unames[] = { NULL, "Linux here 6.12", "Linux there 6.12", NULL };
	static struct dat d;
	uint8_t about = grammar_take(g), session = grammar_take(g);
	uint64_t ts[DAT_CPUS] = { 10000000000, 10000000000 };
	const char *name;
	size_t size;
	void *bytes;

	d = (struct dat){ .clock = clocks[about & 3],
			  .uname = unames[about >> 2 & 3],
			  .foreign = about & 16,
			  .trace_id = session & 3 };
	if (session & 4) {
		d.guest = "vm";
		d.guest_id = session >> 3 & 3;
	}
	if (session & 32) {
		d.host_id = session >> 6;
		d.shift = 1000 * (int8_t)about;
	}
	for (unsigned int i = grammar_take(g) % 32; i && g->left; i--) {
		uint8_t what = grammar_take(g);
		int cpu = what % DAT_CPUS;

		ts[cpu] += 1000 * (uint64_t)grammar_take(g);
		dat_add(&d, cpu, 312 + (what >> 1 & 3), ts[cpu], what >> 3 & 3, what >> 5, 0);
	}
	bytes = dat_make(&d, &size);
	name = fuzz_file_nr(nr, bytes, size);
	free(bytes);
	return name;
}

/* A part of the input: its length is in its first two bytes. */
static const char *write_part(unsigned int nr, const uint8_t **data, size_t *size, bool as_dat)
{
	static struct grammar g;
	size_t len;

	grammar_begin(&g, NULL, *data, *size);
	len = grammar_take(&g);
	len |= (size_t)grammar_take(&g) << 8;
	if (len > g.left)
		len = g.left;
	*data = g.in + len;
	*size = g.left - len;
	if (!as_dat) {
		grammar_trace(&g, g.in, len);
		return fuzz_file_nr(nr, g.text, g.len);
	}
	g.left = len;
	return write_dat(nr, &g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mt_query query;
	const struct mt_options opts = { 0 };
	char *paths[FUZZ_FILES];
	unsigned int nr, nr_machines = 0;
	struct mt_recording **recs;
	struct mt_error err = { "" };
	uint8_t flags;

	if (!size)
		return 0;
	flags = *data++;
	size--;
	nr = 2 + (flags & 1);
	/* the separate process of a trace.dat takes most of the time */
	for (unsigned int i = 0; i < nr; i++)
		paths[i] = (char *)(uintptr_t)write_part(i, &data, &size,
							 (flags >> (1 + 2 * i) & 3) == 3);
	recs = mt_open_merged(paths, nr, &opts, &nr_machines, &err);
	if (!recs)
		fuzz_check_error(&err);
	for (unsigned int i = 0; recs && i < nr_machines; i++)
		fuzz_read_open(recs[i], &query, NULL);
	free(recs);
	return 0;
}

/* two texts, a text and a trace.dat, a host and its guest */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const uint8_t flags[] = { 0x00, 0x06, 0x1e };

	if (n >= sizeof(flags) || cap < 203)
		return 0;
	for (size_t i = 0; i < 203; i++)
		buf[i] = (uint8_t)(i * 7 + n);
	buf[0] = flags[n];
	buf[1] = 100;
	buf[2] = 0;
	buf[103] = 98;
	buf[104] = 0;
	return 203;
}
