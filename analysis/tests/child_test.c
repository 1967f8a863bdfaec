// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of a source in a separate process. The records that were read before the process failed
 * must be available.
 */
#include "analysis/tests/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analysis/base/util.h"
#include "analysis/source/child.h"

static enum { END, CRASH, ABORT, FAIL, CRASH_IN_OPEN, FAIL_TO_OPEN, CALL } how;
static unsigned int given;
/* for CALL: makes a system call that readers do not make */
static void (*call)(void);
static int left_open;

static void crash(void)
{
	/* prevent the report of a sanitizer */
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void open_for_writing(void)
{
	open("/tmp/no-such-directory/file", O_WRONLY | O_CREAT, 0600);
}

static void open_another(void)
{
	open("/proc/self/status", O_RDONLY);
}

static void open_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void execute(void)
{
	execl("/bin/true", "true", NULL);
}

static void remove_file(void)
{
	unlink("/tmp/no-such-directory/file");
}

static void start_process(void)
{
	syscall(SYS_fork);
}

static void write_elsewhere(void)
{
	syscall(SYS_write, left_open, "x", 1);
}

static bool inner_open(struct mt_source *src, struct mt_lines *lines)
{
	(void)lines;
	if (how == CRASH_IN_OPEN)
		crash();
	if (how == FAIL_TO_OPEN)
		mt_error_set(src->err, "the inner one cannot be opened");
	strcpy(src->info.clock, "mono");
	return how != FAIL_TO_OPEN;
}

static int inner_next(struct mt_source *src, struct mt_record *r)
{
	static const char *const funcs[] = { "inner", "outer" };
	static const bool kernel[] = { true, false };

	if (given == 3) {
		switch (how) {
		case CRASH:
			raise(SIGSEGV);
			break;
		case ABORT:
			abort();
		case CALL:
			call();
			mt_error_set(src->err, "the call returned");
			return -1;
		case FAIL:
			mt_error_set(src->err, "the inner one failed");
			return -1;
		default:
			return 0;
		}
	}
	*r = (struct mt_record){
		.ts = 1000 + given,
		.cpu = 1,
		.pid = 312,
		.comm = mt_span_z("ethtool"),
		.system = mt_span_z("mlx5"),
		.name = mt_span_z("mlx5e_set_channels"),
		.text = mt_span_z(NETDEV "old_count=1 new_count=2 err=-22"),
	};
	if (given++ == 1) {
		r->kind = MT_REC_STACK;
		r->stack = (struct mt_stack){ funcs, kernel, 2, 1 };
		src->stats->stacks++;
		return 1;
	}
	mt_source_event(src, r, 0);
	mt_stats_lose(src->stats, 3, 7);
	return 1;
}

static void inner_close(struct mt_source *src)
{
	(void)src;
}

static const struct mt_source_ops inner = {
	.kind = "inner",
	.open = inner_open,
	.next = inner_next,
	.close = inner_close,
};

static bool outer_open(struct mt_source *src, struct mt_lines *lines)
{
	(void)lines;
	return mt_child_open(src, &inner, "libinner");
}

static const struct mt_source_ops outer = {
	.kind = "outer",
	.open = outer_open,
	.next = mt_child_next,
	.close = mt_child_close,
};

/* Expect the three records, then @last from mt_next(), with this message if it is negative. */
static void reads(int last, const char *message)
{
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open_source(&outer, NULL, &err);
	struct mt_record r;

	assert_non_null(rec);
	assert_string_equal(mt_recording_source(rec)->info.clock, "mono");
	sample_next(rec, &r, MT_REC_EVENT);
	assert_int_equal(r.event, MT_EV_SET_CHANNELS);
	assert_int_equal(mt_num(&r, MT_KEY_ERR, 0), -22);
	assert_true(mt_span_eq(r.comm, "ethtool"));
	sample_next(rec, &r, MT_REC_STACK);
	assert_int_equal(r.stack.nr, 2);
	assert_int_equal(r.stack.nr_unresolved, 1);
	assert_string_equal(r.stack.func[1], "outer");
	assert_false(r.stack.kernel[1]);
	sample_next(rec, &r, MT_REC_EVENT);
	assert_int_equal(r.ts, 1002);
	assert_int_equal(mt_next(rec, &r), last);
	if (last < 0 && !strstr(mt_recording_error(rec)->text, message))
		fail_msg("%s", mt_recording_error(rec)->text);
	assert_int_equal(mt_recording_stats(rec)->mlx5, 2);
	assert_int_equal(mt_recording_stats(rec)->cpu[3].lost, 14);
	mt_close(rec);
}

static void test_to_the_end(void **state)
{
	(void)state;
	how = END;
	reads(0, NULL);
}

static void test_its_own_failure(void **state)
{
	(void)state;
	how = FAIL;
	reads(-1, "the inner one failed");
}

static void test_a_crash(void **state)
{
	(void)state;
	how = CRASH;
	reads(-1, "outer: libinner failed after record 3 (time 0.000001) (Segmentation fault): ");
	how = ABORT;
	reads(-1, "(Aborted)");
}

static void not_opened(const char *message)
{
	struct mt_error err = { "" };

	assert_null(mt_open_source(&outer, NULL, &err));
	if (!strstr(err.text, message))
		fail_msg("%s", err.text);
}

static void test_unreadable_files(void **state)
{
	(void)state;
	how = FAIL_TO_OPEN;
	not_opened("the inner one cannot be opened");
	how = CRASH_IN_OPEN;
	not_opened("outer: libinner failed while opening the file (Segmentation fault): ");
}

static void test_forbidden_calls(void **state)
{
	static const struct {
		void (*call)(void);
		const char *name;
	} calls[] = {
		{ open_for_writing, "openat (257)" }, { open_another, "openat (257)" },
		{ open_socket, "socket (41)" },	      { execute, "execve (59)" },
		{ remove_file, "unlink (87)" },	      { start_process, "fork (57)" },
		{ write_elsewhere, "write (1)" },
	};
	char message[200];

	(void)state;
	how = CALL;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		call = calls[i].call;
		snprintf(message, sizeof(message),
			 "outer: libinner made the system call %s after record 3 (time 0.000001), which no file requires: ",
			 calls[i].name);
		reads(-1, message);
	}
}

static void is_closed(void)
{
	struct stat st;

	if (fstat(left_open, &st) < 0 && errno == EBADF)
		abort();
}

static void test_descriptors_of_the_parent(void **state)
{
	(void)state;
	left_open = open("/dev/null", O_WRONLY | O_CLOEXEC);
	left_open = fcntl(left_open, F_DUPFD_CLOEXEC, 20);
	assert_in_range(left_open, 20, 100);
	how = CALL;
	call = is_closed;
	reads(-1, "(Aborted)");
}

/* Returns a value from /proc/PID/status of the reading process, which waits for a request. */
static unsigned long long reader_status(const char *key)
{
	char command[200], text[100] = "";
	FILE *f;

	snprintf(command, sizeof(command), "sed -n 's/^%s:\t//p' /proc/$(pgrep -o -P %d)/status",
		 key, (int)getpid());
	f = popen(command, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	pclose(f);
	return strtoull(text, NULL, 16);
}

static void test_its_privileges(void **state)
{
	struct mt_error err = { "" };
	struct mt_recording *rec;

	(void)state;
	how = END;
	rec = mt_open_source(&outer, NULL, &err);
	assert_non_null(rec);
	assert_int_equal(reader_status("NoNewPrivs"), 1);
	assert_int_equal(reader_status("Seccomp"), 2);
	assert_int_equal(reader_status("CapEff") & ~(1ULL << CAP_DAC_READ_SEARCH), 0);
	assert_int_equal(reader_status("CapPrm") & ~(1ULL << CAP_DAC_READ_SEARCH), 0);
	mt_close(rec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_the_end),
		cmocka_unit_test(test_its_own_failure),
		cmocka_unit_test(test_a_crash),
		cmocka_unit_test(test_unreadable_files),
		cmocka_unit_test(test_forbidden_calls),
		cmocka_unit_test(test_descriptors_of_the_parent),
		cmocka_unit_test(test_its_privileges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
