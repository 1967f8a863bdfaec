// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: a trace.dat, read in this process. The records are made from the bytes; the
 * structure of the file is valid, as libtracecmd may crash on any other (see an_fuzz_tracedat).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/source/source.h"
#include "analysis/tests/dat.h"
#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/grammar.h"

/* libtracecmd does not free what it scans from the task names. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:vsscanf\nleak:libtracecmd\n";
}

#define PAGE	    4096
#define PAGE_HEAD   16
#define RECORD_HEAD 12 /* a time extend, and the length */
#define RECORD_SIZE 24
#define CHANGES	    24 /* bytes of the input for damage() */

static char path[64];

static bool open_here(struct mt_source *src, struct mt_lines *lines)
{
	src->file = src->path = path;
	return mt_tracedat_reader.open(src, lines);
}

static struct mt_source_ops here;

static void add_events(struct dat *d, struct grammar *g)
{
	uint64_t ts[DAT_CPUS] = { 10000000000, 10000000000 };
	unsigned int nr[DAT_CPUS] = { 0 };

	while (g->left) {
		uint8_t what = grammar_take(g), step = grammar_take(g);
		int cpu = what % DAT_CPUS;

		if (nr[cpu]++ == DAT_EVENTS)
			return;
		ts[cpu] += step < 240 ? (uint64_t)step : UINT64_C(1) << (step - 210);
		dat_add(d, cpu, what & 2 ? 312 : 9, ts[cpu], what >> 2 & 3, what >> 4 & 3,
			what & 128 ? -22 : 0);
	}
}

/* Replace bytes of a record: its type, flags, task, and fields. */
static void damage(uint8_t *bytes, size_t size, struct grammar *g)
{
	size_t page = size - DAT_CPUS * PAGE;

	for (unsigned int i = grammar_take(g) % 8; i; i--) {
		uint8_t where = grammar_take(g), at = grammar_take(g);

		page += (where & 1) * PAGE;
		bytes[page + PAGE_HEAD + (where >> 1) % DAT_EVENTS * (RECORD_HEAD + RECORD_SIZE) +
		      RECORD_HEAD + at % RECORD_SIZE] = grammar_take(g);
		page -= (where & 1) * PAGE;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const clocks[] = { NULL, "mono", "local", "x86-tsc" };
	static const char *const unames[] = { NULL, "Linux here 6.12", "Linux", "" };
	static const struct mt_query query;
	static struct grammar g, changes;
	static struct dat d;
	struct mt_error err = { "" };
	struct mt_recording *rec;
	uint8_t about, *bytes;
	size_t len;

	grammar_begin(&g, NULL, data, size);
	about = grammar_take(&g);
	d = (struct dat){ .clock = clocks[about & 3],
			  .uname = unames[about >> 2 & 3],
			  .foreign = about & 16,
			  .later = about & 32 ? "x" : NULL,
			  .trace_id = about >> 6 };
	if (about >> 6 == 2) {
		d.guest = "vm";
		d.guest_id = 7;
	} else if (about >> 6 == 3) {
		d.host_id = 7;
		d.shift = 1000;
	}
	grammar_begin(&changes, NULL, g.in, g.left < CHANGES ? g.left : CHANGES);
	grammar_begin(&g, NULL, g.in + changes.left, g.left - changes.left);
	add_events(&d, &g);
	bytes = dat_make(&d, &len);
	damage(bytes, len, &changes);
	snprintf(path, sizeof(path), "%s", fuzz_file(bytes, len));
	free(bytes);
	here = mt_tracedat_reader;
	here.open = open_here;
	rec = mt_open_source(&here, NULL, &err);
	if (rec)
		fuzz_read_open(rec, &query, NULL);
	else
		fuzz_check_error(&err);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	if (n >= 4 || cap < 120)
		return 0;
	for (size_t i = 0; i < 120; i++)
		buf[i] = (uint8_t)(i * 11);
	buf[0] = (uint8_t)(n << 6 | 5);
	return 120;
}
