// SPDX-License-Identifier: GPL-2.0-only
/* Tests of percentiles of durations, which are exact for few and approximate for many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/model/times.h"

#define MANY 100000

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void test_few_are_exact(void **state)
{
	struct mt_times t = { 0 };

	(void)state;
	assert_int_equal(mt_times_percentile(&t, 50), 0);
	for (uint64_t i = MT_TIMES_EXACT; i > 0; i--)
		mt_times_add(&t, i * 1000003);
	assert_int_equal(t.nr, MT_TIMES_EXACT);
	assert_null(t.intervals);
	assert_int_equal(mt_times_percentile(&t, 50), UINT64_C(2048) * 1000003);
	assert_int_equal(mt_times_percentile(&t, 99), UINT64_C(4056) * 1000003);
	assert_int_equal(mt_times_percentile(&t, 100), UINT64_C(4096) * 1000003);
	mt_times_free(&t);
}

/* For durations from 1 ns to hours, the error is at most that stated in the header. */
static void test_many_are_near(void **state)
{
	static uint64_t all[MANY];
	struct mt_times t = { 0 }, half[2] = { { 0 }, { 0 } };
	uint64_t sum = 0, x = 1;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		all[i] = x >> (20 + (x >> 58) % 44);
		sum += all[i];
		mt_times_add(&t, all[i]);
		mt_times_add(&half[i % 2], all[i]);
	}
	qsort(all, MANY, sizeof(*all), by_value);
	assert_non_null(t.intervals);
	assert_int_equal(t.nr, MANY);
	assert_int_equal(t.sum, sum);
	assert_int_equal(t.max, all[MANY - 1]);
	for (unsigned int percent = 1; percent <= 100; percent++) {
		uint64_t want = all[MANY / 100 * percent - 1];
		uint64_t got = mt_times_percentile(&t, percent);
		double error = ((double)got - (double)want) / (double)(want ? want : 1);

		if (error > 0.008 || error < -0.008)
			fail_msg("%u %%: %llu, not %llu", percent, (unsigned long long)got,
				 (unsigned long long)want);
	}
	/* joining two distributions results in the distribution of all durations */
	mt_times_join(&half[0], &half[1]);
	assert_int_equal(half[0].nr, t.nr);
	assert_int_equal(half[0].sum, t.sum);
	assert_int_equal(half[0].max, t.max);
	for (unsigned int percent = 1; percent <= 100; percent++)
		assert_int_equal(mt_times_percentile(&half[0], percent),
				 mt_times_percentile(&t, percent));
	mt_times_free(&t);
	mt_times_free(&half[0]);
	mt_times_free(&half[1]);
}

static void test_the_extremes(void **state)
{
	struct mt_times t = { 0 };

	(void)state;
	for (int i = 0; i < MT_TIMES_EXACT; i++)
		mt_times_add(&t, 0);
	mt_times_add(&t, UINT64_MAX);
	assert_int_equal(mt_times_percentile(&t, 50), 0);
	assert_true(mt_times_percentile(&t, 100) > UINT64_MAX / 128 * 127);
	mt_times_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_are_exact),
		cmocka_unit_test(test_many_are_near),
		cmocka_unit_test(test_the_extremes),
	};

	return cmocka_run_group_tests_name("times", tests, NULL, NULL);
}
