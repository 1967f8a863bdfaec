// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the detection of mistyped words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/base/nearest.h"

static void mistyped(void **state)
{
	(void)state;
	assert_true(mt_is_mistyped("oqps", "ops"));
	assert_true(mt_is_mistyped("op", "ops"));
	assert_true(mt_is_mistyped("chnnels", "channels"));
	assert_true(mt_is_mistyped("chnanels", "channels"));
	assert_true(mt_is_mistyped("rep", "report"));
	assert_true(mt_is_mistyped("finding", "findings"));
}

static void another_word(void **state)
{
	(void)state;
	assert_false(mt_is_mistyped("r", "report"));
	assert_false(mt_is_mistyped("", "ops"));
	assert_false(mt_is_mistyped("nosuch", "ops"));
	assert_false(mt_is_mistyped("trace.txt", "stats"));
	assert_false(mt_is_mistyped("a-word-of-more-letters", "channels"));
	/* two of three letters would be wrong */
	assert_false(mt_is_mistyped("oxy", "ops"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistyped),
		cmocka_unit_test(another_word),
	};

	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
