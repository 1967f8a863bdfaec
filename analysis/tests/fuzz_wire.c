// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: any bytes as messages of the process that reads a file. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/source/wire.h"
#include "analysis/tests/fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mt_frames frames;
	static struct mt_record r;
	struct mt_wire wire = { .fd = open(fuzz_file(data, size), O_RDONLY | O_CLOEXEC) };
	struct mt_strpool *names = mt_strpool_new();
	struct mt_stats stats = { 0 };
	struct mt_wire_head head;
	struct mt_span payload;

	if (wire.fd < 0 || !names)
		abort();
	while (mt_wire_get(&wire, &head, &payload) > 0) {
		if (head.type == MT_WIRE_RECORD)
			mt_wire_record(payload, &r, names, &frames);
		else if (head.type == MT_WIRE_STATS)
			mt_wire_stats(payload, &stats);
		if (stats.nr_problems > MT_PROBLEMS_KEPT)
			abort();
	}
	mt_strpool_free(names);
	free(stats.cpu);
	free(wire.buf);
	close(wire.fd);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const char *const funcs[] = { "inner", "outer" };
	static const bool kernel[] = { true, false };
	struct mt_lost lost[2] = { { 1, 0 }, { 0, 2 } };
	struct mt_stats stats = { .events = 3, .nr_cpus = 2, .cpu = lost };
	struct mt_record r = {
		.kind = MT_REC_EVENT,
		.cpu = 1,
		.pid = 312,
		.comm = mt_span_z("ethtool"),
		.system = mt_span_z("mlx5"),
		.name = mt_span_z("mlx5e_set_channels"),
		.text = mt_span_z(
			"dev=0000:01:00.0 netdev=eth0 ifindex=2 old_count=1 new_count=2 err=0"),
	};
	struct mt_wire wire = { .fd = -1 };
	size_t size;

	if (n)
		return 0;
	mt_wire_put_record(&wire, &r);
	r.kind = MT_REC_STACK;
	r.stack = (struct mt_stack){ funcs, kernel, 2, 0 };
	mt_wire_put_record(&wire, &r);
	r.kind = MT_REC_CALL;
	r.func = funcs[0];
	mt_wire_put_record(&wire, &r);
	mt_wire_put_stats(&wire, &stats);
	mt_wire_put(&wire, MT_WIRE_END, "", 0);
	size = wire.len;
	if (size > cap)
		abort();
	memcpy(buf, wire.buf, size);
	free(wire.buf);
	return size;
}
