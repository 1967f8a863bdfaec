// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the versions of trace.dat, and of the readable part of damaged files. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/tests/dat.h"

#define MS UINT64_C(1000000)

static struct dat *sample(void)
{
	static struct dat d;

	d = (struct dat){ .clock = "mono", .uname = "Linux here 6.12 #1 SMP x86_64" };
	for (unsigned int i = 0; i < 40; i++)
		dat_add(&d, (int)(i % 2), 312 + (int)(i % 2), (1000 + 300 * i) * MS, i, i + 1,
			i == 3 ? -22 : 0);
	return &d;
}

static void drop(char *path)
{
	unlink(path);
	free(path);
}

static struct mt_recording *open_path(const char *path)
{
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, NULL, &err);

	if (!rec)
		fail_msg("%s", err.text);
	return rec;
}

/* Expect all events of sample(), with those of both CPUs in order. */
static void is_sample(const char *path)
{
	struct mt_recording *rec = open_path(path);
	struct mt_record r;

	for (unsigned int i = 0; i < 40; i++) {
		sample_next(rec, &r, MT_REC_EVENT);
		assert_int_equal(r.event, MT_EV_SET_CHANNELS);
		assert_int_equal(r.ts, (1000 + 300 * i) * MS);
		assert_int_equal(r.cpu, i % 2);
		assert_int_equal(r.pid, 312 + i % 2);
		assert_true(mt_span_eq(r.comm, i % 2 ? "ip" : "ethtool"));
		assert_true(mt_span_eq(r.system, "mlx5"));
		assert_int_equal(mt_num(&r, MT_KEY_OLD_COUNT, -1), i);
		assert_int_equal(mt_num(&r, MT_KEY_ERR, 1), i == 3 ? -22 : 0);
		assert_true(mt_span_eq(mt_str(&r, MT_KEY_NETDEV), "eth0"));
	}
	assert_int_equal(mt_next(rec, &r), 0);
	assert_int_equal(mt_next(rec, &r), 0);
	assert_int_equal(mt_recording_stats(rec)->mlx5, 40);
	assert_int_equal(mt_recording_stats(rec)->malformed, 0);
	assert_string_equal(mt_recording_kind(rec), "trace.dat");
	mt_close(rec);
}

static void test_version_6(void **state)
{
	char *path = sample_dat(sample());

	(void)state;
	is_sample(path);
	drop(path);
}

/* Unknown options, such as those added by trace-cmd 3.4, are skipped. */
static void test_options_of_a_later_version(void **state)
{
	struct dat *d = sample();
	char *path;

	(void)state;
	d->later = "BTF and maps of processes";
	path = sample_dat(d);
	is_sample(path);
	drop(path);
}

/* Files of version 7 and compressed files are created by trace-cmd. */
static void test_version_7_and_its_compression(void **state)
{
	static const char *const compressions[] = { "none", "zlib", "zstd" };
	char *path = sample_dat(sample()), *to, *command;

	(void)state;
	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++) {
		assert_true(asprintf(&to, "%s.7", path) > 0);
		assert_true(
			asprintf(&command,
				 "trace-cmd convert --file-version 7 --compression %s -i %s -o %s >/dev/null 2>&1",
				 compressions[i], path, to) > 0);
		assert_int_equal(system(command), 0);
		is_sample(to);
		free(command);
		drop(to);
	}
	drop(path);
}

static void test_closed_before_its_end(void **state)
{
	char *path = sample_dat(sample());
	struct mt_recording *rec = open_path(path);
	struct mt_record r;

	(void)state;
	mt_close(rec);
	rec = open_path(path);
	sample_next(rec, &r, MT_REC_EVENT);
	mt_close(rec);
	drop(path);
}

/* Read the readable part in the process of the test. Returns the number of records. */
static unsigned int survive(const void *bytes, size_t size)
{
	char *path = sample_file(bytes, size);
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, NULL, &err);
	unsigned int records = 0;
	struct mt_record r;
	int rc;

	if (!rec) {
		assert_non_null(strstr(err.text, path));
	} else {
		while ((rc = mt_next(rec, &r)) > 0)
			records++;
		if (rc < 0)
			assert_non_null(strstr(mt_recording_error(rec)->text, path));
		mt_close(rec);
	}
	drop(path);
	return records;
}

static void test_cut_off_anywhere(void **state)
{
	size_t size;
	char *bytes = dat_make(sample(), &size);

	(void)state;
	for (size_t n = 13; n < size; n += n < 3000 ? 83 : 1009)
		survive(bytes, n);
	free(bytes);
}

static void test_damaged_anywhere(void **state)
{
	unsigned int seed = 1, records = 0;
	size_t size;
	char *bytes = dat_make(sample(), &size), *copy = malloc(size);

	(void)state;
	assert_non_null(copy);
	for (unsigned int i = 0; i < 100; i++) {
		memcpy(copy, bytes, size);
		for (unsigned int n = 0; n < 3; n++)
			copy[12 + (unsigned int)rand_r(&seed) % (n ? 3000 : size - 12)] ^=
				(char)(1 << rand_r(&seed) % 8);
		records += survive(copy, size);
	}
	assert_true(records > 100);
	free(copy);
	free(bytes);
}

/* The data of the CPUs is stored one after another. The part that exists is read. */
static void test_cut_off_within_the_data(void **state)
{
	size_t size;
	char *bytes = dat_make(sample(), &size), *path = sample_file(bytes, size - 5000);
	struct mt_recording *rec = open_path(path);
	struct mt_record r;

	(void)state;
	for (unsigned int i = 0; i < 40; i += 2) {
		sample_next(rec, &r, MT_REC_EVENT);
		assert_int_equal(r.ts, (1000 + 300 * i) * MS);
	}
	assert_int_equal(mt_next(rec, &r), -1);
	assert_non_null(strstr(mt_recording_error(rec)->text, path));
	assert_non_null(strstr(mt_recording_error(rec)->text, "within the trace data"));
	mt_close(rec);
	drop(path);
	free(bytes);
}

static void test_cut_off_before_the_data(void **state)
{
	size_t size;
	char *bytes = dat_make(sample(), &size);
	const char *why = sample_refused(bytes, 700);

	(void)state;
	assert_non_null(strstr(why, "truncated or corrupt"));
	assert_non_null(strstr(why, "libtracecmd"));
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_6),
		cmocka_unit_test(test_options_of_a_later_version),
		cmocka_unit_test(test_version_7_and_its_compression),
		cmocka_unit_test(test_closed_before_its_end),
		cmocka_unit_test(test_cut_off_anywhere),
		cmocka_unit_test(test_damaged_anywhere),
		cmocka_unit_test(test_cut_off_within_the_data),
		cmocka_unit_test(test_cut_off_before_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
