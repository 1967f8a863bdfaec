// SPDX-License-Identifier: GPL-2.0-only
/* Tests of firmware commands: their operations, durations and failures. */
#include "analysis/tests/samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/model/ops.h"

static void cmd(struct script *s, const char *opcode, unsigned long ns)
{
	script_add(
		s,
		"mlx5_cmd_done: " DEV
		"opcode=%s op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 ns=%lu",
		opcode, ns);
}

static const struct mt_ops *run(struct script *script, struct sample *s)
{
	*s = sample_model(&mt_model_ops, script->text, NULL);
	free(script->text);
	return s->model;
}

static const struct mt_cmd *find(const struct mt_cmds *cmds, const char *name)
{
	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		if (!strcmp(cmds->by_opcode.at[i].name, name))
			return &cmds->by_opcode.at[i];
	fail_msg("no %s", name);
	return NULL;
}

static void test_commands_of_an_operation(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	const struct mt_cmds *cmds;

	(void)state;
	script_task(&script, "kworker/u16:2", 44, 1);
	cmd(&script, "QUERY_Q_COUNTER(0x773)", 1000);
	script_task(&script, "ethtool", 9, 0);
	cmd(&script, "ACCESS_REG(0x805)", 50); /* a query before the operation */
	cmd(&script, "CREATE_RQ(0x908)", 200000);
	script_open(&script, 0, 100, 0);
	cmd(&script, "CREATE_RQ(0x908)", 300000);
	script_task(&script, "kworker/u16:2", 44, 1);
	cmd(&script, "QUERY_Q_COUNTER(0x773)", 1000);
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 1, 100, 0);
	script_up(&script, 2, 100);
	cmd(&script, "MODIFY_RQT(0x917)", 40);
	script_set_channels(&script, 1, 2, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	cmds = &m->ops.at[0].cmds;
	assert_int_equal(cmds->nr, 3);
	assert_int_equal(cmds->ns, 500040);
	assert_int_equal(cmds->failed, 0);
	assert_int_equal(find(cmds, "CREATE_RQ")->nr, 2);
	assert_int_equal(find(cmds, "CREATE_RQ")->opcode, 0x908);
	assert_int_equal(find(cmds, "CREATE_RQ")->max_ns, 300000);
	/* completed at 10.002 s and issued 200 us earlier */
	assert_int_equal(cmds->first, 10001800000);
	assert_int_equal(m->commands.outside.nr, 3);
	assert_int_equal(find(&m->commands.outside, "ACCESS_REG")->nr, 1);
	sample_free(&s);
}

/* Commands after the last step of a change do not belong to the next change. */
static void test_between_two_operations(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "xsk", 9, 0);
	script_switch(&script, 1, 100, 1, 200, 1);
	cmd(&script, "MODIFY_RQT(0x917)", 10);
	cmd(&script, "CREATE_CQ(0x400)", 20);
	script_switch(&script, 1, 200, 1, 300, 0);
	cmd(&script, "MODIFY_RQT(0x917)", 10);
	cmd(&script, "MODIFY_RQT(0x917)", 10);
	script_down(&script, 1, 300);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 3);
	assert_int_equal(m->ops.at[0].cmds.nr, 1);
	find(&m->ops.at[0].cmds, "MODIFY_RQT");
	assert_int_equal(m->ops.at[1].cmds.nr, 2);
	find(&m->ops.at[1].cmds, "CREATE_CQ");
	/* this command redirected the RSS table to the drop RQ, and the event follows it */
	assert_int_equal(m->ops.at[2].cmds.nr, 1);
	sample_free(&s);
}

static void test_a_command_that_failed(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	const struct mt_cmd *failed;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_add(
		&script,
		"mlx5_cmd_done: " DEV
		"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=BAD_RES_ERR syndrome=0x12ab err=-22 ns=5");
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-22");
	script_set_channels(&script, 1, 2, -22);
	m = run(&script, &s);
	assert_int_equal(m->ops.at[0].cmds.failed, 1);
	failed = find(&m->ops.at[0].cmds, "CREATE_RQ");
	assert_int_equal(failed->failed, 1);
	assert_string_equal(failed->status, "BAD_RES_ERR");
	assert_int_equal(failed->syndrome, 0x12ab);
	assert_int_equal(failed->err, -EINVAL);
	assert_string_equal(m->ops.at[0].answer.event, "mlx5e_set_channels");
	assert_string_equal(m->ops.at[0].step_failed.event, "mlx5e_open_channel");
	assert_int_equal(m->ops.at[0].step_failed.line, 3);
	sample_free(&s);
}

/*
 * When the device is down, v5.10 skips commands that destroy objects. They have no status, and no
 * error is returned to the caller.
 */
static void test_no_answer(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ip", 9, 0);
	for (int err = 0; err >= -6; err -= 6)
		script_add(
			&script,
			"mlx5_cmd_done: " DEV
			"opcode=DESTROY_CQ(0x401) op_mod=0 uid=0 token=7 slot=-1 async=0 status=NONE syndrome=0x0 err=%d ns=5",
			err);
	m = run(&script, &s);
	assert_int_equal(m->commands.outside.nr, 2);
	assert_int_equal(m->commands.outside.failed, 1);
	sample_free(&s);
}

/* An asynchronous command completes in an interrupt, but belongs to the task that issued it. */
static void test_issuer(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_add(&script,
		   "mlx5_cmd_issue: " DEV "opcode=CREATE_MKEY(0x200) op_mod=0 uid=0 token=9");
	script_task(&script, "swapper/1", 0, 1);
	for (int i = 0; i < 2; i++)
		script_add(
			&script,
			"mlx5_cmd_done: " DEV
			"opcode=CREATE_MKEY(0x200) op_mod=0 uid=0 token=9 slot=0 async=1 status=OK syndrome=0x0 err=0 ns=5");
	script_task(&script, "ethtool", 9, 0);
	script_set_channels(&script, 1, 1, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].cmds.nr, 1);
	assert_int_equal(m->commands.outside.nr, 1);
	sample_free(&s);
}

/* The event of a rule's deletion precedes the command that deletes the rule. */
static void test_flow_rules(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	cmd(&script, "SET_FLOW_TABLE_ENTRY(0x936)", 10);
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=5 table=77 entry=0 add=1 err=0");
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=5 table=77 entry=0 add=0 err=0");
	cmd(&script, "DELETE_FLOW_TABLE_ENTRY(0x938)", 10);
	cmd(&script, "DESTROY_FLOW_GROUP(0x934)", 10);
	cmd(&script, "SET_FLOW_TABLE_ENTRY(0x936)", 10);
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=5 table=77 entry=1 add=1 err=0");
	script_add(&script,
		   "mlx5e_ethtool_rule: " NETDEV "location=9 table=0 entry=0 add=0 err=-2");
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 4);
	assert_int_equal(m->ops.at[0].kind, MT_OP_RULE_ADD);
	assert_int_equal(m->ops.at[0].cmds.nr, 1);
	assert_int_equal(m->ops.at[1].kind, MT_OP_RULE_DELETE);
	assert_int_equal(m->ops.at[1].table, 77);
	assert_int_equal(m->ops.at[1].cmds.nr, 2);
	assert_int_equal(m->ops.at[2].cmds.nr, 1);
	assert_int_equal(m->ops.at[2].entry, 1);
	assert_int_equal(m->ops.at[3].err, -ENOENT);
	assert_int_equal(m->ops.at[3].table, -1);
	sample_free(&s);
}

/* The commands of workers are grouped by purpose and by device. */
static void test_background(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	int found = 0;

	(void)state;
	script_task(&script, "kworker/0:1", 20, 0);
	script_add(&script, "mlx5_cmd_done: " DEV "opcode=QUERY_Q_COUNTER(0x773) op_mod=0 uid=0 "
			    "token=1 slot=0 async=0 status=OK syndrome=0x0 err=0 ns=1000");
	script_add(&script,
		   "mlx5_cmd_done: dev=0000:02:00.0 opcode=MODIFY_NIC_VPORT_CONTEXT(0x755) "
		   "op_mod=0 uid=0 token=2 slot=0 async=0 status=OK syndrome=0x0 err=0 ns=1000");
	script_task(&script, "devlink", 21, 0);
	script_add(&script, "mlx5_cmd_done: " DEV "opcode=QUERY_Q_COUNTER(0x773) op_mod=0 uid=0 "
			    "token=3 slot=0 async=0 status=OK syndrome=0x0 err=0 ns=1000");
	s = sample_model(&mt_model_ops, script.text, NULL);
	free(script.text);
	m = s.model;
	assert_int_equal(m->commands.outside.nr, 3);
	assert_int_equal(m->commands.background.nr, 3);
	for (unsigned int i = 0; i < 3; i++) {
		const struct mt_background *b = &m->commands.background.at[i];

		assert_int_equal(b->cmds.nr, 1);
		found |= b->work == MT_WORK_STATISTICS && !strcmp(b->dev, "0000:01:00.0");
		found |= 2 * (b->work == MT_WORK_RX_MODE && !strcmp(b->dev, "0000:02:00.0"));
		found |= 4 * (b->work == MT_WORK_TASKS && !strcmp(b->dev, "0000:01:00.0"));
	}
	assert_int_equal(found, 7);
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_of_an_operation),
		cmocka_unit_test(test_between_two_operations),
		cmocka_unit_test(test_a_command_that_failed),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_issuer),
		cmocka_unit_test(test_flow_rules),
		cmocka_unit_test(test_background),
	};

	return cmocka_run_group_tests_name("op_commands", tests, NULL, NULL);
}
