// SPDX-License-Identifier: GPL-2.0-only
/* The rate limit of the log, and a reader that stalls. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/host/log.h"
#include "vconnectx/host/ratelimit.h"

#define SECOND 1000000000ull

/* pass @nr messages to the limit at @now; Return: number of messages written */
static unsigned int flood(struct vcx_ratelimit *limit, uint64_t now, unsigned int nr)
{
	unsigned int written = 0;

	while (nr--) {
		vcx_ratelimit_report(limit, now);
		written += vcx_ratelimit_pass(limit);
	}
	return written;
}

static void flood_windows(void **state)
{
	struct vcx_ratelimit limit = { 0 };
	uint64_t now = 5 * SECOND;

	(void)state;
	assert_true(vcx_ratelimit_deadline(&limit) == UINT64_MAX);
	assert_int_equal(flood(&limit, now, 1000), VCX_LOG_BURST);
	assert_true(vcx_ratelimit_deadline(&limit) == now + SECOND);
	assert_int_equal(vcx_ratelimit_report(&limit, now + SECOND - 1), 0);
	assert_int_equal(vcx_ratelimit_report(&limit, now + SECOND), 1000 - VCX_LOG_BURST);
	/* suppressed messages are reported once; the window then doubles, up to a limit */
	now += SECOND;
	assert_int_equal(vcx_ratelimit_report(&limit, now), 0);
	for (uint64_t length = 2; length <= 32; length *= 2) {
		uint64_t window = (length < 8 ? length : 8) * SECOND;

		assert_int_equal(flood(&limit, now, 1000), VCX_LOG_BURST);
		assert_int_equal(flood(&limit, now + window - 1, 1000), 0);
		now += window;
		assert_int_equal(vcx_ratelimit_report(&limit, now), 2000 - VCX_LOG_BURST);
	}
	/* a window without suppressed messages ends the flood */
	assert_int_equal(flood(&limit, now, 1), 1);
	now += 8 * SECOND;
	assert_int_equal(flood(&limit, now, 1000), VCX_LOG_BURST);
	assert_true(vcx_ratelimit_deadline(&limit) == now + SECOND);
}

/* no call waits for the reader, which receives whole lines and the number of lost lines */
static void stalled_reader(void **state)
{
	char dir[] = "/tmp/vcx-test-XXXXXX", path[64], line[512];
	unsigned int lines = 0, lost = 0;
	int fd;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/log", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	assert_int_equal(vcx_log_open(path, VCX_LOG_INFO, "test"), 0);
	for (unsigned int i = 0; i < 10000; i++)
		vcx_log_own(VCX_LOG_INFO, "message");
	file = fdopen(fd, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		assert_non_null(strstr(line, "info: message\n"));
		lines++;
	}
	clearerr(file);
	vcx_log_own(VCX_LOG_INFO, "message");
	assert_non_null(fgets(line, sizeof(line), file));
	assert_int_equal(sscanf(strstr(line, "warn: "), "warn: %u messages lost", &lost), 1);
	assert_int_equal(lines + lost, 10000);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_non_null(strstr(line, "info: message\n"));
	vcx_log_close();
	fclose(file);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flood_windows),
		cmocka_unit_test(stalled_reader),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
