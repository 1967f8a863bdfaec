// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a fuzz target's seeds and their mutations, the same ones each time.
 * Usage: [INPUT-FILE]... - run these instead (to reproduce a finding).
 *        --seeds DIR - write the seeds there, as initial corpus of libFuzzer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/fuzz.h"

#define MAX_INPUT 65536u
#define MUTANTS	  3000u /* of each seed */

static uint64_t random_state = 0x9e3779b97f4a7c15u;

/* xorshift64 */
static uint32_t rnd(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 16) % below);
}

/* Boundary values of lengths, counts and indices. */
static void put_edge_value(uint8_t *at, size_t room)
{
	// clang-format off
	static const uint64_t edges[] = {
		0, 1, 2, 3, 7, 8, 15, 16, 63, 64, 255, 4095, 4096, 65535,
		1u << 20, 0x7fffffff, 0x80000000, 0xffffffff, INT64_MAX,
		1ull << 63, UINT64_MAX - 4095, UINT64_MAX,
	};
	// clang-format on
	uint64_t v = edges[rnd(sizeof(edges) / sizeof(edges[0]))];
	size_t len = (size_t)1 << rnd(4);

	memcpy(at, &v, len < room ? len : room);
}

static size_t mutate(uint8_t *buf, size_t len)
{
	for (uint32_t i = 1 + rnd(6); i; i--) {
		size_t at = rnd((uint32_t)len), n = 1 + rnd(64);

		switch (rnd(5)) {
		case 0:
			buf[at] ^= (uint8_t)(1 << rnd(8));
			break;
		case 1:
			put_edge_value(buf + at, len - at);
			break;
		case 2: /* drop some bytes */
			if (n > len - at || n == len)
				break;
			memmove(buf + at, buf + at + n, len - at - n);
			len -= n;
			break;
		case 3: /* repeat some bytes */
			if (n > len - at || len + n > MAX_INPUT)
				break;
			memmove(buf + at + n, buf + at, len - at);
			len += n;
			break;
		default: /* truncate */
			if (!rnd(8))
				len = at ? at : 1;
		}
	}
	return len;
}

static void seeds_and_mutants(void **state)
{
	static uint8_t seed[MAX_INPUT], buf[MAX_INPUT];
	const unsigned int mutants = &fuzz_mutants ? fuzz_mutants : MUTANTS;
	size_t len;

	(void)state;
	for (unsigned int n = 0; (len = fuzz_seed(n, seed, sizeof(seed))); n++) {
		assert_int_equal(LLVMFuzzerTestOneInput(seed, len), 0);
		for (unsigned int i = 0; i < mutants; i++) {
			memcpy(buf, seed, len);
			LLVMFuzzerTestOneInput(buf, mutate(buf, len));
		}
	}
}

static int write_seeds(const char *dir)
{
	static uint8_t seed[MAX_INPUT];
	char path[512];
	size_t len;

	for (unsigned int n = 0; (len = fuzz_seed(n, seed, sizeof(seed))); n++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/seed-%u", dir, n);
		file = fopen(path, "wb");
		if (!file || fwrite(seed, 1, len, file) != len || fclose(file)) {
			perror(path);
			return 2;
		}
	}
	return 0;
}

static int play(const char *path)
{
	static uint8_t buf[MAX_INPUT];
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file) {
		perror(path);
		return 2;
	}
	len = fread(buf, 1, sizeof(buf), file);
	fclose(file);
	return LLVMFuzzerTestOneInput(buf, len);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seeds_and_mutants),
	};
	int ret = 0;

	if (argc == 1)
		return cmocka_run_group_tests(tests, NULL, NULL);
	if (argc == 3 && !strcmp(argv[1], "--seeds"))
		return write_seeds(argv[2]);
	for (int i = 1; i < argc && !ret; i++)
		ret = play(argv[i]);
	return ret;
}
