// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: any bytes as snapshot.json and as meta.json of a recording directory. An
 * input is used as both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/tests/fuzz_file.h"

static char dir[] = "/tmp/mlx5-trace-fuzz-XXXXXX";

static void write_file(const char *name, const void *data, size_t size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		abort();
}

static void clean(void)
{
	static const char *const names[] = { "trace.txt", "snapshot.json", "meta.json" };
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char trace[] =
		"ip-312 [001] ..... 10.000100: mlx5e_open_channel: dev=0000:01:00.0 netdev=eth0 "
		"ifindex=2 ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=0\n";
	static bool made;

	if (!made) {
		if (!mkdtemp(dir))
			abort();
		atexit(clean);
		write_file("trace.txt", trace, sizeof(trace) - 1);
		made = true;
	}
	write_file("snapshot.json", data, size);
	write_file("meta.json", data, size);
	fuzz_read(dir, NULL);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const char *const seeds[] = {
		"{\"v\":1,\"kernel\":{\"release\":\"6.12.1\",\"machine\":\"x86_64\"},"
		"\"module\":{\"srcversion\":\"AB\",\"build_id\":null,\"patched\":true,\"edited\":[\"a.c\"]},"
		"\"devices\":[{\"netdev\":\"eth0\",\"ifindex\":2,\"pci\":\"0000:01:00.0\",\"netns\":1,"
		"\"driver\":{\"name\":\"mlx5_core\",\"version\":\"6\",\"firmware\":\"16\",\"bus\":\"0000:01:00.0\"},"
		"\"channels\":{\"combined\":{\"current\":1,\"max\":4}},"
		"\"rss\":{\"hash\":\"toeplitz\",\"key\":\"00\",\"indir\":[0,1,0,1]},"
		"\"rules\":[{\"location\":5,\"flow_type\":\"tcp4\",\"match\":{\"dst_port\":80},\"action\":2}],"
		"\"devlink_health_rx\":{\"RQs\":[{\"channel ix\":0,\"rqn\":90,\"HW state\":1,"
		"\"CQ\":{\"cqn\":1090}}]}}]}",
		"{\"v\":1,\"tool\":\"ftrace\",\"version\":\"1\",\"clock\":\"mono\","
		"\"started\":\"2026-11-21T00:00:00.0Z\",\"events\":[\"mlx5:*\"],"
		"\"command\":[\"ethtool\",\"-L\"],\"exit_status\":0,"
		"\"lost\":{\"total\":3,\"per_cpu\":[1,2]},\"recorded\":5}",
	};

	return n < sizeof(seeds) / sizeof(*seeds) ? fuzz_text_seed(seeds[n], buf, cap) : 0;
}
