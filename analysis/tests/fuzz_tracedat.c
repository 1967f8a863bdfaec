// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: any bytes as a trace.dat. The library reads it in a separate process and
 * may crash there; this process must report it and continue.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/tests/dat.h"
#include "analysis/tests/fuzz_file.h"

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

/* A crash of the library in the separate process is not a finding of libFuzzer. */
static void in_child(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char magic[] = "\x17\x08\x44tracing";
	static bool ready;

	if (!ready)
		pthread_atfork(NULL, NULL, in_child);
	ready = true;
	if (size < sizeof(magic) || memcmp(data, magic, sizeof(magic) - 1))
		return 0;
	fuzz_read(fuzz_file(data, size), NULL);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static struct dat d;
	size_t size;
	void *bytes;

	if (n > 1)
		return 0;
	d = (struct dat){ .clock = "mono", .uname = "Linux here 6.12", .trace_id = 1 };
	if (n) {
		d.guest = "vm";
		d.guest_id = 2;
		d.host_id = 3;
		d.shift = 1000;
	}
	for (unsigned int i = 0; i < 8; i++)
		dat_add(&d, (int)(i % 2), 312, 1000000 * i, i, i + 1, 0);
	bytes = dat_make(&d, &size);
	if (size > cap)
		abort();
	memcpy(buf, bytes, size);
	free(bytes);
	return size;
}
