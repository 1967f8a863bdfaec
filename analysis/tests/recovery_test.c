// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the recovery of queues, and of the start time of an operation. */
#include "analysis/tests/samples.h"

#include <string.h>

#include "analysis/model/ops.h"

#define DONE(time, opcode, err) \
	"  kworker/u8:1-77     [000] .....    " time ": mlx5_cmd_done: " DEV "opcode=" opcode \
	" op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=" err \
	" wait_ns=0 ns=1000000\n"
#define STACK(time, func) \
	"  kworker/u8:1-77     [000] .....    " time \
	": <stack trace>\n => mlx5_cmd_exec\n => " func \
	"\n => devlink_health_report\n => process_one_work\n"
#define SQ "mlx5e_tx_reporter_err_cqe_recover"
#define REPORT(time) \
	"  kworker/u8:1-77     [000] .....    " time \
	": devlink_health_report: bus_name=pci dev_name=0000:01:00.0 driver_name=mlx5_core reporter_name=tx: ERR CQE on SQ: 0x1dbb\n"
#define RECOVERY \
	REPORT("10.000000") \
	DONE("10.002000", "QUERY_SQ(0x907)", "0") \
	STACK("10.002100", SQ) \
	DONE("10.004000", "MODIFY_SQ(0x905)", "0") \
	STACK("10.004100", SQ) DONE("10.006000", "MODIFY_SQ(0x905)", "0") STACK("10.006100", SQ)

static void test_error_cqe(void **state)
{
	struct sample s = sample_model(&mt_model_ops, "# tracer: nop\n" RECOVERY RECOVERY, NULL);
	const struct mt_ops *m = s.model;

	(void)state;
	assert_int_equal(m->ops.nr, 2);
	for (unsigned int i = 0; i < 2; i++) {
		const struct mt_op *op = &m->ops.at[i];

		assert_string_equal(mt_op_id(op->kind), "queue_recovered");
		assert_string_equal(op->queue, "SQ");
		assert_int_equal(op->number, 0x1dbb);
		assert_int_equal(op->channel, -1);
		assert_string_equal(mt_op_trigger_title(op), "an error CQE");
		assert_string_equal(op->way, "worker");
		assert_int_equal(op->cmds.nr, 3);
		assert_int_equal(op->start, 10001000000);
		assert_int_equal(op->end, 10006000000);
		assert_true(op->has_err && !op->err && !op->unfinished);
	}
	assert_int_equal(m->commands.outside.nr, 0);
	sample_free(&s);
}

static void test_failed(void **state)
{
	struct sample s = sample_model(&mt_model_ops,
				       DONE("10.002000", "QUERY_SQ(0x907)", "0")
					       STACK("10.002100", SQ)
						       DONE("10.004000", "MODIFY_SQ(0x905)", "-5")
							       STACK("10.004100", SQ),
				       NULL);
	const struct mt_ops *m = s.model;

	(void)state;
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].err, -5);
	assert_int_equal(m->ops.at[0].number, -1);
	sample_free(&s);
}

/* The same commands issued for another reason are not a recovery. */
static void test_others(void **state)
{
	struct sample s = sample_model(&mt_model_ops,
				       DONE("10.002000", "QUERY_SQ(0x907)", "0")
					       STACK("10.002100", "mlx5e_tx_reporter_diagnose"),
				       NULL);
	const struct mt_ops *m = s.model;

	(void)state;
	assert_int_equal(m->ops.nr, 0);
	sample_free(&s);
}

/* A slow first command is part of the operation even if its issue was not recorded. */
static void test_slow_first_command(void **state)
{
	struct sample s = sample_model(
		&mt_model_ops,
		"  ethtool-9     [000] .....    13.100000: mlx5_cmd_done: " DEV
		"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 wait_ns=0 ns=3000000000\n"
		"  ethtool-9     [000] .....    13.200000: mlx5e_open_channel: " NETDEV
		"ix=0 cpu=0 vhca_id=0 rqn=5 cqn=6 xsk_rqn=0 num_tc=1 xdp=0 err=0\n"
		"  ethtool-9     [000] .....    13.300000: mlx5e_set_channels: " NETDEV
		"old_count=1 new_count=2 err=0\n",
		NULL);
	const struct mt_ops *m = s.model;

	(void)state;
	assert_int_equal(m->ops.nr, 1);
	assert_int_equal(m->ops.at[0].end - m->ops.at[0].start, 3200000000);
	assert_true(m->ops.at[0].timed);
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_cqe),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_slow_first_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
