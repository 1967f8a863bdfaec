// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of clean streams. The output on a terminal must not depend on how the text is divided
 * into writes.
 */
#include "analysis/tests/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/base/clean.h"

static const struct {
	const char *text, *plain, *styled; /* styled is NULL if it is the same as plain */
} samples[] = {
	{ "eth0\tup\n", "eth0\tup\n", NULL },
	{ "\xc3\xa9t\xc3\xa9 \xf0\x9f\x90\xa7\n", "\xc3\xa9t\xc3\xa9 \xf0\x9f\x90\xa7\n", NULL },
	{ "a\033[31mred\033[0m", "a?[31mred?[0m", "a\033[31mred\033[0m" },
	{ "\033[1m\033[2m\033[32m.", "?[1m?[2m?[32m.", "\033[1m\033[2m\033[32m." },
	{ "\033[8mhidden", "?[8mhidden", NULL },
	{ "\033[3", "?[3", NULL },
	{ "\033]0;title\007\r\b", "?]0;title???", NULL },
	{ "\xc2\x9b"
	  "31m",
	  "\\xc2\\x9b"
	  "31m",
	  NULL },
	{ "cut \xe2\x82", "cut \\xe2\\x82", NULL },
	{ "\xe2\x82"
	  "A",
	  "\\xe2\\x82"
	  "A",
	  NULL },
	{ "\xf0\x9f\xff", "\\xf0\\x9f\\xff", NULL },
	{ "\xc0\x80\xed\xa0\x80", "\\xc0\\x80\\xed\\xa0\\x80", NULL },
};

/* Returns the output if @text is written in pieces of @size bytes. */
static const char *arrived(const char *text, size_t size, bool styles)
{
	static char all[200];
	int fd = memfd_create("clean", 0);
	FILE *to = mt_clean_stream(fd, styles);
	ssize_t n;

	assert_non_null(to);
	setvbuf(to, NULL, _IONBF, 0);
	for (size_t i = 0, len = strlen(text); i < len; i += size)
		fwrite(text + i, 1, len - i < size ? len - i : size, to);
	assert_int_equal(fclose(to), 0);
	n = pread(fd, all, sizeof(all) - 1, 0);
	assert_true(n >= 0);
	all[n] = '\0';
	close(fd);
	return all;
}

static void test_what_arrives(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		for (size_t size = 1; size < 12; size++) {
			assert_string_equal(arrived(samples[i].text, size, false),
					    samples[i].plain);
			assert_string_equal(arrived(samples[i].text, size, true),
					    samples[i].styled ? samples[i].styled :
								samples[i].plain);
		}
}

static void test_a_full_disk(void **state)
{
	int fd = open("/dev/full", O_WRONLY);
	FILE *to = mt_clean_stream(fd, false);

	(void)state;
	fputs("text", to);
	assert_int_equal(fflush(to), EOF);
	assert_int_equal(errno, ENOSPC);
	assert_true(ferror(to));
	fclose(to);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_arrives),
		cmocka_unit_test(test_a_full_disk),
	};

	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
