// SPDX-License-Identifier: GPL-2.0-only
/* Tests of text in pictures: escaping, width, truncation and line breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/base/svg.h"

static char *stream_text;
static size_t stream_size;

static FILE *stream(void)
{
	free(stream_text);
	stream_text = NULL;
	return open_memstream(&stream_text, &stream_size);
}

static const char *escaped(const char *text)
{
	FILE *out = stream();

	mt_svg_escape(out, text);
	fclose(out);
	return stream_text;
}

static const char *drawn(double width, const char *text)
{
	FILE *out = stream();

	mt_svg_text(out, "", 1, 2, width, text);
	fclose(out);
	return stream_text;
}

static void escape(void **state)
{
	(void)state;
	assert_string_equal(escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
	assert_string_equal(escaped("\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7"),
			    "\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7");
	/* control characters, including those of two bytes, and partial characters are replaced */
	assert_string_equal(escaped("a\tb\x1b[31m\x7f"), "a b [31m?");
	assert_string_equal(escaped("\xc2\x9b\xe2\x82"), "????");
	/* valid in UTF-8 but not in XML */
	assert_string_equal(escaped("\xef\xbf\xbe\xef\xbf\xbf"), "??");
	assert_string_equal(escaped("\xed\xa0\x80"), "???");
	assert_string_equal(escaped(""), "");
}

static void measure(void **state)
{
	(void)state;
	assert_int_equal(mt_svg_columns(""), 0);
	assert_int_equal(mt_svg_columns("abc"), 3);
	assert_int_equal(mt_svg_columns("\xc3\xa9t\xc3\xa9"), 3);
	/* a character that may be wide counts as two columns */
	assert_int_equal(mt_svg_columns("\xe6\xbc\xa2"), 2);
	assert_int_equal(mt_svg_columns("\xff\xfe"), 2);
	assert_int_equal(mt_svg_fit("abcdef", 3), 3);
	assert_int_equal(mt_svg_fit("abc", 10), 3);
	assert_int_equal(mt_svg_fit("\xc3\xa9t\xc3\xa9", 2), 3);
	assert_int_equal(mt_svg_fit("a\xe6\xbc\xa2z", 2), 1);
}

static void breaks(void **state)
{
	(void)state;
	assert_int_equal(mt_svg_break("one two three", 20), 13);
	assert_int_equal(mt_svg_break("one two three", 8), 7);
	assert_int_equal(mt_svg_break("one two three", 7), 7);
	/* a word may be longer than a row; a space near the start of a row does not end it */
	assert_int_equal(mt_svg_break("abcdefghij", 4), 4);
	assert_int_equal(mt_svg_break("a bcdefghijklmnop", 10), 10);
	/* at least one character is used */
	assert_int_equal(mt_svg_break("\xe6\xbc\xa2\xe6\xbc\xa2", 1), 3);
	assert_int_equal(mt_svg_break("abc", 0), 1);
}

static void cut(void **state)
{
	(void)state;
	assert_string_equal(drawn(100, "abc"), "<text x=\"1.0\" y=\"2.0\">abc</text>");
	/* eight columns */
	assert_string_equal(drawn(8 * MT_SVG_COLUMN, "abcdefgh"),
			    "<text x=\"1.0\" y=\"2.0\">abcdefgh</text>");
	assert_string_equal(drawn(8 * MT_SVG_COLUMN, "abcdefghi"),
			    "<text x=\"1.0\" y=\"2.0\">abcdefg\u2026</text>");
	/* an escaped character counts as one column, and is not split */
	assert_string_equal(drawn(5 * MT_SVG_COLUMN, "<<<<<<"),
			    "<text x=\"1.0\" y=\"2.0\">&lt;&lt;&lt;&lt;\u2026</text>");
	/* too narrow for any useful text */
	assert_string_equal(drawn(3 * MT_SVG_COLUMN, "abcdefgh"), "");
	assert_string_equal(drawn(-5, "abcdefgh"), "");
	assert_string_equal(drawn(3 * MT_SVG_COLUMN, "abc"),
			    "<text x=\"1.0\" y=\"2.0\">abc</text>");
	assert_string_equal(drawn(100, ""), "");
}

static int teardown(void **state)
{
	(void)state;
	free(stream_text);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape),
		cmocka_unit_test(measure),
		cmocka_unit_test(breaks),
		cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
