// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the output: text in 80 columns and the structure of the JSON. */
#include "analysis/tests/samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/util.h"
#include "analysis/view/channels.h"
#include "analysis/view/findings.h"
#include "analysis/view/format/json.h"
#include "analysis/view/graph.h"
#include "analysis/view/header.h"
#include "analysis/view/map.h"
#include "analysis/view/ops.h"
#include "analysis/view/report.h"
#include "analysis/view/stats.h"
#include "analysis/view/xsk.h"

#define MODELS 10

struct shown {
	struct mt_recording *rec;
	struct mt_view v;
	void *models[MODELS];
};

static const struct mt_model_ops *const models[MODELS] = {
	&mt_model_ops,	    &mt_model_channels, &mt_model_xsk, &mt_model_graph,
	&mt_model_commands, &mt_model_rqs,	&mt_model_map, &mt_model_map_other,
	&mt_model_events,   &mt_model_stock,
};

static void show(struct shown *s, const char *text)
{
	struct mt_record r;

	*s = (struct shown){ .rec = sample_open(text) };
	s->v.rec = s->rec;
	s->v.query.through = "mlx5e_ethtool_set_channels";
	mt_instant_parse("10.03", &s->v.query.diff);
	for (int i = 0; i < MODELS; i++)
		s->models[i] = models[i]->create(s->rec, &s->v.query);
	while (mt_next(s->rec, &r) > 0)
		for (int i = 0; i < MODELS; i++)
			models[i]->record(s->models[i], &r);
	for (int i = 0; i < MODELS; i++)
		models[i]->finish(s->models[i]);
	s->v.to.ticks = mt_recording_stats(s->rec)->ticks;
	mt_snapshot_read(&s->v.snapshot, s->rec);
	s->v.ops = s->models[0];
	s->v.channels = s->models[1];
	s->v.xsk = s->models[2];
	s->v.graph = s->models[3];
	s->v.commands = s->models[4];
	s->v.rqs = s->models[5];
	s->v.map = s->models[6];
	s->v.map_other = s->models[7];
	s->v.events = s->models[8];
	s->v.stock = s->models[9];
}

static void hide(struct shown *s)
{
	for (int i = 0; i < MODELS; i++)
		models[i]->destroy(s->models[i]);
	mt_snapshot_free(&s->v.snapshot);
	mt_close(s->rec);
}

static char *report(struct shown *s)
{
	char *text = NULL;
	size_t size;

	s->v.to.out = open_memstream(&text, &size);
	mt_text_header(&s->v);
	mt_text_notes(&s->v);
	mt_text_report(&s->v);
	mt_text_stats(&s->v);
	mt_text_findings(&s->v);
	mt_text_map_at(&s->v);
	fclose(s->v.to.out);
	return text;
}

static const char *const opcodes[] = { "CREATE_FLOW_TABLE(0x930)",
				       "MODIFY_ESW_VPORT_CONTEXT(0x755)", "CREATE_CQ(0x400)",
				       "DEALLOC_PACKET_REFORMAT_CONTEXT(0x93e)" };

static void busy_script(struct script *script)
{
	script_task(script, "ethtool", 312, 1);
	script_switch(script, 2, 100, 4, 110, 0);
	script_set_channels(script, 2, 4, 0);
	script_task(script, "a_rather_long_c", 4194304, 0);
	script_switch(script, 4, 110, 4, 120, 1);
	script_add(
		script,
		"mlx5e_open_xsk: " NETDEV
		"ix=2 qid=2 xsk_rqn=500 xsk_cqn=1500 xsk_sqn=501 xsk_sq_cqn=1501 chunk_size=2048 headroom=256 err=0");
	script_add(script, "mlx5e_activate_xsk: " NETDEV "ix=2 xsk_rqn=500 xsk_sqn=501");
	script_add(script, "mlx5e_rx_channel_redirect: " DEV "ix=2 tirn=32 rqtn=23 rqn=500 err=0");
	script_pool(script, 2, 1, 1, 1, 0);
	script_add(script, "mlx5e_open_channel: " NETDEV
			   "ix=0 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_set_channels(script, 4, 6, -12);
	script_add(script, "mlx5e_hwtstamp_set: " NETDEV
			   "tx_type=ON req_rx_filter=PTP_V2_EVENT rx_filter=ALL err=0");
	for (int i = 0; i < 12; i++)
		script_add(
			script,
			"mlx5_cmd_done: " DEV
			"opcode=%s op_mod=0 uid=0 token=7 slot=0 async=0 status=%s syndrome=0x%x err=%d ns=123456789",
			opcodes[i % 4], i == 5 ? "BAD_SYS_STATE_ERR" : "OK",
			i == 5 ? 0xabcdef12 : 0, i == 5 ? -EIO : 0);
}

static void test_text_fits_a_terminal(void **state)
{
	struct script script = { 0 };
	struct shown s;
	char *text;

	(void)state;
	busy_script(&script);
	show(&s, script.text);
	text = report(&s);
	assert_null(strchr(text, '\033'));
	for (char *line = text; *line; line += strcspn(line, "\n") + 1)
		if (strcspn(line, "\n") > 80)
			fail_msg("%.*s", (int)strcspn(line, "\n"), line);
	free(text);
	s.v.to.colour = true;
	text = report(&s);
	assert_non_null(strchr(text, '\033'));
	free(text);
	hide(&s);
	free(script.text);
}

static void contains(const char *text, const char *want)
{
	if (!strstr(text, want))
		fail_msg("missing: %s", want);
}

/* Expect @want, regardless of line breaks in the paragraph. */
static void contains_words(const char *text, const char *want)
{
	char *flat = strdup(text);
	size_t n = 0;

	for (const char *p = text; *p; p++)
		if ((*p != ' ' && *p != '\n') || (n && flat[n - 1] != ' '))
			flat[n++] = *p == '\n' ? ' ' : *p;
	flat[n] = '\0';
	contains(flat, want);
	free(flat);
}

static void test_report_answers(void **state)
{
	struct script script = { 0 };
	struct shown s;
	char *text;

	(void)state;
	busy_script(&script);
	show(&s, script.text);
	text = report(&s);
	contains(text, "ethtool -L 2 -> 4     ethtool[312]          22.000 ms  ok");
	contains(text, "ethtool -L 4 -> 6     a_rather_l[4194304]    1.000 ms  ENOMEM");
	contains(text, "1 failed: ENOMEM on channel 0");
	contains(text, "tx ON, rx filter PTP_V2_EVENT requested, ALL granted");
	contains(text, "kernel   unknown");
	contains(text, "lost     no events");
	contains_words(
		text,
		"mlx5e_open_xsk did not fire in \"ethtool -L 2 -> 4\" at 10.022000: no XDP program was attached (xdp=0)");
	contains_words(
		text,
		"mlx5e_open_xsk fired for queue 2 at 10.051000, because a_rather_long_c[4194304] bound a pool while the interface was up and an XDP program attached: channel ix 2, xsk_rqn 500, xsk_sqn 501.");
	contains(text, "500 XSK");
	contains(text, "unknown: no call stacks were recorded");
	free(text);
	hide(&s);
	free(script.text);
}

static void test_losses_are_always_reported(void **state)
{
	struct shown s;
	char *text;

	(void)state;
	show(&s, "ip-1 [000] ..... 1.000001: mlx5e_x: a=1\n"
		 "CPU:3 [LOST 5 EVENTS]\n"
		 "CPU:3 [LOST EVENTS]\n"
		 "what is this\n");
	text = report(&s);
	contains(text, "at least 6 events (cpu 3: 5 and 1 gaps)");
	contains(text, "1 unreadable lines or records");
	contains(text, ":4: not a line of a trace");
	free(text);
	hide(&s);
}

static const char *kind_of(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (!value)
		return "missing";
	if (json_is_null(value))
		return "null";
	if (json_is_integer(value))
		return "integer";
	if (json_is_boolean(value))
		return "boolean";
	if (json_is_string(value))
		return "string";
	return json_is_array(value) ? "array" : "object";
}

/* @shape is "key:kind key:kind ...". */
static void has_shape(json_t *object, const char *shape)
{
	struct mt_span rest = mt_span_z(shape), word;

	assert_true(json_is_object(object));
	while (word = mt_span_word(&rest), word.len) {
		const char *colon = memchr(word.p, ':', word.len);
		char *key = mt_span_dup(mt_span(word.p, (size_t)(colon - word.p)));
		struct mt_span kind = mt_span_skip(word, strlen(key) + 1);

		if (!mt_span_eq(kind, kind_of(object, key)))
			fail_msg("%s is %s, not " MT_SPAN_FMT, key, kind_of(object, key),
				 MT_SPAN_ARG(kind));
		free(key);
	}
}

static json_t *part(const struct shown *s, const struct mt_table *table)
{
	return mt_json_row(table, &(struct mt_row){ .v = &s->v, .at = &s->v });
}

static void test_json_shape(void **state)
{
	static const struct mt_table *const parts[] = { &mt_part_ops, &mt_part_xsk,
							&mt_part_channels, &mt_part_graph };
	struct script script = { 0 };
	struct shown s;
	json_t *json, *op, *map;

	(void)state;
	busy_script(&script);
	show(&s, script.text);
	json = part(&s, &mt_table_recording);
	has_shape(
		json,
		"path:string kind:string kernel:null patched:null devices:array tool:null clock:null events:integer series_events:integer stacks:integer lost:object malformed:object error:null ticks:boolean");
	has_shape(json_object_get(json, "lost"),
		  "events:integer gaps:integer per_cpu:array recorder_counted:null");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		json_object_update_new(json, part(&s, parts[i]));
	has_shape(
		json,
		"ops:array xsk:array map:array changes:array changes_not_kept:integer graph:object");
	op = json_array_get(json_object_get(json, "ops"), 0);
	has_shape(
		op,
		"op:string dev:string netdev:string ifindex:integer comm:string pid:integer start_ns:integer end_ns:integer duration_ns:integer unfinished:boolean err:integer errno:null old_count:integer new_count:integer qid:null opened:null xdp:null tx_type:null rx_filter:null steps:array");
	assert_string_equal(json_string_value(json_object_get(op, "op")), "set_channels");
	has_shape(
		json_array_get(json_object_get(op, "steps"), 0),
		"step:string count:integer first_ns:integer last_ns:integer failed:integer errno:null failed_ix:null");
	map = json_array_get(json_object_get(json, "map"), 0);
	has_shape(
		map,
		"dev:string netdev:string ifindex:integer combined_before:null channels:array rss:array");
	map = json_array_get(json_object_get(map, "channels"), 2);
	has_shape(
		map,
		"ix:integer state:string cpu:integer rqn:integer xsk_rqn:integer tirn:integer rqtn:integer rq_in_use:integer rq_in_use_is_xsk:boolean to_drop_rq:boolean");
	assert_true(json_is_true(json_object_get(map, "rq_in_use_is_xsk")));
	has_shape(json_object_get(json, "graph"),
		  "event:null from:null through:string stacks:integer by_stack:array by_call:array");
	json_decref(json);
	hide(&s);
	free(script.text);
}

static void test_a_comm_of_any_bytes(void **state)
{
	struct shown s;
	json_t *json;
	char *text;

	(void)state;
	show(&s, " \xff\xfe\x01-1 [000] ..... 1.000001: mlx5e_set_channels: " NETDEV
		 "old_count=1 new_count=2 err=0\n");
	json = part(&s, &mt_part_ops);
	text = json_dumps(json, 0);
	assert_non_null(text);
	free(text);
	json_decref(json);
	text = report(&s);
	for (const char *p = text; *p; p++)
		assert_true((unsigned char)*p >= ' ' || *p == '\n');
	free(text);
	hide(&s);
}

static void test_kernel_releases(void **state)
{
	(void)state;
	assert_int_equal(mt_release_at_least("6.12.117+deb13-amd64", 6, 1), 1);
	assert_int_equal(mt_release_at_least("6.1.0-56-amd64", 6, 1), 1);
	assert_int_equal(mt_release_at_least("5.10.0-46-amd64", 6, 1), 0);
	assert_int_equal(mt_release_at_least("", 6, 1), -1);
}

static void test_requested_events(void **state)
{
	static const struct {
		const char *events;
		int recorded;
	} lists[] = {
		{ "[\"mlx5:*\"]", 1 },
		{ "[\"mlx5\"]", 1 },
		{ "[\"mlx5:mlx5e_open_xsk\"]", 1 },
		{ "[\"mlx5e_open_*\"]", 1 },
		{ "[\"mlx5:mlx5e_close*\"]", 0 },
		{ "[\"sched:*\", \"net:*\"]", 0 },
		{ "[]", 0 },
	};
	struct mt_snapshot s = { 0 };

	(void)state;
	assert_int_equal(mt_snapshot_recorded(&s, MT_EV_OPEN_XSK), -1);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		s.events = json_loads(lists[i].events, 0, NULL);
		if (mt_snapshot_recorded(&s, MT_EV_OPEN_XSK) != lists[i].recorded)
			fail_msg("%s", lists[i].events);
		json_decref(s.events);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_fits_a_terminal),
		cmocka_unit_test(test_report_answers),
		cmocka_unit_test(test_losses_are_always_reported),
		cmocka_unit_test(test_json_shape),
		cmocka_unit_test(test_a_comm_of_any_bytes),
		cmocka_unit_test(test_kernel_releases),
		cmocka_unit_test(test_requested_events),
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
