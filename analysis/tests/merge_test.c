// SPDX-License-Identifier: GPL-2.0-only
/* Tests of several files as one recording: compatibility and order. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/tests/dat.h"
#include "analysis/view/together.h"

#define MS    UINT64_C(1000000)
#define UNAME "Linux here 6.12 #1 SMP x86_64"

static struct dat a, b;

static void reset(void)
{
	a = (struct dat){ .clock = "mono", .uname = UNAME };
	b = (struct dat){ .clock = "mono", .uname = UNAME };
}

/* a is the host, and b its guest, whose clock is half a second behind */
static void reset_host_and_guest(void)
{
	reset();
	a.trace_id = 11;
	a.guest = "vm1";
	a.guest_id = 22;
	b.trace_id = 22;
	b.host_id = 11;
	b.shift = (int64_t)(500 * MS);
}

static char *text_path(const char *text)
{
	return sample_file(text, strlen(text));
}

struct merged {
	struct mt_recording **rec;
	unsigned int nr;
	struct mt_error err;
};

/* The files are removed; open ones remain readable. */
static struct merged merge(char *one, char *other)
{
	char *paths[] = { one, other };
	struct merged m = { 0 };

	m.rec = mt_open_merged(paths, 2, NULL, &m.nr, &m.err);
	for (int i = 0; i < 2; i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
	return m;
}

static void done(struct merged *m)
{
	for (unsigned int i = 0; i < m->nr; i++)
		mt_close(m->rec[i]);
	free(m->rec);
}

static void refused(struct merged m, const char *why)
{
	assert_null(m.rec);
	if (!strstr(m.err.text, why))
		fail_msg("%s", m.err.text);
	assert_null(strchr(m.err.text, '\n'));
}

/* Expect that the next event is the change to this number of channels. */
static void next_is(struct mt_recording *rec, struct mt_record *r, uint64_t ts, int new_count)
{
	sample_next(rec, r, MT_REC_EVENT);
	assert_int_equal(r->ts, ts);
	assert_int_equal(mt_num(r, MT_KEY_NEW_COUNT, -1), new_count);
}

static void test_in_the_order_of_time(void **state)
{
	struct merged m;
	struct mt_record r;
	char *first, *second;

	(void)state;
	reset();
	dat_add(&a, 0, 312, 1000 * MS, 0, 1, 0);
	dat_add(&a, 0, 312, 3000 * MS, 2, 3, 0);
	dat_add(&b, 1, 313, 2000 * MS, 1, 2, 0);
	first = sample_dat(&a);
	second = sample_dat(&b);
	m = merge(strdup(first), strdup(second));
	assert_int_equal(m.nr, 1);
	next_is(m.rec[0], &r, 1000 * MS, 1);
	assert_string_equal(r.file, first);
	next_is(m.rec[0], &r, 2000 * MS, 2);
	assert_string_equal(r.file, second);
	assert_true(mt_span_eq(r.comm, "ip"));
	next_is(m.rec[0], &r, 3000 * MS, 3);
	assert_int_equal(mt_next(m.rec[0], &r), 0);
	assert_int_equal(mt_recording_stats(m.rec[0])->mlx5, 3);
	assert_int_equal(mt_recording_stats(m.rec[0])->first_ts, 1000 * MS);
	assert_int_equal(mt_recording_stats(m.rec[0])->last_ts, 3000 * MS);
	done(&m);
	free(first);
	free(second);
}

static void test_common_events_are_shown_once(void **state)
{
	struct merged m;
	struct mt_record r;

	(void)state;
	reset();
	dat_add(&a, 0, 312, 1000 * MS, 1, 2, 0);
	dat_add(&b, 0, 312, 1000 * MS + 40000, 1, 2, 0);
	/* the same event again, but recorded in only one of the files */
	dat_add(&b, 0, 312, 1001 * MS + 90000, 1, 2, 0);
	m = merge(sample_dat(&a), sample_dat(&b));
	next_is(m.rec[0], &r, 1000 * MS, 2);
	next_is(m.rec[0], &r, 1001 * MS + 90000, 2);
	assert_int_equal(mt_next(m.rec[0], &r), 0);
	assert_int_equal(mt_recording_stats(m.rec[0])->twins, 1);
	assert_int_equal(mt_recording_stats(m.rec[0])->mlx5, 2);
	done(&m);
}

static void test_a_stack_of_either_is_kept_once(void **state)
{
	static const char text[] =
		"ethtool 312 [000]     1.000040: mlx5:mlx5e_set_channels: " NETDEV
		"old_count=1 new_count=2 err=0\n"
		"\tffffffffc065116e mlx5e_ethtool_set_channels+0x58e ([mlx5_core])\n"
		"\n";
	struct merged m;
	struct mt_record r;

	(void)state;
	reset();
	dat_add(&a, 0, 312, 1000 * MS, 1, 2, 0);
	m = merge(sample_dat(&a), text_path(text));
	next_is(m.rec[0], &r, 1000 * MS, 2);
	sample_next(m.rec[0], &r, MT_REC_STACK);
	assert_string_equal(r.stack.func[0], "mlx5e_ethtool_set_channels");
	assert_int_equal(mt_next(m.rec[0], &r), 0);
	done(&m);
	m = merge(text_path(text), text_path(text));
	sample_next(m.rec[0], &r, MT_REC_EVENT);
	sample_next(m.rec[0], &r, MT_REC_STACK);
	assert_int_equal(mt_next(m.rec[0], &r), 0);
	done(&m);
}

static void test_a_guest_is_a_machine_of_its_own(void **state)
{
	struct merged m;
	struct mt_record r;

	(void)state;
	reset_host_and_guest();
	dat_add(&a, 0, 312, 1000 * MS, 0, 1, 0);
	dat_add(&b, 0, 312, 600 * MS, 1, 2, 0);
	/* in either order */
	m = merge(sample_dat(&b), sample_dat(&a));
	assert_int_equal(m.nr, 2);
	assert_string_equal(mt_recording_machine(m.rec[0]), "vm1");
	assert_string_equal(mt_recording_machine(m.rec[1]), "");
	next_is(m.rec[0], &r, 1100 * MS, 2);
	assert_int_equal(mt_next(m.rec[0], &r), 0);
	next_is(m.rec[1], &r, 1000 * MS, 1);
	assert_int_equal(mt_next(m.rec[1], &r), 0);
	done(&m);

	b.host_id = 0;
	refused(merge(sample_dat(&a), sample_dat(&b)),
		"is the guest vm1, but was recorded without");
}

static bool add_ops(struct mt_together *t, struct mt_recording *rec)
{
	struct mt_query query = { 0 };
	struct mt_ops *ops = mt_model_ops.create(rec, &query);
	struct mt_view v = { .rec = rec, .ops = ops };
	struct mt_record r;
	bool added;

	while (mt_next(rec, &r) > 0)
		mt_model_ops.record(ops, &r);
	mt_model_ops.finish(ops);
	added = mt_together_add(t, &v);
	mt_model_ops.destroy(ops);
	return added;
}

static void test_operations_of_all_machines_are_in_order(void **state)
{
	struct mt_together t = { 0 };
	struct mt_out to = { 0 };
	struct merged m;
	char *text = NULL, *host, *guest;
	size_t size;

	(void)state;
	reset_host_and_guest();
	dat_add(&a, 0, 312, 1000 * MS, 0, 1, 0);
	dat_add(&b, 0, 312, 600 * MS, 1, 2, -22);
	dat_add(&a, 0, 312, 1200 * MS, 1, 3, 0);
	m = merge(sample_dat(&b), sample_dat(&a));
	assert_int_equal(m.nr, 2);
	assert_true(add_ops(&t, m.rec[0]) && add_ops(&t, m.rec[1]));
	done(&m);
	to.out = open_memstream(&text, &size);
	mt_text_together(&t, &to);
	fclose(to.out);
	host = strstr(text, "1.000000  host eth0      ethtool -L 0 -> 1     ethtool[312]     ok\n");
	guest = strstr(text,
		       "1.100000  vm1 eth0       ethtool -L 1 -> 2     ethtool[312]     EINVAL\n");
	if (!host || !guest || guest < host || !strstr(guest, "  1.200000  host eth0 "))
		fail_msg("%s", text);
	free(text);
	mt_together_free(&t);
}

/* Recordings of several hosts can be compared if they have the time of day (record --date). */
static void test_hosts_by_the_time_of_day(void **state)
{
	const uint64_t day = UINT64_C(1796000000000000000);
	struct mt_together t = { 0 };
	struct mt_out to = { 0 };
	struct merged m;
	char *text = NULL, *here, *there;
	size_t size;

	(void)state;
	reset();
	b.uname = "Linux there 6.12";
	dat_add(&a, 0, 312, day + 1000 * MS, 0, 1, 0);
	dat_add(&b, 0, 312, day + 1500 * MS, 1, 2, 0);
	dat_add(&a, 0, 312, day + 2000 * MS, 1, 3, 0);
	m = merge(sample_dat(&a), sample_dat(&b));
	if (!m.rec)
		fail_msg("%s", m.err.text);
	assert_int_equal(m.nr, 2);
	assert_string_equal(mt_recording_machine(m.rec[0]), "here");
	assert_string_equal(mt_recording_host(m.rec[1]), "there");
	assert_true(add_ops(&t, m.rec[0]) && add_ops(&t, m.rec[1]));
	done(&m);
	to.out = open_memstream(&text, &size);
	mt_text_together(&t, &to);
	fclose(to.out);
	here = strstr(text, " here eth0      ethtool -L 0 -> 1 ");
	there = strstr(text, " there eth0     ethtool -L 1 -> 2 ");
	if (!here || !there || there < here || !strstr(there, " here eth0      ethtool -L 1 -> 3"))
		fail_msg("%s", text);
	free(text);
	mt_together_free(&t);
	/* a file without events has the clock that is named in it */
	reset();
	dat_add(&a, 0, 312, 1000 * MS, 0, 1, 0);
	m = merge(sample_dat(&a), sample_dat(&b));
	if (!m.rec)
		fail_msg("%s", m.err.text);
	done(&m);
	/* the clock of one of the files starts at boot */
	reset();
	b.uname = "Linux there 6.12";
	dat_add(&a, 0, 312, day, 0, 1, 0);
	dat_add(&b, 0, 312, 1500 * MS, 1, 2, 0);
	refused(merge(sample_dat(&a), sample_dat(&b)), "record both with the time of day");
}

static void test_incomparable_recordings(void **state)
{
	static const char far[] = "ip-10 [000] ..... 77777.000001: mlx5e_set_channels: " NETDEV
				  "old_count=1 new_count=2 err=0\n";
	static const char near[] = "ip-10 [000] ..... 1.000001: mlx5e_set_channels: " NETDEV
				   "old_count=1 new_count=2 err=0\n";
	static const char perf[] = "# hostname : here\n# clockid: boottime (7)\n"
				   "ip 10 [000] 1.000001: mlx5:mlx5e_set_channels: " NETDEV
				   "old_count=1 new_count=2 err=0\n";
	struct merged m;

	(void)state;
	reset();
	dat_add(&a, 0, 312, 900 * MS, 0, 1, 0);
	dat_add(&a, 0, 312, 1100 * MS, 0, 1, 0);
	b.clock = "local";
	refused(merge(sample_dat(&a), sample_dat(&b)), "(clock mono) and ");
	refused(merge(sample_dat(&a), text_path(perf)), "(clock boot) cannot be compared");
	b.clock = "mono";
	b.uname = "Linux there 6.12";
	refused(merge(sample_dat(&a), sample_dat(&b)), "is from the machine here, ");
	refused(merge(sample_dat(&a), text_path(far)),
		"its times (77777 to 77777 s) do not overlap those");
	m = merge(sample_dat(&a), text_path(near));
	assert_int_equal(m.nr, 1);
	assert_int_equal(sample_drain(m.rec[0]), 0);
	assert_int_equal(mt_recording_stats(m.rec[0])->mlx5, 3);
	done(&m);
}

static void test_one_that_ends_early(void **state)
{
	size_t size;
	char *bytes, *path;
	struct merged m;
	struct mt_record r;

	(void)state;
	reset();
	dat_add(&a, 0, 312, 1000 * MS, 0, 1, 0);
	path = text_path("not a trace\n");
	bytes = dat_make(&a, &size);
	refused(merge(sample_file(bytes, size), path), "not a trace");
	free(bytes);
	path = text_path("ip-10 [000] ..... 1.000001: mlx5e_set_channels: " NETDEV
			 "old_count=1 new_count=2 err=0\nwhat\n");
	m = merge(sample_dat(&a), strdup(path));
	while (mt_next(m.rec[0], &r) > 0)
		;
	assert_int_equal(mt_recording_stats(m.rec[0])->malformed, 1);
	assert_string_equal(mt_recording_stats(m.rec[0])->problems[0].file, path);
	assert_int_equal(mt_recording_stats(m.rec[0])->problems[0].line, 2);
	done(&m);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_the_order_of_time),
		cmocka_unit_test(test_common_events_are_shown_once),
		cmocka_unit_test(test_a_stack_of_either_is_kept_once),
		cmocka_unit_test(test_a_guest_is_a_machine_of_its_own),
		cmocka_unit_test(test_operations_of_all_machines_are_in_order),
		cmocka_unit_test(test_hosts_by_the_time_of_day),
		cmocka_unit_test(test_incomparable_recordings),
		cmocka_unit_test(test_one_that_ends_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
