// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the state at an instant, and of the text about queues and rules. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/view/map.h"

static const struct mt_map *run(struct script *script, const char *at, struct sample *s)
{
	struct mt_query query = { 0 };

	if (at)
		assert_true(mt_instant_parse(at, &query.at));
	*s = sample_model(&mt_model_map, script->text, &query);
	free(script->text);
	return s->model;
}

static void rule(struct script *s, int location, int entry, int tirn, bool add)
{
	if (add)
		script_add(s,
			   "mlx5_fs_rule_dst: " DEV
			   "add=1 table_type=0 table=77 group=5 entry=%d dst_type=TIR dst_id=%d",
			   entry, tirn);
	script_add(s, "mlx5e_ethtool_rule: " NETDEV "location=%d table=77 entry=%d add=%d err=0",
		   location, entry, add);
	if (!add)
		script_add(s,
			   "mlx5_fs_rule_dst: " DEV
			   "add=0 table_type=0 table=77 group=5 entry=%d dst_type=TIR dst_id=%d",
			   entry, tirn);
}

static void test_instants(void **state)
{
	static const char *const bad[] = { "", "abc", "1.2.3", "-1", "1s", ".5", "1.0123456789" };
	struct mt_instant at;

	(void)state;
	/* the instant includes all times that are printed with these digits */
	assert_true(mt_instant_parse("97.810540", &at));
	assert_int_equal(at.ns, 97810540999);
	assert_true(mt_instant_parse("97.810540123", &at));
	assert_int_equal(at.ns, 97810540123);
	assert_true(mt_instant_parse("97", &at));
	assert_int_equal(at.ns, 97999999999);
	assert_int_equal(at.ticks, 97);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (mt_instant_parse(bad[i], &at))
			fail_msg("%s", bad[i]);
}

static void rule_text_is(const struct mt_map *m, unsigned int i, const char *want)
{
	char text[512];

	mt_map_rule_words(m, &m->rules.at[i], text, sizeof(text));
	assert_string_equal(text, want);
}

static void test_where_a_rule_leads(void **state)
{
	struct script script = { 0 };
	const struct mt_map *m;
	struct sample s;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_open(&script, 1, 100, 0);
	script_up(&script, 2, 100);
	rule(&script, 5, 0, 31, true);
	rule(&script, 6, 1, 30, true);
	rule(&script, 6, 1, 30, false);
	script_add(&script, "mlx5_fs_rule_dst: " DEV
			    "add=1 table_type=0 table=77 group=5 entry=2 dst_type=NONE dst_id=0");
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=7 table=77 entry=2 add=1 err=0");
	script_add(&script, "mlx5e_rss_tir: " DEV "rqtn=20 tt=IPV4_UDP inner=0 tirn=40 err=0");
	rule(&script, 8, 3, 40, true);
	rule(&script, 9, 4, 99, true);
	rule(&script, 10, 5, 33, true);
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=11 table=0 entry=0 add=1 err=-22");
	m = run(&script, NULL, &s);
	assert_int_equal(m->rules.nr, 5);
	rule_text_is(
		m, 0,
		"location 5: table 77 entry 0 -> TIR 31 -> RQT 22 -> RQ 101, the RQ of channel 1");
	rule_text_is(m, 1, "location 7: table 77 entry 2 -> no destination: dropped");
	rule_text_is(
		m, 2,
		"location 8: table 77 entry 3 -> TIR 40 -> RQT 20 -> RSS over channels that are unknown (of 2)");
	rule_text_is(m, 3, "location 9: table 77 entry 4 -> TIR 99, whose destination is unknown");
	rule_text_is(m, 4, "location 10: table 77 entry 5 -> TIR 33 -> RQT 24 -> the drop RQ 7");
	sample_free(&s);
}

static void test_at_an_instant(void **state)
{
	struct script script = { 0 };
	const struct mt_map *m;
	struct sample s;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0); /* 10.000 */
	script_up(&script, 1, 100);	 /* 10.001 .. 10.008 */
	rule(&script, 5, 0, 30, true);	 /* 10.009, 10.010 */
	rule(&script, 5, 0, 30, false);
	script_switch(&script, 1, 100, 1, 200, 0);
	m = run(&script, "10.010", &s);
	assert_int_equal(m->rules.nr, 1);
	rule_text_is(
		m, 0,
		"location 5: table 77 entry 0 -> TIR 30 -> RQT 21 -> RQ 100, the RQ of channel 0");
	assert_int_equal(mt_slot_now(&m->channels->devs.at[0].slots.at[0])->rqn, 100);
	sample_free(&s);
}

static void channel_text_is(const struct mt_map *m, int64_t ix, const char *want)
{
	char text[512];

	assert_true(mt_map_channel_words(m, &m->channels->devs.at[0], ix, text, sizeof(text)));
	assert_string_equal(text, want);
}

/* Since 6.1 the queue of channel N is N. */
static void test_which_queue_to_bind(void **state)
{
	struct script script = { 0 };
	const struct mt_map *m;
	struct sample s;
	char text[512];

	(void)state;
	script_task(&script, "xsk", 9, 0);
	script_open(&script, 0, 100, 1);
	script_open(&script, 1, 100, 1);
	script_up(&script, 2, 100);
	script_add(
		&script,
		"mlx5e_open_xsk: " NETDEV
		"ix=1 qid=1 xsk_rqn=300 xsk_cqn=1300 xsk_sqn=301 xsk_sq_cqn=1301 chunk_size=4096 headroom=256 err=0");
	script_add(&script, "mlx5e_activate_xsk: " NETDEV "ix=1 xsk_rqn=300 xsk_sqn=301");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=1 tirn=31 rqtn=22 rqn=300 err=0");
	m = run(&script, NULL, &s);
	assert_int_equal(m->scheme, MT_SCHEME_SAME);
	channel_text_is(
		m, 1,
		"Channel 1 has XSK RQ 300, to which TIR 31 leads: bind to queue 1; steer with \"ethtool -N eth0 ... action 1\".");
	assert_false(mt_map_channel_words(m, &m->channels->devs.at[0], 0, text, sizeof(text)));
	sample_free(&s);
}

/* Before 6.1 XSK queues are numbered after the channels, and an XSK RQ has its own TIR. */
static void test_queues_behind_the_channels(void **state)
{
	struct script script = { 0 };
	const struct mt_map *m;
	struct sample s;

	(void)state;
	script_task(&script, "xsk", 9, 0);
	script_open(&script, 0, 100, 1);
	script_open(&script, 1, 100, 1);
	script_up(&script, 2, 100);
	script_add(
		&script,
		"mlx5e_open_xsk: " NETDEV
		"ix=1 qid=3 xsk_rqn=300 xsk_cqn=1300 xsk_sqn=301 xsk_sq_cqn=1301 chunk_size=4096 headroom=256 err=0");
	script_add(&script, "mlx5e_activate_xsk: " NETDEV "ix=1 xsk_rqn=300 xsk_sqn=301");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=1 tirn=51 rqtn=61 rqn=300 err=0");
	rule(&script, 5, 0, 51, true);
	rule(&script, 6, 1, 31, true);
	m = run(&script, NULL, &s);
	assert_int_equal(m->scheme, MT_SCHEME_BEHIND);
	channel_text_is(
		m, 1,
		"Channel 1 has XSK RQ 300, to which TIR 51 leads: bind to queue 3; steer with \"ethtool -N eth0 ... action 3\".");
	rule_text_is(
		m, 0,
		"location 5: table 77 entry 0 -> TIR 51 -> RQT 61 -> RQ 300, the XSK RQ of channel 1");
	rule_text_is(
		m, 1,
		"location 6: table 77 entry 1 -> TIR 31 -> RQT 22 -> RQ 101, the RQ of channel 1");
	sample_free(&s);
}

static void test_unknown_values(void **state)
{
	struct script script = { 0 };
	const struct mt_map *m;
	struct sample s;
	char text[512];

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_add(&script, "mlx5e_activate_channel: " NETDEV
			    "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=300 xsk=1");
	m = run(&script, NULL, &s);
	channel_text_is(m, 0, "Channel 0 has XSK RQ 300, but no known TIR leads to it.");
	mt_map_scheme_words(m, &m->channels->devs.at[0], text, sizeof(text));
	assert_non_null(strstr(text, "is unknown"));
	assert_int_equal(mt_map_queue(m, &m->channels->devs.at[0], 0), -1);
	sample_free(&s);
}

static void test_facts_that_differ(void **state)
{
	struct script script = { 0 };
	struct mt_facts now = { 0 }, then = { 0 };
	const struct mt_fact *fact;
	struct sample s, other;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_up(&script, 1, 100); /* to 10.008 */
	script_switch(&script, 1, 100, 1, 200, 0);
	other = sample_model(&mt_model_map, script.text, &(struct mt_query){ 0 });
	mt_map_facts(run(&script, "10.008", &s), &now);
	mt_map_facts(other.model, &then);
	fact = NULL;
	for (unsigned int i = 0; i < now.list.nr; i++)
		if (!strcmp(now.list.at[i].what, "eth0 channel 0 RQ"))
			fact = &now.list.at[i];
	assert_non_null(fact);
	assert_string_equal(fact->value, "100");
	assert_string_equal(mt_fact_in(&then, fact)->value, "200");
	free(now.list.at);
	free(then.list.at);
	sample_free(&s);
	sample_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_where_a_rule_leads),
		cmocka_unit_test(test_at_an_instant),
		cmocka_unit_test(test_which_queue_to_bind),
		cmocka_unit_test(test_queues_behind_the_channels),
		cmocka_unit_test(test_unknown_values),
		cmocka_unit_test(test_facts_that_differ),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
