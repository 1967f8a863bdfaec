// SPDX-License-Identifier: GPL-2.0-only
/* Tests of live operations that have no closing event: when they end. */
#include "analysis/tests/samples.h"

#include <stdlib.h>

#include "analysis/model/ops.h"

#define S UINT64_C(1000000000)

/* Process the whole script without finishing. Its last event is a few ms after 10 s. */
static struct mt_ops *feed(struct script *s, struct mt_recording **rec)
{
	static const struct mt_query query;
	struct mt_ops *ops;
	struct mt_record r;

	*rec = sample_open(s->text);
	ops = mt_model_ops.create(*rec, &query);
	assert_non_null(ops);
	while (mt_next(*rec, &r) > 0)
		mt_model_ops.record(ops, &r);
	free(s->text);
	return ops;
}

static void done(struct mt_ops *ops, struct mt_recording *rec)
{
	mt_model_ops.destroy(ops);
	mt_close(rec);
}

static void test_an_answer_ends_it_at_once(void **state)
{
	struct script s = { 0 };
	struct mt_recording *rec;
	struct mt_ops *ops;

	(void)state;
	script_task(&s, "ethtool", 312, 0);
	script_switch(&s, 1, 100, 2, 200, 0);
	script_set_channels(&s, 1, 2, 0);
	ops = feed(&s, &rec);
	assert_int_equal(ops->ops.nr, 1);
	assert_int_equal(ops->ops.at[0].kind, MT_OP_SET_CHANNELS);
	assert_int_equal(ops->ops.at[0].step[MT_STEP_OPEN].nr, 2);
	mt_ops_settle(ops, UINT64_MAX);
	assert_int_equal(ops->ops.nr, 1);
	done(ops, rec);
}

static void test_a_second_of_quiet_ends_the_others(void **state)
{
	struct script s = { 0 };
	struct mt_recording *rec;
	struct mt_ops *ops;

	(void)state;
	script_task(&s, "ip", 313, 0);
	script_switch(&s, 2, 100, 2, 200, 0);
	ops = feed(&s, &rec);
	assert_int_equal(ops->ops.nr, 0);
	mt_ops_settle(ops, 10 * S + S / 2);
	assert_int_equal(ops->ops.nr, 0);
	mt_ops_settle(ops, 12 * S);
	assert_int_equal(ops->ops.nr, 1);
	assert_int_equal(ops->ops.at[0].kind, MT_OP_REOPENED);
	assert_int_equal(ops->ops.at[0].pid, 313);
	mt_ops_settle(ops, 20 * S);
	assert_int_equal(ops->ops.nr, 1);
	done(ops, rec);
}

/* The driver may wait for the firmware between opening and activation. */
static void test_opened_channels_are_waited_for(void **state)
{
	struct script s = { 0 };
	struct mt_recording *rec;
	struct mt_ops *ops;

	(void)state;
	script_task(&s, "ethtool", 312, 0);
	script_open(&s, 0, 200, 0);
	ops = feed(&s, &rec);
	mt_ops_settle(ops, 15 * S);
	assert_int_equal(ops->ops.nr, 0);
	mt_ops_settle(ops, 50 * S);
	assert_int_equal(ops->ops.nr, 1);
	assert_true(ops->ops.at[0].unfinished);
	done(ops, rec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_answer_ends_it_at_once),
		cmocka_unit_test(test_a_second_of_quiet_ends_the_others),
		cmocka_unit_test(test_opened_channels_are_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
