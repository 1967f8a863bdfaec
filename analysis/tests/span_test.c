// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the conversion of arbitrary bytes to printable text. */
#include "analysis/tests/samples.h"

#include <stdlib.h>

#include "analysis/base/strpool.h"

static const struct {
	const char *text, *clean;
} samples[] = {
	{ "", "" },
	{ "kworker/0:1", "kworker/0:1" },
	{ "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },
	{ "\xe2\x82\xac \xf0\x9f\x90\xa7", "\xe2\x82\xac \xf0\x9f\x90\xa7" },
	{ "a\033[31m\n\x7f", "a?[31m??" },
	{ "\xff\xe9t\xe9", "\\xff\\xe9t\\xe9" },
	{ "end\xc3", "end\\xc3" },
	{ "\x80", "\\x80" },
	{ "\xc0\x80", "\\xc0\\x80" }, /* overlong encoding */
	{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* half of a surrogate pair */
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* beyond the last code point */
	{ "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80" },
	{ "\xc2\x9b"
	  "31m",
	  "\\xc2\\x9b"
	  "31m" }, /* a control character of ISO 8859 */
};

static void text_is_cleaned(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct mt_span text = mt_span_z(samples[i].text);
		char *clean = mt_span_clean(text);

		assert_string_equal(clean, samples[i].clean);
		assert_int_equal(mt_span_is_clean(text), !strcmp(samples[i].text, clean));
		assert_true(mt_span_is_clean(mt_span_z(clean)));
		free(clean);
	}
}

static void names_are_kept_clean_and_apart(void **state)
{
	struct mt_strpool *pool = mt_strpool_new();

	(void)state;
	assert_string_equal(mt_strpool_add(pool, mt_span_z("\xff")), "\\xff");
	assert_ptr_equal(mt_strpool_add(pool, mt_span_z("\xff")),
			 mt_strpool_add(pool, mt_span_z("\xff")));
	assert_ptr_not_equal(mt_strpool_add(pool, mt_span_z("\xff")),
			     mt_strpool_add(pool, mt_span_z("\xfe")));
	mt_strpool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cleaned),
		cmocka_unit_test(names_are_kept_clean_and_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
