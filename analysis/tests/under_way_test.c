// SPDX-License-Identifier: GPL-2.0-only
/* Tests of commands from issue to completion: what they wait for, and for how long. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/ops.h"

static const struct mt_ops *run(struct script *script, struct sample *s)
{
	*s = sample_model(&mt_model_ops, script->text, NULL);
	free(script->text);
	return s->model;
}

static void test_what_a_command_waits_for(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_op_commands *c;
	const struct mt_issue *issue;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_CQ(0x400)", 1);
	script_submit(&script, "CREATE_CQ(0x400)", 1, 3);
	script_done(&script, "CREATE_CQ(0x400)", 1, 3, 1000000, 1000000);
	script_issue(&script, "CREATE_RQ(0x908)", 2);
	script_submit(&script, "CREATE_RQ(0x908)", 2, 4);
	script_task(&script, "rdma", 6, 1);
	script_issue(&script, "CREATE_QP(0x500)", 3);
	c = &run(&script, &s)->commands;
	issue = mt_op_commands_pending(c, 0);
	assert_non_null(issue);
	assert_string_equal(issue->name, "CREATE_RQ");
	assert_int_equal(issue->slot, 4);
	assert_int_equal(issue->submitted, 10004000000);
	assert_int_equal(mt_issue_awaits(c, issue), MT_AWAITS_FIRMWARE);
	assert_true(mt_op_commands_under_way(c, 5, issue->dev));
	issue = mt_op_commands_pending(c, 1);
	assert_string_equal(issue->name, "CREATE_QP");
	assert_string_equal(issue->by.comm, "rdma");
	assert_int_equal(mt_issue_awaits(c, issue), MT_AWAITS_SLOT);
	assert_null(mt_op_commands_pending(c, 2));
	sample_free(&s);
}

/*
 * Without mlx5_cmd_submit it is unknown whether a command waits for a slot or for the firmware;
 * without mlx5_cmd_done it is unknown whether it waits at all.
 */
static void test_events_that_are_not_recorded(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_op_commands *c;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_CQ(0x400)", 1);
	script_done(&script, "CREATE_CQ(0x400)", 1, 3, 10, 20);
	script_issue(&script, "CREATE_RQ(0x908)", 2);
	c = &run(&script, &s)->commands;
	assert_int_equal(mt_issue_awaits(c, mt_op_commands_pending(c, 0)), MT_AWAITS_END);
	sample_free(&s);

	script = (struct script){ 0 };
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_RQ(0x908)", 2);
	c = &run(&script, &s)->commands;
	assert_null(mt_op_commands_pending(c, 0));
	sample_free(&s);
}

/* Tokens are reused after 255 commands. A command in flight is not mistaken for the new one. */
static void test_tokens_are_used_again(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_op_commands *c;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_RQ(0x908)", 2);
	script_submit(&script, "CREATE_RQ(0x908)", 2, 4);
	script_task(&script, "kworker/0:1", 6, 1);
	for (int i = 0; i < 300; i++) {
		int token = (i + 2) % 255 + 1;

		script_issue(&script, "QUERY_Q_COUNTER(0x773)", token);
		script_submit(&script, "QUERY_Q_COUNTER(0x773)", token, 5);
		script_done(&script, "QUERY_Q_COUNTER(0x773)", token, 5, 10, 20);
	}
	c = &run(&script, &s)->commands;
	assert_string_equal(mt_op_commands_pending(c, 0)->name, "CREATE_RQ");
	assert_int_equal(mt_op_commands_pending(c, 0)->slot, 4);
	assert_null(mt_op_commands_pending(c, 1));
	sample_free(&s);
}

/* An operation and its first step begin when the first command is issued. */
static void test_an_operation_begins_with_its_first_command(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_CQ(0x400)", 1);
	script_submit(&script, "CREATE_CQ(0x400)", 1, 3);
	script_done(&script, "CREATE_CQ(0x400)", 1, 3, 1000000, 1000000);
	script_open(&script, 0, 110, 0);
	script_down(&script, 1, 100);
	script_up(&script, 1, 110);
	script_params(&script, 1, 1, "MTU", 1, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].start, 10000000000);
	assert_int_equal(m->ops.at[0].step[MT_STEP_OPEN].first, 10003000000);
	assert_int_equal(m->ops.at[0].step[MT_STEP_OPEN].ns, 3000000);
	assert_int_equal(m->ops.at[0].cmds.ns, 1000000);
	assert_int_equal(m->ops.at[0].cmds.wait_ns, 1000000);
	assert_int_equal(m->ops.at[0].cmds.by_opcode.at[0].max_wait_ns, 1000000);
	sample_free(&s);
}

/* The recording ends while the next command of the operation is executed by the firmware. */
static void test_an_operation_that_hangs(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ip", 5, 0);
	script_issue(&script, "CREATE_CQ(0x400)", 1);
	script_submit(&script, "CREATE_CQ(0x400)", 1, 3);
	script_done(&script, "CREATE_CQ(0x400)", 1, 3, 10, 20);
	script_down(&script, 1, 100);
	script_issue(&script, "DESTROY_RQ(0x90a)", 2);
	script_submit(&script, "DESTROY_RQ(0x90a)", 2, 3);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].kind, MT_OP_CLOSED);
	assert_true(m->ops.at[0].unfinished);
	sample_free(&s);
}

/* The commands that delete a rule belong to the rule's operation, and are completed. */
static void test_commands_of_a_deleted_rule(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=3 table=20 entry=0 add=0 err=0");
	script_issue(&script, "DELETE_FLOW_TABLE_ENTRY(0x938)", 1);
	script_submit(&script, "DELETE_FLOW_TABLE_ENTRY(0x938)", 1, 0);
	script_done(&script, "DELETE_FLOW_TABLE_ENTRY(0x938)", 1, 0, 10, 20);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].cmds.nr, 1);
	assert_null(mt_op_commands_pending(&m->commands, 0));
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_command_waits_for),
		cmocka_unit_test(test_events_that_are_not_recorded),
		cmocka_unit_test(test_tokens_are_used_again),
		cmocka_unit_test(test_an_operation_begins_with_its_first_command),
		cmocka_unit_test(test_an_operation_that_hangs),
		cmocka_unit_test(test_commands_of_a_deleted_rule),
	};

	return cmocka_run_group_tests_name("under_way", tests, NULL, NULL);
}
