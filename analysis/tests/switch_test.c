// SPDX-License-Identifier: GPL-2.0-only
/* Tests of parameter changes (mlx5e_switch_params) as operations with a cause. */
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

static void test_a_reopening_has_its_cause(void **state)
{
	static const struct {
		const char *changed, *trigger;
	} causes[] = {
		{ "MTU", "mtu" },
		{ "MTU|RQ_TYPE", "mtu" },
		{ "RINGS", "rings" },
		{ "XDP|RQ_TYPE", "xdp" },
		{ "FEATURES", "features" },
		{ "PFLAGS|RQ_TYPE", "priv_flags" },
		{ "COALESCE", "coalesce" },
		{ "MQPRIO", "tc" },
		{ "CQE_COMPRESS", "cqe_compress" },
		{ "PTP_RX", "ptp_rx" },
		{ "NONE", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++) {
		struct script script = { 0 };
		struct sample s;
		const struct mt_op *op;

		script_task(&script, "ip", 5, 0);
		script_switch(&script, 2, 100, 2, 110, 0);
		script_params(&script, 2, 2, causes[i].changed, 1, 0);
		op = &run(&script, &s)->ops.at[0];
		assert_int_equal(((const struct mt_ops *)s.model)->ops.nr, 1);
		assert_int_equal(op->kind, MT_OP_REOPENED);
		assert_string_equal(op->trigger, causes[i].trigger);
		assert_string_equal(op->changed, causes[i].changed);
		assert_true(op->switched && op->has_err && !op->err && !op->unfinished);
		assert_int_equal(op->replaced, 1);
		assert_int_equal(op->new_count, 2);
		assert_false(mt_op_incomplete(op));
		/* until mlx5e_switch_params: 2 opens, 7 steps of teardown, 9 of bring-up */
		assert_int_equal(op->end - op->start, 18000000);
		sample_free(&s);
	}
}

/* A change that is part of set_channels is not a separate operation. */
static void test_a_part_of_set_channels(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_params(&script, 2, 4, "CHANNELS", 1, 0);
	script_set_channels(&script, 2, 4, 0);
	/* there are no steps, as the interface is down */
	script_params(&script, 4, 2, "CHANNELS", 0, 0);
	script_set_channels(&script, 4, 2, 0);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(m->ops.at[i].kind, MT_OP_SET_CHANNELS);
		assert_int_equal(m->ops.at[i].replaced, !i);
		assert_int_equal(m->ops.at[i].has_steps, !i);
		assert_string_equal(m->ops.at[i].changed, "CHANNELS");
	}
	sample_free(&s);
}

/* Successive changes by one task. */
static void test_changes_of_a_task(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "bash", 5, 0);
	script_switch(&script, 2, 100, 2, 110, 0); /* link up has no closing event */
	script_params(&script, 2, 2, "COALESCE", 0, 0);
	script_switch(&script, 2, 110, 2, 120, 0);
	script_params(&script, 2, 2, "MTU", 1, 0);
	script_switch(&script, 2, 120, 2, 130, 0);
	script_params(&script, 2, 2, "RINGS", 1, 0);
	script_set_channels(&script, 2, 64, -EINVAL); /* refused immediately */
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 5);
	assert_int_equal(m->ops.at[0].kind, MT_OP_REOPENED);
	assert_false(m->ops.at[0].switched);
	assert_int_equal(m->ops.at[1].kind, MT_OP_SWITCHED);
	assert_string_equal(m->ops.at[1].trigger, "coalesce");
	assert_false(m->ops.at[1].timed);
	assert_string_equal(m->ops.at[2].trigger, "mtu");
	assert_string_equal(m->ops.at[3].trigger, "rings");
	assert_int_equal(m->ops.at[4].kind, MT_OP_SET_CHANNELS);
	assert_false(m->ops.at[4].switched || m->ops.at[4].has_steps);
	sample_free(&s);
}

static void test_a_change_that_fails(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ip", 5, 0);
	script_open(&script, 0, 110, 0);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 vhca_id=0 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script, "mlx5e_close_channel: " NETDEV
			    "ix=0 cpu=0 vhca_id=0 rqn=110 cqn=1110 xsk_rqn=0 xsk=0");
	script_params(&script, 2, 2, "MTU", 0, -ENOMEM);
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].kind, MT_OP_REOPENED);
	assert_int_equal(m->ops.at[0].err, -ENOMEM);
	assert_int_equal(m->ops.at[0].replaced, 0);
	assert_string_equal(m->ops.at[0].trigger, "mtu");
	assert_true(mt_op_failed(&m->ops.at[0]));
	sample_free(&s);
}

/* A change that is part of hwtstamp_set is not a separate operation either. */
static void test_a_part_of_hwtstamp_set(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "hwtstamp", 5, 0);
	script_switch(&script, 1, 100, 1, 110, 0);
	script_params(&script, 1, 1, "CQE_COMPRESS", 1, 0);
	script_add(&script, "mlx5e_hwtstamp_set: " NETDEV
			    "tx_type=ON req_rx_filter=ALL rx_filter=ALL err=0");
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].kind, MT_OP_HWTSTAMP_SET);
	assert_int_equal(m->ops.at[0].step[MT_STEP_OPEN].nr, 1);
	assert_string_equal(m->ops.at[0].changed, "CQE_COMPRESS");
	sample_free(&s);
}

/* The call stack identifies the cause more precisely than the parameters. */
static void test_a_stack_is_preferred(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_ops *m;

	(void)state;
	script_task(&script, "ethtool", 5, 0);
	script_params(&script, 1, 1, "CQE_COMPRESS", 0, 0);
	script_add(&script,
		   "<stack trace>\n => mlx5e_safe_switch_params\n => mlx5e_set_priv_flags");
	m = run(&script, &s);
	assert_int_equal(m->ops.nr, 1);
	assert_string_equal(m->ops.at[0].trigger, "priv_flags");
	assert_string_equal(mt_op_trigger_title(&m->ops.at[0]), "ethtool --set-priv-flags");
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_reopening_has_its_cause),
		cmocka_unit_test(test_a_part_of_set_channels),
		cmocka_unit_test(test_changes_of_a_task),
		cmocka_unit_test(test_a_change_that_fails),
		cmocka_unit_test(test_a_part_of_hwtstamp_set),
		cmocka_unit_test(test_a_stack_is_preferred),
	};

	return cmocka_run_group_tests_name("switch", tests, NULL, NULL);
}
