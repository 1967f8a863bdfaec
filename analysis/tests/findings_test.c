// SPDX-License-Identifier: GPL-2.0-only
/* Tests that faults are found with the events that prove them, and that nothing else is found. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/findings.h"

struct found {
	struct sample ops, xsk, commands, rqs, stock;
	struct mt_snapshot snapshot;
	struct mt_findings f;
};

static void look(struct found *found, struct script *script)
{
	struct mt_finding_sources from;

	found->snapshot = (struct mt_snapshot){ .release = "", .lost = -1 };
	found->ops = sample_model(&mt_model_ops, script->text, NULL);
	found->xsk = sample_model(&mt_model_xsk, script->text, NULL);
	found->commands = sample_model(&mt_model_commands, script->text, NULL);
	found->rqs = sample_model(&mt_model_rqs, script->text, NULL);
	found->stock = sample_model(&mt_model_stock, script->text, NULL);
	from = (struct mt_finding_sources){
		.ops = found->ops.model,
		.xsk = found->xsk.model,
		.commands = found->commands.model,
		.rqs = found->rqs.model,
		.stock = found->stock.model,
		.snapshot = &found->snapshot,
		.stats = mt_recording_stats(found->ops.rec),
	};
	mt_findings_make(&found->f, &from);
	free(script->text);
}

static void drop(struct found *found)
{
	mt_findings_free(&found->f);
	sample_free(&found->ops);
	sample_free(&found->xsk);
	sample_free(&found->commands);
	sample_free(&found->rqs);
	sample_free(&found->stock);
}

static const struct mt_finding *only(const struct found *found, enum mt_finding_kind kind)
{
	const struct mt_finding *finding = &found->f.list.at[0];

	assert_int_equal(found->f.list.nr, 1);
	assert_string_equal(mt_finding_id(finding->kind), mt_finding_id(kind));
	assert_true(*finding->advice);
	return finding;
}

static void contains(const struct mt_finding *finding, const char *want)
{
	if (!strstr(finding->words, want))
		fail_msg("\"%s\" does not contain \"%s\"", finding->words, want);
}

/* Normal operations of the driver. */
static void test_nothing_to_find(void **state)
{
	struct script script = { 0 };
	struct found found;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_set_channels(&script, 2, 4, 0);
	script_pool(&script, 1, 1, 1, 0, 0); /* no XDP program yet */
	script_open(&script, 0, 200, 1);
	script_open_with_xsk(&script, 1, 200, 300);
	script_down(&script, 4, 110);
	script_up(&script, 2, 200);
	script_pool(&script, 1, 0, 1, 1, 0);
	script_add(&script, "mlx5e_deactivate_xsk: " NETDEV "ix=1 xsk_rqn=300 xsk_sqn=2300");
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=1 xsk_rqn=300 xsk_sqn=2300");
	script_down(&script, 2, 200);
	/* numbers are reused, and the recording ends with open channels */
	script_open(&script, 0, 100, 0);
	script_open(&script, 1, 100, 0);
	script_up(&script, 2, 100);
	look(&found, &script);
	if (found.f.list.nr)
		fail_msg("%s", found.f.list.at[0].words);
	drop(&found);
}

static void test_a_channel_left_open(void **state)
{
	struct script script = { 0 };
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_open(&script, 1, 100, 0);
	script_up(&script, 2, 100);
	script_open(&script, 0, 200, 0);
	script_open(&script, 1, 200, 0);
	script_down(&script, 1, 100); /* RQ 101 of ix 1 is not closed */
	script_up(&script, 2, 200);
	script_set_channels(&script, 2, 2, 0);
	look(&found, &script);
	finding = only(&found, MT_FIND_LEFT_OPEN);
	contains(finding,
		 "Channel 1 was opened with RQ 101 and never closed, though another one replaced it");
	assert_false(finding->unsafe);
	assert_int_equal(finding->nr, 2);
	assert_string_equal(finding->evidence[0].event, "mlx5e_open_channel");
	assert_int_equal(finding->evidence[0].line, 2);
	assert_int_equal(finding->evidence[0].ts, 10001000000);
	assert_string_equal(finding->evidence[1].event, "mlx5e_activate_channel");
	drop(&found);
}

/* One RQ is left open when the driver unwinds. With lost events the finding is unsafe. */
static void test_left_open_by_unwinding(void **state)
{
	struct script script = { 0 };
	struct found found;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_open(&script, 1, 100, 0);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=2 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=1 cpu=1 rqn=101 cqn=1101 xsk_rqn=0 xsk=0");
	script_set_channels(&script, 2, 3, -12);
	script_room(&script, 40);
	strcat(script.text, "CPU:1 [LOST 7 EVENTS]\n");
	look(&found, &script);
	assert_int_equal(found.f.list.nr, 3);
	assert_int_equal(found.f.list.at[0].kind, MT_FIND_LOST);
	contains(&found.f.list.at[0], "lost 7 events");
	assert_int_equal(found.f.list.at[1].kind, MT_FIND_LEFT_OPEN);
	contains(
		&found.f.list.at[1],
		"Channel 0 was opened with RQ 100 and never closed, though the opening it was part of failed");
	assert_true(found.f.list.at[1].unsafe);
	assert_int_equal(found.f.list.at[2].kind, MT_FIND_OP_FAILED);
	contains(&found.f.list.at[2],
		 "closed 1 of the 2 it had opened before; the old channels were not touched");
	drop(&found);
}

static void test_a_failed_operation(void **state)
{
	struct script script = { 0 };
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 100, 0);
	script_add(
		&script,
		"mlx5_cmd_done: " DEV
		"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=LIM_ERR syndrome=0x12ab err=-12 ns=5");
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0");
	script_set_channels(&script, 2, 4, -12);
	look(&found, &script);
	assert_int_equal(found.f.list.nr, 2);
	finding = &found.f.list.at[0];
	assert_int_equal(finding->kind, MT_FIND_CMD_FAILED);
	contains(finding, "refused CREATE_RQ: status LIM_ERR, syndrome 0x12ab");
	assert_int_equal(finding->evidence[0].line, 2);
	finding = &found.f.list.at[1];
	assert_int_equal(finding->kind, MT_FIND_OP_FAILED);
	contains(
		finding,
		"ethtool -L from 2 to 4 failed with ENOMEM (open_channel: ENOMEM at channel 1). The driver closed the 1 it had opened before: the old channels were not touched.");
	assert_int_equal(finding->nr, 2);
	assert_string_equal(finding->evidence[1].event, "mlx5e_set_channels");
	drop(&found);
}

static void test_steered_to_a_closed_rq(void **state)
{
	struct script script = { 0 };
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	script_task(&script, "ip", 9, 0);
	script_open(&script, 0, 100, 0);
	script_up(&script, 1, 100);
	script_down(&script, 1, 100);
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=0 tirn=30 rqtn=21 rqn=100 err=0");
	look(&found, &script);
	finding = only(&found, MT_FIND_STRAY);
	contains(finding, "After RQ 100 of channel 0 was closed, RQT 21 was redirected to it");
	assert_string_equal(finding->evidence[0].event, "mlx5e_close_channel");
	assert_string_equal(finding->evidence[1].event, "mlx5e_rx_channel_redirect");
	drop(&found);
}

static void test_closed_while_steered_to(void **state)
{
	struct script script = { 0 };
	struct found found;

	(void)state;
	script_task(&script, "ip", 9, 0);
	script_open(&script, 0, 100, 0);
	script_up(&script, 1, 100);
	/* the RQT is unchanged if it cannot be redirected to the drop RQ */
	script_add(&script, "mlx5e_rx_channel_drop: " DEV "ix=0 tirn=30 rqtn=21 rqn=7 err=-16");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0");
	look(&found, &script);
	assert_int_equal(found.f.list.nr, 2);
	assert_int_equal(found.f.list.at[0].kind, MT_FIND_STRAY);
	contains(&found.f.list.at[0],
		 "RQ 100 of channel 0 was closed while RQT 21 still led to it");
	assert_int_equal(found.f.list.at[1].kind, MT_FIND_OP_FAILED);
	drop(&found);
}

static void test_a_bind_without_a_queue(void **state)
{
	static const struct {
		int opened, xdp;
		const char *why;
	} binds[] = { { 0, 1, "the interface was down" },
		      { 1, 0, "no XDP program was attached to the driver" } };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct script script = { 0 };
		const struct mt_finding *finding;
		struct found found;

		script_task(&script, "xsk", 9, 0);
		script_pool(&script, 1, 1, binds[i].opened, binds[i].xdp, 0);
		script_pool(&script, 1, 0, binds[i].opened, binds[i].xdp, 0);
		/* this is too late for the socket */
		script_open_with_xsk(&script, 1, 200, 300);
		look(&found, &script);
		finding = only(&found, MT_FIND_NO_XSK_QUEUE);
		contains(finding, binds[i].why);
		assert_string_equal(finding->evidence[0].event, "mlx5e_xsk_setup_pool");
		drop(&found);
	}
}

static void test_zero_copy_refused(void **state)
{
	struct script script = { 0 };
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	script_task(&script, "xsk", 9, 0);
	script_pool(&script, 1, 1, 1, 1, -22);
	look(&found, &script);
	finding = only(&found, MT_FIND_COPY_MODE);
	contains(finding, "refused zero copy on queue 1 with EINVAL");
	contains(finding, "copy mode");
	drop(&found);
}

static void test_a_command_that_hangs(void **state)
{
	struct script script = { 0 };
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_issue(&script, "CREATE_CQ(0x400)", 1);
	script_submit(&script, "CREATE_CQ(0x400)", 1, 3);
	script_done(&script, "CREATE_CQ(0x400)", 1, 3, 10, 20);
	script_issue(&script, "CREATE_RQ(0x908)", 2);
	script_submit(&script, "CREATE_RQ(0x908)", 2, 3);
	script.ms += 2500;
	script_task(&script, "kworker/0:1", 6, 0);
	script_issue(&script, "QUERY_Q_COUNTER(0x773)", 3);
	look(&found, &script);
	finding = only(&found, MT_FIND_CMD_PENDING);
	contains(
		finding,
		"CREATE_RQ of ethtool[5] has no end in the recording: it is still waiting for the firmware, for 2.501 s");
	assert_string_equal(finding->evidence[0].event, "mlx5_cmd_issue");
	drop(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_find),
		cmocka_unit_test(test_a_channel_left_open),
		cmocka_unit_test(test_left_open_by_unwinding),
		cmocka_unit_test(test_a_failed_operation),
		cmocka_unit_test(test_steered_to_a_closed_rq),
		cmocka_unit_test(test_closed_while_steered_to),
		cmocka_unit_test(test_a_bind_without_a_queue),
		cmocka_unit_test(test_zero_copy_refused),
		cmocka_unit_test(test_a_command_that_hangs),
	};

	return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
