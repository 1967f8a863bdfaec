// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the reasons why mlx5e_open_xsk fired or did not. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/xsk.h"
#include "analysis/model/xsk_silence.h"

struct answers {
	struct sample ops, xsk;
	struct mt_xsk_answers all;
	const struct mt_xsk_answer *list;
	unsigned int nr;
};

static struct answers answer(struct script *script)
{
	struct answers a = {
		.ops = sample_model(&mt_model_ops, script->text, NULL),
		.xsk = sample_model(&mt_model_xsk, script->text, NULL),
	};

	free(script->text);
	mt_xsk_answers(&a.all, a.ops.model, a.xsk.model);
	a.list = a.all.list.at;
	a.nr = a.all.list.nr;
	return a;
}

static void done(struct answers *a)
{
	mt_xsk_answers_free(&a->all);
	sample_free(&a->ops);
	sample_free(&a->xsk);
}

static void open_xsk(struct script *s, int ix, int xsk_rqn, int err)
{
	script_add(
		s,
		"mlx5e_open_xsk: " NETDEV
		"ix=%d qid=%d xsk_rqn=%d xsk_cqn=%d xsk_sqn=%d xsk_sq_cqn=%d chunk_size=4096 headroom=256 err=%d",
		ix, ix, err ? 0 : xsk_rqn, 0, err ? 0 : xsk_rqn + 2000, 0, err);
}

static void test_nothing_bound(void **state)
{
	struct script script = { 0 };
	struct answers a;

	(void)state;
	script_task(&script, "ethtool", 1, 0);
	script_switch(&script, 1, 100, 2, 200, 0);
	script_set_channels(&script, 1, 2, 0);
	script_switch(&script, 2, 200, 1, 300, 1);
	script_set_channels(&script, 2, 1, 0);
	script_set_channels(&script, 1, 2, 0);
	a = answer(&script);
	assert_int_equal(a.nr, 3);
	assert_int_equal(a.list[0].verdict, MT_XSK_NOT_NO_XDP);
	assert_int_equal(a.list[1].verdict, MT_XSK_NOT_NO_POOL);
	assert_int_equal(a.list[2].verdict, MT_XSK_NOT_DOWN);
	done(&a);
}

static void test_bind_then_set_channels(void **state)
{
	struct script script = { 0 };
	struct answers a;

	(void)state;
	script_task(&script, "xsk", 1, 0);
	open_xsk(&script, 2, 500, 0);
	script_pool(&script, 2, 1, 1, 1, 0);
	script_task(&script, "ethtool", 2, 0);
	for (int ix = 0; ix < 2; ix++)
		script_open(&script, ix, 200, 1);
	script_open_with_xsk(&script, 2, 200, 600);
	script_set_channels(&script, 4, 3, 0);
	script_task(&script, "xsk", 1, 0);
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=2 xsk_rqn=600 xsk_sqn=2600");
	script_pool(&script, 2, 0, 1, 1, 0);
	script_task(&script, "ethtool", 3, 0);
	script_open(&script, 0, 300, 1);
	script_set_channels(&script, 3, 1, 0);
	a = answer(&script);
	assert_int_equal(a.nr, 4);
	assert_int_equal(a.list[0].verdict, MT_XSK_FIRED_AT_BIND);
	assert_int_equal(a.list[0].open->xsk_rqn, 500);
	assert_int_equal(a.list[1].verdict, MT_XSK_FIRED_AT_REOPEN);
	assert_int_equal(a.list[1].op->kind, MT_OP_SET_CHANNELS);
	assert_int_equal(a.list[1].open->ix, 2);
	assert_int_equal(a.list[1].open->xsk_rqn, 600);
	assert_ptr_equal(a.list[1].bind, a.list[0].op);
	assert_int_equal(a.list[1].bound, 1);
	assert_int_equal(a.list[2].verdict, MT_XSK_UNBOUND);
	assert_int_equal(a.list[3].verdict, MT_XSK_NOT_NO_POOL);
	assert_int_equal(a.list[3].bound, 0);
	done(&a);
}

static void test_deferred_binds(void **state)
{
	struct script script = { 0 };
	struct answers a;

	(void)state;
	script_task(&script, "xsk", 1, 0);
	script_pool(&script, 0, 1, 0, 0, 0);
	script_pool(&script, 1, 1, 1, 0, 0);
	script_pool(&script, 9, 1, 1, 1, -22);
	script_pool(&script, 3, 1, 1, 1, 0); /* the open_xsk of this pool was lost */
	open_xsk(&script, 2, 0, -12);
	script_pool(&script, 2, 1, 1, 1, -12);
	script_task(&script, "ip", 2, 0);
	script_open_with_xsk(&script, 0, 100, 500);
	a = answer(&script);
	assert_int_equal(a.nr, 6);
	assert_int_equal(a.list[0].verdict, MT_XSK_DEFERRED_DOWN);
	assert_int_equal(a.list[1].verdict, MT_XSK_DEFERRED_NO_XDP);
	assert_int_equal(a.list[2].verdict, MT_XSK_REFUSED);
	assert_int_equal(a.list[3].verdict, MT_XSK_NOT_SEEN);
	assert_int_equal(a.list[4].verdict, MT_XSK_FAILED_AT_BIND);
	assert_int_equal(a.list[4].open->err, -12);
	assert_int_equal(a.list[5].verdict, MT_XSK_FIRED_AT_REOPEN);
	assert_ptr_equal(a.list[5].bind, a.list[0].op);
	/* pools 0, 1 and 3 are bound; rejected and failed binds do not count */
	assert_int_equal(a.list[5].bound, 3);
	done(&a);
}

static void test_failure_in_a_reopen(void **state)
{
	struct script script = { 0 };
	struct answers a;

	(void)state;
	script_task(&script, "ethtool", 2, 0);
	script_open(&script, 0, 100, 1);
	open_xsk(&script, 1, 0, -12);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=1 err=-12");
	script_set_channels(&script, 1, 2, -12);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=0 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=1 err=-12");
	script_set_channels(&script, 1, 2, -12);
	a = answer(&script);
	assert_int_equal(a.nr, 2);
	assert_int_equal(a.list[0].verdict, MT_XSK_FAILED_AT_REOPEN);
	assert_null(a.list[0].bind); /* bound before the recording */
	assert_int_equal(a.list[1].verdict, MT_XSK_NOT_FAILED);
	done(&a);
}

/* Before 6.1 the XSK queue of channel C is N + C, where N is the number of channels at the bind. */
static void test_queue_to_use(void **state)
{
	struct mt_snapshot_dev dev = { .netdev = "eth0", .combined = 4 };
	struct mt_snapshot old = { .release = "5.10.0" }, new = { .release = "6.1.0" };
	struct script script = { 0 };
	struct mt_xsk_silence silence;
	const struct mt_ops *ops;
	struct answers a;

	(void)state;
	old.devs.at = new.devs.at = &dev;
	old.devs.nr = new.devs.nr = 1;
	script_task(&script, "xsk", 1, 0);
	script_pool(&script, 1, 1, 1, 1, -22);
	script_set_channels(&script, 4, 3, 0);
	script_pool(&script, 1, 1, 1, 1, -22);
	script_pool(&script, 6, 1, 1, 1, -22);
	a = answer(&script);
	ops = a.ops.model;
	assert_int_equal(ops->ops.nr, 4);
	mt_xsk_silent(&ops->ops.at[0], &old, &silence);
	assert_string_equal(
		silence.queue,
		"On this kernel (5.10.0) the XSK queue of channel 1 is queue 5: bind to that.");
	mt_xsk_silent(&ops->ops.at[2], &old, &silence);
	assert_non_null(strstr(silence.queue, "is queue 4:"));
	mt_xsk_silent(&ops->ops.at[3], &old, &silence);
	assert_non_null(strstr(silence.queue, "XSK queues are 3 to 5."));
	mt_xsk_silent(&ops->ops.at[0], &new, &silence);
	assert_string_equal(silence.queue, "");
	old.devs.nr = 0;
	mt_xsk_silent(&ops->ops.at[0], &old, &silence);
	assert_non_null(strstr(silence.remedy, "(number of channels) + N"));
	done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_bound),
		cmocka_unit_test(test_bind_then_set_channels),
		cmocka_unit_test(test_deferred_binds),
		cmocka_unit_test(test_failure_in_a_reopen),
		cmocka_unit_test(test_queue_to_use),
	};

	return cmocka_run_group_tests_name("xsk", tests, NULL, NULL);
}
