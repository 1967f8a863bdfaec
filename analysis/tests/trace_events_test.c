// SPDX-License-Identifier: GPL-2.0-only
/* Tests of events of any system with their fields by name. */
#include "analysis/tests/samples.h"

#include <string.h>
#include <unistd.h>

#include "analysis/model/events.h"

static struct mt_events *read_events(struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_events *m = mt_model_events.create(rec, query);
	struct mt_record r;

	assert_non_null(m);
	while (mt_next(rec, &r) > 0)
		mt_model_events.record(m, &r);
	mt_model_events.finish(m);
	return m;
}

static void has_fields(const struct mt_events *m, unsigned int i, const char *const want[])
{
	const char **pairs;
	size_t nr = mt_event_fields(&m->list.at[i], &pairs), n = 0;

	for (; want[n]; n++)
		if (n >= nr || strcmp(pairs[n], want[n]))
			fail_msg("event %u: field %zu is %s, not %s", i, n / 2,
				 n < nr ? pairs[n] : "missing", want[n]);
	assert_int_equal(nr, n);
	free(pairs);
}

static void test_text(void **state)
{
	static const char *const queue[] = { "dev", "eth0", "len", "0x46", NULL };
	static const char *const none[] = { NULL };
	struct mt_recording *rec = sample_open(
		"# tracer: nop\n"
		"  ip-10  [000] .....  1.000001: net_dev_queue: dev=eth0 len=0x46 (0x46)\n"
		"  ip-10  [000] .....  1.000002: sched_switch: prev_comm=ip ==> next_comm=sh\n"
		"  ip-10  [000] .....  1.000003: console: [ 1.0] a=b\n"
		"  ip-10  [000] .....  1.000004: empty: \n");
	struct mt_query all = { 0 };
	struct mt_events *m = read_events(rec, &all);

	(void)state;
	assert_int_equal(m->list.nr, 4);
	has_fields(m, 0, queue);
	for (unsigned int i = 1; i < 4; i++)
		has_fields(m, i, none);
	assert_string_equal(m->list.at[1].text, "prev_comm=ip ==> next_comm=sh");
	assert_string_equal(m->list.at[0].comm, "ip");
	assert_int_equal(m->list.at[0].line, 2);
	mt_model_events.destroy(m);
	mt_close(rec);
}

static void test_selected(void **state)
{
	static const struct {
		const char *pattern;
		unsigned int nr;
	} cases[] = {
		{ "net_dev_*", 2 },	  { "net:*", 2 },	{ "*:net_dev_xmit", 1 },
		{ "n*:net_dev_?mit", 1 }, { "sched:net_*", 0 }, { "wakeup", 1 },
	};
	static const char text[] = "ip 10 [000] 1.000001: net:net_dev_queue: a=1\n"
				   "ip 10 [000] 1.000002: net:net_dev_xmit: a=1\n"
				   "ip 10 [000] 1.000003: sched:wakeup: a=1\n";

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct mt_recording *rec = sample_open(text);
		struct mt_query query = { .event = cases[i].pattern };
		struct mt_events *m = read_events(rec, &query);

		if (m->list.nr != cases[i].nr)
			fail_msg("%s: %u events", cases[i].pattern, m->list.nr);
		mt_model_events.destroy(m);
		mt_close(rec);
	}
}

/* The fields of a binary record are known regardless of the format of its text. */
static void test_binary(void **state)
{
	static const char *const want[] = { "ifindex", "2",   "old_count", "1", "new_count",
					    "3",       "err", "-5",	   NULL };
	struct dat d = { .foreign = true };
	struct mt_options opts = { .formatted = true };
	struct mt_query all = { 0 };
	struct mt_recording *rec;
	struct mt_error err;
	struct mt_events *m;
	char *path;

	(void)state;
	dat_add(&d, 0, 312, 1000000, 1, 3, -5);
	path = sample_dat(&d);
	rec = mt_open(path, &opts, &err);
	assert_non_null(rec);
	m = read_events(rec, &all);
	assert_int_equal(m->list.nr, 1);
	assert_string_equal(m->list.at[0].name, "ring_resized");
	assert_string_equal(m->list.at[0].text, "ring of 2: 1 ==> 3");
	has_fields(m, 0, want);
	mt_model_events.destroy(m);
	mt_close(rec);
	unlink(path);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_selected),
		cmocka_unit_test(test_binary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
