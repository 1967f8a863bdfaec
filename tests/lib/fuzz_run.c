// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a fuzz target without libFuzzer.
 * Usage: without arguments - run a unit test: the recorded inputs of the target
 *		(tests/fuzz/corpus/TARGET.pack), its seeds, and mutations of both for
 *		FUZZ_SECONDS. The sequence of mutations is always the same.
 *	  FILE-OR-DIRECTORY... - run these inputs, to reproduce a finding or for coverage
 *	  --seeds DIR - write the seeds to DIR
 *	  --unpack DIR - write the recorded inputs to DIR
 *	  --pack DIR - record the inputs in DIR
 */
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "tests/lib/fuzz.h"

#define INPUT_MAX    65536u
#define FUZZ_SECONDS 5
#define PACK_HEAD    4u /* length of an input, little-endian */

static const char *target;
static uint64_t random_state = 0x9e3779b97f4a7c15u;

static struct inputs {
	struct input {
		uint8_t *data;
		size_t len;
		uint64_t digest;
	} *list;
	size_t nr;
} inputs;

static void out_of_memory(void)
{
	fprintf(stderr, "%s: out of memory\n", target);
	exit(2);
}

static void add_input(const uint8_t *data, size_t len)
{
	struct input *more = realloc(inputs.list, (inputs.nr + 1) * sizeof(*more));
	uint8_t *copy = malloc(len ? len : 1);

	if (!more || !copy)
		out_of_memory();
	memcpy(copy, data, len);
	inputs.list = more;
	inputs.list[inputs.nr++] = (struct input){ copy, len, 0 };
}

static void drop_inputs(void)
{
	for (size_t i = 0; i < inputs.nr; i++)
		free(inputs.list[i].data);
	free(inputs.list);
	inputs = (struct inputs){ 0 };
}

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
			if (n > len - at || len + n > INPUT_MAX)
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

static const char *pack_path(void)
{
	static char path[256];

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s.pack", target);
	return path;
}

/* Load the recorded inputs. Return: false if the file is truncated. */
static bool load_pack(void)
{
	static uint8_t buf[INPUT_MAX];
	FILE *file = fopen(pack_path(), "rb");
	uint8_t head[PACK_HEAD];
	bool whole = true;

	if (!file)
		return errno == ENOENT;
	while (whole && fread(head, 1, sizeof(head), file) == sizeof(head)) {
		size_t len = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16;

		whole = len <= sizeof(buf) && fread(buf, 1, len, file) == len;
		if (whole)
			add_input(buf, len);
	}
	fclose(file);
	return whole;
}

static void load_seeds(void)
{
	static uint8_t seed[INPUT_MAX];
	size_t len;

	for (unsigned int n = 0; (len = fuzz_seed(n, seed, sizeof(seed))); n++)
		add_input(seed, len);
}

static void run(struct input *input)
{
	assert_int_equal(LLVMFuzzerTestOneInput(input->data, input->len), 0);
	if (fuzz_digest)
		input->digest = fuzz_digest();
}

static void inputs_and_mutants(void **state)
{
	static uint8_t buf[INPUT_MAX];
	time_t end = time(NULL) + FUZZ_SECONDS;

	(void)state;
	assert_true(load_pack());
	load_seeds();
	assert_true(inputs.nr > 0);
	for (size_t i = 0; i < inputs.nr; i++)
		run(&inputs.list[i]);
	while (time(NULL) < end) {
		for (size_t i = 0; i < inputs.nr && time(NULL) < end; i++) {
			if (!inputs.list[i].len)
				continue;
			memcpy(buf, inputs.list[i].data, inputs.list[i].len);
			LLVMFuzzerTestOneInput(buf, mutate(buf, inputs.list[i].len));
		}
	}
}

static void inputs_are_reproducible(void **state)
{
	(void)state;
	if (!fuzz_digest)
		skip();
	for (size_t i = inputs.nr; i--;) {
		uint64_t before = inputs.list[i].digest;

		run(&inputs.list[i]);
		if (inputs.list[i].digest != before)
			fail_msg("input %zu has different effects when it is run again", i);
	}
}

static int complain(const char *path)
{
	perror(path);
	return 2;
}

static int write_inputs(const char *dir)
{
	char path[512];

	for (size_t i = 0; i < inputs.nr; i++) {
		const struct input *input = &inputs.list[i];
		FILE *file;

		snprintf(path, sizeof(path), "%s/input-%04zu", dir, i);
		file = fopen(path, "wb");
		if (!file || fwrite(input->data, 1, input->len, file) != input->len || fclose(file))
			return complain(path);
	}
	return 0;
}

static int load_file(const char *path)
{
	static uint8_t buf[INPUT_MAX];
	FILE *file = fopen(path, "rb");

	if (!file)
		return complain(path);
	add_input(buf, fread(buf, 1, sizeof(buf), file));
	fclose(file);
	return 0;
}

static int load_dir(const char *path)
{
	struct dirent **names;
	int nr = scandir(path, &names, NULL, alphasort), ret = nr < 0 ? complain(path) : 0;

	for (int i = 0; i < nr; i++) {
		char name[1024];

		snprintf(name, sizeof(name), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && !ret)
			ret = load_file(name);
		free(names[i]);
	}
	if (nr >= 0)
		free(names);
	return ret;
}

static int load_path(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode) ? load_dir(path) : load_file(path);
}

static int by_length(const void *a, const void *b)
{
	const struct input *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->data, y->data, x->len);
}

static int write_pack(const char *dir)
{
	int ret = load_dir(dir);
	FILE *file = ret ? NULL : fopen(pack_path(), "wb");
	bool ok = true;

	if (!file)
		return ret ? ret : complain(pack_path());
	if (inputs.nr)
		qsort(inputs.list, inputs.nr, sizeof(*inputs.list), by_length);
	for (size_t i = 0; ok && i < inputs.nr; i++) {
		size_t len = inputs.list[i].len;
		const uint8_t head[PACK_HEAD] = { (uint8_t)len, (uint8_t)(len >> 8),
						  (uint8_t)(len >> 16) };

		ok = fwrite(head, 1, sizeof(head), file) == sizeof(head) &&
		     fwrite(inputs.list[i].data, 1, len, file) == len;
	}
	return fclose(file) || !ok ? complain(pack_path()) : 0;
}

static int unpack(const char *dir)
{
	if (load_pack())
		return write_inputs(dir);
	fprintf(stderr, "%s: the file is truncated\n", pack_path());
	return 2;
}

static int test(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_and_mutants),
		cmocka_unit_test(inputs_are_reproducible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

static int do_option(const char *option, const char *dir)
{
	if (!strcmp(option, "--unpack"))
		return unpack(dir);
	if (!strcmp(option, "--pack"))
		return write_pack(dir);
	load_seeds();
	return write_inputs(dir);
}

static int play(int argc, char **argv)
{
	int ret = 0;

	for (int i = 1; i < argc && !ret; i++)
		ret = load_path(argv[i]);
	for (size_t i = 0; i < inputs.nr && !ret; i++)
		ret = LLVMFuzzerTestOneInput(inputs.list[i].data, inputs.list[i].len);
	return ret;
}

int main(int argc, char **argv)
{
	int ret;

	target = basename(argv[0]);
	if (argc == 1)
		ret = test();
	else if (argc == 3 && argv[1][0] == '-')
		ret = do_option(argv[1], argv[2]);
	else
		ret = play(argc, argv);
	drop_inputs();
	return ret;
}
