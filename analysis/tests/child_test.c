// SPDX-License-Identifier: GPL-2.0-only
/* A source in a separate process: its records are available however that ends. */
#include "analysis/tests/samples.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/source/child.h"

static enum { END, CRASH, ABORT, FAIL, CRASH_IN_OPEN, FAIL_TO_OPEN } how;
static unsigned int given;

static void crash(void)
{
	/* without a report of a sanitizer */
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
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

/* The three records, then @last of mt_next() and its message. */
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
	not_opened("outer: libinner failed while it opens it (Segmentation fault): ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_the_end),
		cmocka_unit_test(test_its_own_failure),
		cmocka_unit_test(test_a_crash),
		cmocka_unit_test(test_unreadable_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
