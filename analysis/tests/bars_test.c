// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the bars of a time line. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/bars.h"

#define SECOND UINT64_C(1000000000)
#define MS     UINT64_C(1000000)

struct both {
	struct sample bars, ops;
	struct mt_bar_list list;
};

static struct both run(struct script *script)
{
	struct both b = {
		.bars = sample_model(&mt_model_bars, script->text, NULL),
		.ops = sample_model(&mt_model_ops, script->text, NULL),
	};

	mt_bars_list(&b.list, b.bars.model, b.ops.model, NULL);
	free(script->text);
	return b;
}

static void done(struct both *b)
{
	mt_bar_list_free(&b->list);
	sample_free(&b->bars);
	sample_free(&b->ops);
}

static unsigned int count(const struct both *b, enum mt_bar_kind kind)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < b->list.list.nr; i++)
		nr += b->list.list.at[i].kind == kind;
	return nr;
}

/* Returns bar @nr of a kind, in the order of their start. */
static const struct mt_bar *bar(const struct both *b, enum mt_bar_kind kind, unsigned int nr)
{
	for (unsigned int i = 0; i < b->list.list.nr; i++)
		if (b->list.list.at[i].kind == kind && !nr--)
			return &b->list.list.at[i];
	fail_msg("there is no such %s", mt_bar_id(kind));
	return NULL;
}

/* From 1 to 2 channels: the old one began before the recording, and the new ones stay open. */
static void test_channels(void **state)
{
	struct script script = { 0 };
	const struct mt_bar *old, *new;
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_switch(&script, 1, 100, 2, 110, 0);
	script_set_channels(&script, 1, 2, 0);
	b = run(&script);
	assert_int_equal(count(&b, MT_BAR_CHANNEL), 3);
	assert_int_equal(count(&b, MT_BAR_ACTIVE), 3);
	old = bar(&b, MT_BAR_CHANNEL, 1);
	assert_true(old->begun && !old->goes_on);
	assert_int_equal(old->rqn, 100);
	assert_int_equal(old->start, 10 * SECOND);
	/* this is the last event of: two opened, RSS, RQT, deactivated, closed */
	assert_int_equal(old->end, 10 * SECOND + 5 * MS);
	new = bar(&b, MT_BAR_CHANNEL, 0);
	assert_true(!new->begun &&new->goes_on);
	assert_string_equal(new->name, "channel 0");
	assert_string_equal(new->netdev, "eth0");
	assert_string_equal(new->comm, "ethtool");
	assert_int_equal(new->rqn, 110);
	/* both channels have index 0 at the same time */
	assert_int_not_equal(new->lane, old->lane);
	done(&b);
}

static void test_steering(void **state)
{
	struct script script = { 0 };
	const struct mt_bar *drop, *rq;
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_switch(&script, 1, 100, 1, 110, 0);
	b = run(&script);
	drop = bar(&b, MT_BAR_STEERING, 0);
	assert_true(drop->drop && !drop->goes_on);
	assert_int_equal(drop->rqtn, 21);
	assert_string_equal(drop->name, "RQT 21 -> drop RQ 7");
	rq = bar(&b, MT_BAR_STEERING, 1);
	assert_true(!rq->drop && rq->goes_on);
	assert_int_equal(rq->start, drop->end);
	assert_int_equal(rq->lane, drop->lane);
	assert_string_equal(rq->name, "RQT 21 -> RQ 110");
	/* the event contains only the device */
	assert_string_equal(rq->netdev, "eth0");
	assert_int_equal(count(&b, MT_BAR_RSS), 2);
	assert_string_equal(bar(&b, MT_BAR_RSS, 0)->name, "RQT 20 of RSS -> drop RQ");
	done(&b);
}

/* A bar starts with the wait for a slot, which may be known only from the end of the command. */
static void test_commands(void **state)
{
	struct script script = { 0 };
	const struct mt_bar *cmd;
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_issue(&script, "CREATE_RQ(0x908)", 5);
	script_submit(&script, "CREATE_RQ(0x908)", 5, 1);
	script_issue(&script, "CREATE_SQ(0x904)", 6);
	script_done(&script, "CREATE_RQ(0x908)", 5, 1, 1000000, 2000000);
	script_done(&script, "QUERY_SQ(0x907)", 9, 2, 100, 400);
	script_done(&script, "MODIFY_SQ(0x905)", 10, -1, 300, 0);
	b = run(&script);
	assert_int_equal(count(&b, MT_BAR_COMMAND), 4);
	cmd = bar(&b, MT_BAR_COMMAND, 0);
	assert_string_equal(cmd->name, "CREATE_RQ");
	assert_int_equal(cmd->start, 10 * SECOND);
	assert_int_equal(cmd->submitted, 10 * SECOND + MS);
	assert_int_equal(cmd->end, 10 * SECOND + 3 * MS);
	assert_true(!cmd->failed && !cmd->goes_on);
	cmd = bar(&b, MT_BAR_COMMAND, 1);
	assert_string_equal(cmd->name, "CREATE_SQ");
	assert_true(cmd->goes_on);
	assert_int_equal(cmd->lane, 1);
	cmd = bar(&b, MT_BAR_COMMAND, 2);
	assert_string_equal(cmd->name, "QUERY_SQ");
	assert_int_equal(cmd->start, 10 * SECOND + 4 * MS - 500);
	assert_int_equal(cmd->submitted, cmd->start + 100);
	cmd = bar(&b, MT_BAR_COMMAND, 3);
	assert_true(cmd->failed);
	assert_int_equal(cmd->err, -110);
	assert_string_equal(cmd->status, "NONE");
	done(&b);
}

/* If no mlx5_cmd_done was recorded, it is unknown when commands ended. */
static void test_ends_not_recorded(void **state)
{
	struct script script = { 0 };
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_issue(&script, "CREATE_RQ(0x908)", 5);
	script_issue(&script, "CREATE_RQ(0x908)", 6);
	b = run(&script);
	assert_int_equal(b.list.list.nr, 0);
	done(&b);
}

static void test_operations(void **state)
{
	struct script script = { 0 };
	const struct mt_bar *op, *step;
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_set_channels(&script, 2, 4, 0);
	script_set_channels(&script, 4, 99, -22);
	b = run(&script);
	assert_int_equal(count(&b, MT_BAR_OP), 2);
	op = bar(&b, MT_BAR_OP, 0);
	assert_string_equal(op->name, "ethtool -L 2 -> 4");
	assert_int_equal(op->op, 0);
	assert_int_equal(op->end - op->start, 22 * MS);
	step = bar(&b, MT_BAR_STEP, 0);
	assert_string_equal(step->name, "opened");
	assert_int_equal(step->count, 4);
	assert_int_equal(step->end - step->start, 3 * MS);
	op = bar(&b, MT_BAR_OP, 1);
	assert_true(op->failed && op->err == -22);
	/* bars are sorted by start, and longer bars come first */
	for (unsigned int i = 1; i < b.list.list.nr; i++)
		assert_true(b.list.list.at[i - 1].start < b.list.list.at[i].start ||
			    (b.list.list.at[i - 1].start == b.list.list.at[i].start &&
			     b.list.list.at[i - 1].end >= b.list.list.at[i].end));
	done(&b);
}

static void rule(struct script *s, int location, int entry, int add, int err)
{
	script_add(s, "mlx5e_ethtool_rule: " NETDEV "location=%d table=12 entry=%d add=%d err=%d",
		   location, entry, add, err);
}

static void test_rules(void **state)
{
	struct script script = { 0 };
	struct both b;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_add(&script, "mlx5_fs_rule_dst: " DEV
			    "add=1 table_type=NIC_RX table=12 vport=0 group=1 entry=3 dst_type=TIR "
			    "dst_id=33 dst_vhca_id=0 err=0");
	rule(&script, 1000, 3, 1, 0);
	rule(&script, 1000, 0, 1, -17);
	rule(&script, 1000, 3, 0, 0);
	rule(&script, 7, 4, 1, 0);
	b = run(&script);
	assert_int_equal(count(&b, MT_BAR_RULE), 3);
	assert_string_equal(bar(&b, MT_BAR_RULE, 0)->name, "rule 1000 -> TIR 33");
	assert_int_equal(bar(&b, MT_BAR_RULE, 0)->end, 10 * SECOND + 3 * MS);
	assert_true(bar(&b, MT_BAR_RULE, 1)->failed);
	assert_true(bar(&b, MT_BAR_RULE, 2)->goes_on);
	assert_int_equal(bar(&b, MT_BAR_RULE, 2)->tirn, -1);
	done(&b);
}

static void test_xsk(void **state)
{
	struct script script = { 0 };
	const struct mt_bar *xsk;
	struct both b;

	(void)state;
	script_task(&script, "xsk", 400, 0);
	script_open_with_xsk(&script, 2, 100, 55);
	script_add(&script, "mlx5e_activate_xsk: " NETDEV "ix=2 vhca_id=0 xsk_rqn=55 xsk_sqn=2055");
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=2 vhca_id=0 xsk_rqn=55 xsk_sqn=2055");
	b = run(&script);
	assert_int_equal(count(&b, MT_BAR_XSK), 1);
	xsk = bar(&b, MT_BAR_XSK, 0);
	assert_string_equal(xsk->name, "XSK queues of channel 2");
	assert_int_equal(xsk->rqn, 55);
	assert_int_equal(xsk->qid, 2);
	assert_int_equal(xsk->end, 10 * SECOND + 3 * MS);
	/* the deactivation was not recorded */
	assert_int_equal(bar(&b, MT_BAR_XSK_ACTIVE, 0)->end, xsk->end);
	assert_false(bar(&b, MT_BAR_XSK_ACTIVE, 0)->goes_on);
	done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_channels),   cmocka_unit_test(test_steering),
		cmocka_unit_test(test_commands),   cmocka_unit_test(test_ends_not_recorded),
		cmocka_unit_test(test_operations), cmocka_unit_test(test_rules),
		cmocka_unit_test(test_xsk),
	};

	return cmocka_run_group_tests_name("bars", tests, NULL, NULL);
}
