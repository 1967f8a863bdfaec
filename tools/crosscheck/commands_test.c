// SPDX-License-Identifier: GPL-2.0-only
/* Firmware commands and flow rules for which the logs agree, and each kind of disagreement. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/crosscheck/check.h"

/* Both logs of one sequence. The token and the slot of a command are derived from its number. */
struct story {
	struct script events;
	char *log;
	size_t log_size;
	FILE *out;
	int seq;
	size_t to;   /* the recording continues up to there, as shown by other events */
	bool ragged; /* recorded by perf */
};

static void begin(struct story *s)
{
	*s = (struct story){ 0 };
	s->out = open_memstream(&s->log, &s->log_size);
	fprintf(s->out, "{\"v\":1,\"seq\":0,\"reset\":\"start\"}\n");
	script_task(&s->events, "ip", 100, 0);
}

static void drop_story(struct story *s)
{
	free(s->events.text);
	free(s->log);
}

static void execute(struct story *s, const char *op, int opcode, int status, const char *more)
{
	s->seq++;
	fprintf(s->out,
		"{\"v\":1,\"seq\":%d,\"opcode\":%d,\"op\":\"%s\",\"slot\":%d,\"token\":%d,"
		"\"status\":%d,\"syndrome\":%d%s}\n",
		s->seq, opcode, op, s->seq % 2, s->seq % 255 + 1, status, status ? 7 : 0, more);
}

static void done(struct story *s, int seq, const char *op, int opcode, const char *answer)
{
	script_add(&s->events,
		   "mlx5_cmd_done: " DEV
		   "opcode=%s(%#x) op_mod=0 uid=0 token=%d slot=%d async=0 %s ns=1",
		   op, opcode, seq % 255 + 1, seq % 2, answer);
}

#define GOOD "status=OK syndrome=0x0 err=0"
#define BAD  "status=BAD_PARAM_ERR syndrome=0x7 err=-22"

static void command(struct story *s, const char *op, int opcode, int status, const char *more)
{
	execute(s, op, opcode, status, more);
	done(s, s->seq, op, opcode, status ? BAD : GOOD);
}

/* The disagreements, as one string; "" if there are none. */
static const char *judge(struct story *s, struct check *c)
{
	static char all[2000];
	char *event_path, *log_path;
	struct mt_error err = { "" };
	struct devlog log;
	struct events e;

	if (s->out)
		fclose(s->out);
	s->out = NULL;
	event_path = sample_file(s->events.text, strlen(s->events.text));
	log_path = sample_file(s->log, strlen(s->log));
	*c = (struct check){ .to = s->to };
	if (!devlog_load(&log, log_path, &err) || !events_read(&e, event_path, NULL, &err))
		fail_msg("%s", err.text);
	e.ragged = s->ragged;
	check_commands(c, &log, &e);
	check_rules(c, &log, &e);
	events_free(&e);
	devlog_free(&log);
	unlink(event_path);
	unlink(log_path);
	free(event_path);
	free(log_path);
	all[0] = '\0';
	for (unsigned int i = 0; i < c->disagreements && i < DISAGREEMENTS_KEPT; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s\n", c->first[i]);
	return all;
}

/* The recorder was started after some commands. Tokens wrap around after 255. */
static void test_commands_in_order(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	for (int i = 0; i < 300; i++)
		execute(&s, "QUERY_RQ", 0x90b, 0, "");
	for (int i = 0; i < 600; i++)
		command(&s, i % 3 ? "QUERY_RQ" : "CREATE_RQ", i % 3 ? 0x90b : 0x908,
			i == 500 ? 3 : 0, "");
	execute(&s, "QUERY_RQ", 0x90b, 0, "");
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.commands, 600);
	drop_story(&s);
}

/* Two concurrent tasks: completions are in the device's order, but events are not. */
static void test_commands_that_overtake(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	execute(&s, "CREATE_CQ", 0x400, 0, "");
	execute(&s, "CREATE_RQ", 0x908, 0, "");
	execute(&s, "CREATE_SQ", 0x904, 0, "");
	done(&s, 2, "CREATE_RQ", 0x908, GOOD);
	done(&s, 3, "CREATE_SQ", 0x904, GOOD);
	done(&s, 1, "CREATE_CQ", 0x400, GOOD);
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.commands, 3);
	drop_story(&s);
}

static void test_commands_that_are_missing(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	command(&s, "CREATE_CQ", 0x400, 0, "");
	execute(&s, "CREATE_RQ", 0x908, 0, "");
	command(&s, "CREATE_SQ", 0x904, 0, "");
	assert_non_null(strstr(judge(&s, &c),
			       "the device executed CREATE_RQ (seq 2), without mlx5_cmd_done"));
	assert_int_equal(c.disagreements, 1);
	drop_story(&s);

	begin(&s);
	command(&s, "CREATE_CQ", 0x400, 0, "");
	done(&s, 2, "CREATE_RQ", 0x908, GOOD);
	s.seq++;
	command(&s, "CREATE_SQ", 0x904, 0, "");
	assert_non_null(strstr(judge(&s, &c), "no command 0x908 with token 3 in slot 0 there"));
	assert_int_equal(c.disagreements, 1);
	drop_story(&s);

	begin(&s);
	execute(&s, "CREATE_CQ", 0x400, 0, "");
	done(&s, 1, "CREATE_RQ", 0x908, GOOD);
	assert_non_null(strstr(judge(&s, &c), "no command 0x908 with token 2 in slot 1"));
	drop_story(&s);
}

static void test_another_answer(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	execute(&s, "CREATE_RQ", 0x908, 3, "");
	done(&s, 1, "CREATE_RQ", 0x908, GOOD);
	assert_non_null(
		strstr(judge(&s, &c), "the device answered CREATE_RQ with status 3, syndrome 0x7"));
	drop_story(&s);
}

/* Commands that never reached the device are not in its log. */
static void test_commands_that_were_not_sent(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	command(&s, "CREATE_CQ", 0x400, 0, "");
	script_add(
		&s.events,
		"mlx5_cmd_done: " DEV
		"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=0 slot=-1 async=0 status=OK syndrome=0x0 err=-6 ns=0");
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.commands, 1);
	drop_story(&s);
}

/* The current format: every command has an issue event, and a submit event if it gets a slot. */
static void test_every_command_is_issued(void **state)
{
	enum { ISSUE = 1, TWICE, SUBMIT, SUBMIT_TWICE, OTHER_SLOT, DONE };
	static const struct {
		int steps[5];
		const char *why;
	} stories[] = {
		{ { ISSUE, SUBMIT, DONE }, "" },
		{ { ISSUE, TWICE, SUBMIT, DONE }, "" },
		{ { ISSUE, SUBMIT, SUBMIT_TWICE, DONE }, "" },
		{ { SUBMIT, DONE }, "mlx5_cmd_submit of 0x400, token 3, at" },
		{ { ISSUE, DONE }, "was not submitted" },
		{ { ISSUE, SUBMIT, SUBMIT, DONE }, "is the second one" },
		{ { ISSUE, OTHER_SLOT, DONE }, "was submitted in another slot" },
		{ { ISSUE, ISSUE, SUBMIT, DONE }, "while another is in flight" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++) {
		struct story s;
		struct check c;
		const char *why;

		begin(&s);
		execute(&s, "CREATE_SQ", 0x904, 0, "");
		execute(&s, "CREATE_CQ", 0x400, 0, ""); /* token 3, slot 0 */
		/* a command in flight, so that the recording has both events */
		script_issue(&s.events, "QUERY_VPORT_STATE(0x750)", 8);
		script_submit(&s.events, "QUERY_VPORT_STATE(0x750)", 8, 1);
		for (int n = 0; n < 5; n++) {
			s.events.ms -= stories[i].steps[n] == TWICE ||
				       stories[i].steps[n] == SUBMIT_TWICE;
			if (stories[i].steps[n] == ISSUE || stories[i].steps[n] == TWICE)
				script_issue(&s.events, "CREATE_CQ(0x400)", 3);
			else if (stories[i].steps[n] >= SUBMIT && stories[i].steps[n] <= OTHER_SLOT)
				script_submit(&s.events, "CREATE_CQ(0x400)", 3,
					      stories[i].steps[n] == OTHER_SLOT);
			else if (stories[i].steps[n] == DONE)
				script_add(
					&s.events,
					"mlx5_cmd_done: " DEV
					"opcode=CREATE_CQ(0x400) op_mod=0 uid=0 token=3 slot=0 async=0 status=OK syndrome=0x0 err=0 wait_ns=5 ns=7");
		}
		why = judge(&s, &c);
		if (!strstr(why, stories[i].why) || !*why != !*stories[i].why)
			fail_msg("\"%s\" is not \"%s\"", why, stories[i].why);
		drop_story(&s);
	}
}

/* perf records a sample after a later sample. */
static void test_events_out_of_order(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	execute(&s, "CREATE_CQ", 0x400, 0, "");
	s.events.ms += 2;
	script_submit(&s.events, "CREATE_CQ(0x400)", 2, 1);
	s.events.ms -= 3;
	script_issue(&s.events, "CREATE_CQ(0x400)", 2);
	s.events.ms += 3;
	script_done(&s.events, "CREATE_CQ(0x400)", 2, 1, 5, 7);
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.issued, 1);
	drop_story(&s);
}

/*
 * perf enables and disables its events one by one. At both ends of its recording, and only there,
 * a command may lack any of its events.
 */
static void test_commands_at_the_ends(void **state)
{
	enum { ISSUE = 1, SUBMIT = 2, DONE = 4, ALL = 7 };

	(void)state;
	for (int ragged = 0; ragged < 2; ragged++)
		for (int lacks = 1; lacks <= 4; lacks *= 2)
			for (int place = 1; place < 100; place += 49) {
				struct story s;
				struct check c;
				bool agrees = ragged && place != 50;

				begin(&s);
				s.ragged = ragged;
				for (int i = 0; i < 101; i++) {
					int has = i == place ? ALL & ~lacks : ALL;

					execute(&s, "CREATE_CQ", 0x400, 0, "");
					if (has & ISSUE)
						script_issue(&s.events, "CREATE_CQ(0x400)",
							     s.seq + 1);
					if (has & SUBMIT)
						script_submit(&s.events, "CREATE_CQ(0x400)",
							      s.seq + 1, s.seq % 2);
					if (has & DONE)
						script_done(&s.events, "CREATE_CQ(0x400)",
							    s.seq + 1, s.seq % 2, 5, 7);
				}
				if (!*judge(&s, &c) != agrees)
					fail_msg("ragged %d, lacks %d, at %d: \"%s\"", ragged,
						 lacks, place, c.first[0]);
				drop_story(&s);
			}
}

static void issue(struct story *s, int token)
{
	script_add(&s->events,
		   "mlx5_cmd_issue: " DEV "opcode=CREATE_MKEY(0x200) op_mod=0 uid=0 token=%d",
		   token);
}

static void end(struct story *s, int token)
{
	script_add(
		&s->events,
		"mlx5_cmd_done: " DEV
		"opcode=CREATE_MKEY(0x200) op_mod=0 uid=0 token=%d slot=-1 async=1 status=OK syndrome=0x0 err=-16 ns=0",
		token);
}

static void test_asynchronous_commands(void **state)
{
	static const struct {
		int issued[3], ended[3];
		const char *why;
	} stories[] = {
		{ { 4, 5, 6 }, { 6, 4, 5 }, "" },
		{ { 4, 5, 6 }, { 6, 4 }, "mlx5_cmd_issue of 0x200, token 5, has no mlx5_cmd_done" },
		{ { 4, 6 }, { 6, 4, 5 }, "mlx5_cmd_done of 0x200, token 5, at" },
		{ { 4, 4 }, { 4 }, "mlx5_cmd_issue of 0x200, token 4, at" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(*stories); i++) {
		struct story s;
		struct check c;
		const char *why;

		begin(&s);
		command(&s, "CREATE_CQ", 0x400, 0, "");
		for (int n = 0; n < 3 && stories[i].issued[n]; n++)
			issue(&s, stories[i].issued[n]);
		for (int n = 0; n < 3 && stories[i].ended[n]; n++)
			end(&s, stories[i].ended[n]);
		why = judge(&s, &c);
		if (!strstr(why, stories[i].why) || !*why != !*stories[i].why)
			fail_msg("\"%s\" is not \"%s\"", why, stories[i].why);
		drop_story(&s);
	}
}

#define IN_TABLE(how, entry, table, more) \
	",\"" how "\":{\"type\":\"FLOW_ENTRY\",\"id\":" #entry "},\"refs\":[" \
	"{\"type\":\"FLOW_TABLE\",\"id\":" #table "}" more "]"
#define TO_TIR(tirn) ",{\"type\":\"TIR\",\"id\":" #tirn "}"

static void rule(struct story *s, int add, int table, int entry, const char *dst)
{
	script_add(&s->events,
		   "mlx5_fs_rule_dst: " DEV "add=%d table_type=0 table=%d group=1 entry=%d %s", add,
		   table, entry, dst);
}

static void set_and_delete(struct story *s, bool reported)
{
	command(s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 20, TO_TIR(9)));
	rule(s, 1, 20, 3, "dst_type=TIR dst_id=9");
	command(s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 21, ""));
	if (reported)
		rule(s, 1, 21, 3, "dst_type=NONE dst_id=0");
	rule(s, 0, 20, 3, "dst_type=TIR dst_id=9");
	command(s, "DELETE_FLOW_TABLE_ENTRY", 0x938, 0, IN_TABLE("destroyed", 3, 20, ""));
	command(s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 20, TO_TIR(8)));
	rule(s, 1, 20, 3, "dst_type=TIR dst_id=8");
}

static void test_rules(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	set_and_delete(&s, true);
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.rules, 4);
	drop_story(&s);
}

/* Several destinations are set by one command, and a destination is replaced by one command. */
static void test_several_destinations(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	command(&s, "SET_FLOW_TABLE_ENTRY", 0x936, 0,
		IN_TABLE("created", 3, 20, TO_TIR(9) TO_TIR(8)));
	rule(&s, 1, 20, 3, "dst_type=TIR dst_id=9");
	rule(&s, 1, 20, 3, "dst_type=TIR dst_id=8");
	rule(&s, 0, 20, 3, "dst_type=TIR dst_id=8");
	rule(&s, 1, 20, 3, "dst_type=TIR dst_id=7");
	command(&s, "SET_FLOW_TABLE_ENTRY", 0x936, 0,
		",\"refs\":[{\"type\":\"FLOW_TABLE\",\"id\":20}" TO_TIR(9) TO_TIR(7) "]");
	rule(&s, 0, 20, 3, "dst_type=TIR dst_id=9");
	rule(&s, 0, 20, 3, "dst_type=TIR dst_id=7");
	command(&s, "DELETE_FLOW_TABLE_ENTRY", 0x938, 0, IN_TABLE("destroyed", 3, 20, ""));
	assert_string_equal(judge(&s, &c), "");
	assert_int_equal(c.rules, 3);
	drop_story(&s);
}

static void test_rules_that_do_not_fit(void **state)
{
	struct story s;
	struct check c;

	(void)state;
	begin(&s);
	set_and_delete(&s, false);
	assert_non_null(
		strstr(judge(&s, &c),
		       "the device set entry 3 of table 21 (seq 2), without mlx5_fs_rule_dst"));
	drop_story(&s);

	begin(&s);
	command(&s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 20, TO_TIR(9)));
	rule(&s, 1, 20, 3, "dst_type=TIR dst_id=8");
	assert_non_null(strstr(judge(&s, &c), "the device did not set entry 3 of table 20"));
	drop_story(&s);

	begin(&s);
	command(&s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 20, ""));
	rule(&s, 1, 20, 3, "dst_type=NONE dst_id=0");
	rule(&s, 0, 20, 3, "dst_type=NONE dst_id=0");
	assert_non_null(strstr(judge(&s, &c), "the device did not delete entry 3 of table 20"));
	drop_story(&s);

	begin(&s);
	command(&s, "SET_FLOW_TABLE_ENTRY", 0x936, 0, IN_TABLE("created", 3, 20, ""));
	rule(&s, 1, 20, 3, "dst_type=NONE dst_id=0");
	command(&s, "DELETE_FLOW_TABLE_ENTRY", 0x938, 0, IN_TABLE("destroyed", 3, 20, ""));
	s.to = 3;
	assert_non_null(
		strstr(judge(&s, &c), "the device deleted entry 3 of table 20 (seq 2), without"));
	drop_story(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_in_order),
		cmocka_unit_test(test_commands_that_overtake),
		cmocka_unit_test(test_commands_that_are_missing),
		cmocka_unit_test(test_another_answer),
		cmocka_unit_test(test_commands_that_were_not_sent),
		cmocka_unit_test(test_every_command_is_issued),
		cmocka_unit_test(test_events_out_of_order),
		cmocka_unit_test(test_commands_at_the_ends),
		cmocka_unit_test(test_asynchronous_commands),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_several_destinations),
		cmocka_unit_test(test_rules_that_do_not_fit),
	};

	return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
