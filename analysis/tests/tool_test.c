// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the limits of external programs that convert input. */
#include "analysis/tests/samples.h"

#include <string.h>
#include <unistd.h>

#include "analysis/source/tool.h"

/* The program waits for a byte, which is written after its limits were set. */
static void test_limits(void **state)
{
	const char *const argv[] = { "sh", "-c", "head -c 1 >/dev/null; ulimit -c; ulimit -d",
				     NULL };
	struct mt_tool tool;
	char text[64] = "", why[100];
	int ends[2], out;
	FILE *f;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(mt_tool_start(&tool, argv, ends[0], -1, 64 << 20, &out), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	f = fdopen(out, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(text, "0\n");
	/* in KiB */
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(text, "65536\n");
	fclose(f);
	assert_true(mt_tool_end(&tool, why, sizeof(why)));
	mt_tool_free(&tool);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
