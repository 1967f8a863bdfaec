// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the assignment of steps to operations. */
#include "analysis/tests/samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/model/ops.h"

static const struct mt_ops *run(struct script *script, struct sample *s)
{
	*s = sample_model(&mt_model_ops, script->text, NULL);
	free(script->text);
	return s->model;
}

static void test_set_channels(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	const struct mt_op *op;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_set_channels(&script, 2, 4, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	op = &m->ops.at[0];
	assert_int_equal(op->kind, MT_OP_SET_CHANNELS);
	assert_string_equal(op->comm, "ethtool");
	assert_int_equal(op->pid, 312);
	assert_string_equal(op->netdev, "eth0");
	assert_string_equal(op->dev, "0000:01:00.0");
	assert_int_equal(op->old_count, 2);
	assert_int_equal(op->new_count, 4);
	assert_true(op->has_err && !op->err && op->has_steps && !op->unfinished);
	/* 4 opens at 0..3 ms, 7 steps of teardown, 11 of bring-up, and set_channels at 22 ms */
	assert_int_equal(op->start, 10000000000);
	assert_int_equal(op->end - op->start, 22000000);
	assert_int_equal(op->step[MT_STEP_OPEN].nr, 4);
	assert_int_equal(op->step[MT_STEP_OPEN].last - op->start, 3000000);
	assert_int_equal(op->step[MT_STEP_RSS_DROP].nr, 1);
	assert_int_equal(op->step[MT_STEP_DROP].nr, 2);
	assert_int_equal(op->step[MT_STEP_DROP_UNUSED].nr, 2);
	assert_int_equal(op->step[MT_STEP_DEACTIVATE].nr, 2);
	assert_int_equal(op->step[MT_STEP_CLOSE].nr, 2);
	assert_int_equal(op->step[MT_STEP_ACTIVATE].nr, 4);
	assert_int_equal(op->step[MT_STEP_RSS].nr, 1);
	assert_int_equal(op->step[MT_STEP_REDIRECT].nr, 4);
	sample_free(&s);
}

/* Two tasks with interleaved events on two devices and two CPUs. */
static void test_interleaved_tasks(void **state)
{
	static const char *const devs[] = { "dev=0000:01:00.0 netdev=eth0 ifindex=2",
					    "dev=0000:02:00.0 netdev=eth1 ifindex=3" };
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	for (int ix = 0; ix < 3; ix++) {
		for (int d = 0; d < 2; d++) {
			script_task(&script, "ethtool", 100 + d, d);
			script_add(
				&script,
				"mlx5e_open_channel: %s ix=%d cpu=0 rqn=%d cqn=1 xsk_rqn=0 num_tc=1 xdp=0 err=0",
				devs[d], ix, 10 * d + ix);
		}
	}
	for (int d = 1; d >= 0; d--) {
		script_task(&script, "ethtool", 100 + d, d);
		script_add(&script, "mlx5e_set_channels: %s old_count=1 new_count=%d err=0",
			   devs[d], 3);
	}
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 2);
	for (int d = 0; d < 2; d++) {
		assert_int_equal(m->ops.at[d].pid, 100 + d);
		assert_int_equal(m->ops.at[d].ifindex, 2 + d);
		assert_int_equal(m->ops.at[d].step[MT_STEP_OPEN].nr, 3);
		assert_int_equal(m->ops.at[d].start, 10000000000 + d * 1000000);
	}
	sample_free(&s);
}

static void test_a_task_that_migrates(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_open(&script, 0, 100, 0);
	script_task(&script, "ethtool", 5, 3);
	script_open(&script, 1, 100, 0);
	script_set_channels(&script, 1, 2, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].step[MT_STEP_OPEN].nr, 2);
	sample_free(&s);
}

static void test_failed_open(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	const struct mt_op *op;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_open(&script, 0, 100, 0);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0");
	script_set_channels(&script, 2, 4, -ENOMEM);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	op = &m->ops.at[0];
	assert_int_equal(op->err, -ENOMEM);
	assert_true(op->has_steps);
	assert_int_equal(op->step[MT_STEP_OPEN].nr, 2);
	assert_int_equal(op->step[MT_STEP_OPEN].failed, 1);
	assert_int_equal(op->step[MT_STEP_OPEN].err, -ENOMEM);
	assert_int_equal(op->step[MT_STEP_OPEN].err_ix, 1);
	assert_int_equal(op->step[MT_STEP_CLOSE].nr, 1);
	sample_free(&s);
}

/* An operation without a closing event is named after the changes of the channels. */
static void test_without_a_closing_event(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ip", 1, 0);
	for (int ix = 0; ix < 2; ix++)
		script_open(&script, ix, 100, 0);
	script_up(&script, 2, 100);
	script_task(&script, "ip", 2, 0);
	script_switch(&script, 2, 100, 2, 200, 0); /* MTU */
	/* the same task again must not result in a single operation with eight channels */
	script_switch(&script, 2, 200, 2, 300, 0);
	script_down(&script, 2, 300);
	script_task(&script, "ethtool", 3, 0);
	script_add(&script, "mlx5e_rss_redirect: " DEV "rqtn=20 nch=2 hfunc=1 drop=0 err=0");
	script_task(&script, "ip", 4, 0);
	script_open(&script, 0, 400, 0); /* the recording ends here */
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 6);
	assert_int_equal(m->ops.at[0].kind, MT_OP_OPENED);
	assert_int_equal(m->ops.at[1].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[1].step[MT_STEP_OPEN].nr, 2);
	assert_int_equal(m->ops.at[2].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[3].kind, MT_OP_CLOSED);
	assert_int_equal(m->ops.at[4].kind, MT_OP_STEERED);
	assert_int_equal(m->ops.at[5].kind, MT_OP_OPENED);
	for (unsigned int i = 0; i < 6; i++) {
		assert_false(m->ops.at[i].has_err);
		assert_int_equal(m->ops.at[i].unfinished, i == 5);
	}
	sample_free(&s);
}

/* One program attaches XDP (without an event), binds, queries and unbinds. */
static void test_sequential_operations_of_a_task(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "xsk", 9, 0);
	script_switch(&script, 2, 100, 2, 200, 1);
	script_add(
		&script,
		"mlx5e_open_xsk: " NETDEV
		"ix=1 qid=1 xsk_rqn=500 xsk_cqn=1500 xsk_sqn=501 xsk_sq_cqn=1501 chunk_size=2048 headroom=256 err=0");
	script_add(&script, "mlx5e_activate_xsk: " NETDEV "ix=1 xsk_rqn=500 xsk_sqn=501");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=1 tirn=31 rqtn=22 rqn=500 err=0");
	script_pool(&script, 1, 1, 1, 1, 0);
	script_add(&script, "mlx5e_hwtstamp_get: " NETDEV "tx_type=OFF rx_filter=NONE err=0");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=1 tirn=31 rqtn=22 rqn=201 err=0");
	script_add(&script, "mlx5e_deactivate_xsk: " NETDEV "ix=1 xsk_rqn=500 xsk_sqn=501");
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=1 xsk_rqn=500 xsk_sqn=501");
	script_pool(&script, 1, 0, 1, 1, 0);
	script_switch(&script, 2, 200, 2, 300, 0);
	script_add(&script, "mlx5e_hwtstamp_get: " NETDEV "tx_type=OFF rx_filter=NONE err=0");
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 6);
	assert_int_equal(m->ops.at[0].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[0].step[MT_STEP_OPEN_XSK].nr, 0);
	assert_int_equal(m->ops.at[1].kind, MT_OP_XSK_BIND);
	assert_int_equal(m->ops.at[1].qid, 1);
	assert_int_equal(m->ops.at[1].step[MT_STEP_OPEN_XSK].nr, 1);
	assert_int_equal(m->ops.at[1].step[MT_STEP_OPEN].nr, 0);
	assert_int_equal(m->ops.at[2].kind, MT_OP_HWTSTAMP_GET);
	assert_false(m->ops.at[2].has_steps);
	assert_int_equal(m->ops.at[3].kind, MT_OP_XSK_UNBIND);
	assert_int_equal(m->ops.at[3].step[MT_STEP_CLOSE_XSK].nr, 1);
	assert_int_equal(m->ops.at[4].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[5].kind, MT_OP_HWTSTAMP_GET);
	sample_free(&s);
}

/* If channels are reopened before a rejected request, this does not belong to the request. */
static void test_a_refused_request_takes_no_steps_of_others(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "test", 9, 0);
	script_switch(&script, 2, 100, 2, 200, 1);
	script_set_channels(&script, 2, 3, -EINVAL);
	script_switch(&script, 2, 200, 2, 300, 1);
	script_pool(&script, 7, 1, 1, 1, -EINVAL);
	script_down(&script, 2, 300);
	script_set_channels(&script, 2, 3, 0); /* the interface is down */
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 6);
	assert_int_equal(m->ops.at[0].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[1].kind, MT_OP_SET_CHANNELS);
	assert_false(m->ops.at[1].has_steps);
	assert_int_equal(m->ops.at[1].err, -EINVAL);
	assert_int_equal(m->ops.at[2].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[3].kind, MT_OP_XSK_BIND);
	assert_false(m->ops.at[3].has_steps);
	assert_int_equal(m->ops.at[4].kind, MT_OP_CLOSED);
	assert_int_equal(m->ops.at[5].kind, MT_OP_SET_CHANNELS);
	assert_false(m->ops.at[5].has_steps);
	sample_free(&s);
}

static void test_hwtstamp(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	const struct mt_op *op;

	(void)state;
	script_task(&script, "ptp4l", 9, 0);
	script_switch(&script, 1, 100, 1, 200, 0);
	script_add(&script, "mlx5e_hwtstamp_set: " NETDEV
			    "tx_type=ON req_rx_filter=PTP_V2_EVENT rx_filter=ALL err=0");
	script_add(&script, "mlx5e_hwtstamp_set: " NETDEV
			    "tx_type=ONESTEP_SYNC req_rx_filter=NONE rx_filter=NONE err=-34");
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 2);
	op = &m->ops.at[0];
	assert_int_equal(op->kind, MT_OP_HWTSTAMP_SET);
	assert_string_equal(op->tx_type, "ON");
	assert_string_equal(op->req_rx_filter, "PTP_V2_EVENT");
	assert_string_equal(op->rx_filter, "ALL");
	assert_int_equal(op->step[MT_STEP_OPEN].nr, 1);
	assert_int_equal(m->ops.at[1].err, -ERANGE);
	sample_free(&s);
}

/* Newer kernels close the old channels after the new ones are active. */
static void test_close_after_activate(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_open(&script, 0, 200, 0);
	script_add(&script, "mlx5e_deactivate_channel: " NETDEV
			    "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0");
	script_up(&script, 1, 200);
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0");
	script_set_channels(&script, 1, 1, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].step[MT_STEP_CLOSE].nr, 1);
	assert_int_equal(m->ops.at[0].step[MT_STEP_ACTIVATE].nr, 1);
	sample_free(&s);
}

/* A thousand tasks without a closing event must not accumulate. */
static void test_many_unclosed(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		script_task(&script, "ip", 1000 + i, 0);
		script_open(&script, 0, 100 + i, 0);
		script_up(&script, 1, 100 + i);
	}
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1000);
	assert_true(m->runs.room <= 64);
	sample_free(&s);
}

static void test_missing_events_are_reported(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_set_channels(&script, 2, 4, 0);
	/* one close event and all open events are missing */
	script_down(&script, 4, 110);
	script_up(&script, 4, 120);
	script_set_channels(&script, 4, 4, 0);
	m = run(&script, &s);
	assert_false(mt_op_incomplete(&m->ops.at[0]));
	assert_true(mt_op_incomplete(&m->ops.at[1]));
	assert_false(m->ops.at[1].unfinished);
	sample_free(&s);
}

static void test_unwound(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;
	char text[160];

	(void)state;
	script_task(&script, "ethtool", 312, 1);
	script_open(&script, 0, 110, 0);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=110 cqn=1110 xsk_rqn=0 xsk=0");
	script_set_channels(&script, 1, 2, -ENOMEM);
	m = run(&script, &s);
	mt_op_unwound(&m->ops.at[0], text, sizeof(text));
	assert_string_equal(
		text,
		"The driver closed the 1 it had opened before: the old channels were not touched.");
	assert_false(mt_op_incomplete(&m->ops.at[0]));
	sample_free(&s);
}

/* The cause is the function nearest to user space, and the path is that of the system call. */
static void test_trigger(void **state)
{
	static const char text[] =
		"ip-7 [000] ..... 1.000001: mlx5e_open_channel: " NETDEV
		"ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=0\n"
		"ip-7 [000] ..... 1.000001: <stack trace>\n => mlx5e_open_channels\n"
		" => mlx5e_safe_switch_params\n => mlx5e_change_mtu\n => mlx5e_change_nic_mtu\n"
		" => rtnl_setlink\n => netlink_sendmsg\n => __x64_sys_sendmsg\n"
		"ip-8 [000] ..... 1.000002: mlx5e_close_channel: " NETDEV
		"ix=0 cpu=0 rqn=90 cqn=1090 xsk_rqn=0 xsk=0\n"
		"ip-8 [000] ..... 1.000002: <stack trace>\n => mlx5e_close_channels\n => mlx5e_close\n"
		" => _mlx5e_remove\n => __x64_sys_delete_module\n"
		"ip-9 [000] ..... 1.000003: mlx5e_close_channel: " NETDEV
		"ix=1 cpu=0 rqn=91 cqn=1091 xsk_rqn=0 xsk=0\n";
	struct sample s = sample_model(&mt_model_ops, text, NULL);
	const struct mt_ops *m = s.model;

	(void)state;
	assert_int_equal(m->ops.nr, 3);
	assert_string_equal(m->ops.at[0].trigger, "mtu");
	assert_string_equal(m->ops.at[0].way, "netlink");
	assert_string_equal(m->ops.at[1].trigger, "removed");
	assert_string_equal(m->ops.at[1].way, "rmmod");
	assert_string_equal(m->ops.at[2].trigger, "");
	assert_string_equal(m->ops.at[2].way, "");
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_channels),
		cmocka_unit_test(test_interleaved_tasks),
		cmocka_unit_test(test_a_task_that_migrates),
		cmocka_unit_test(test_failed_open),
		cmocka_unit_test(test_without_a_closing_event),
		cmocka_unit_test(test_sequential_operations_of_a_task),
		cmocka_unit_test(test_a_refused_request_takes_no_steps_of_others),
		cmocka_unit_test(test_hwtstamp),
		cmocka_unit_test(test_close_after_activate),
		cmocka_unit_test(test_many_unclosed),
		cmocka_unit_test(test_missing_events_are_reported),
		cmocka_unit_test(test_unwound),
		cmocka_unit_test(test_trigger),
	};

	return cmocka_run_group_tests_name("ops", tests, NULL, NULL);
}
