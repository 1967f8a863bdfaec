// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the percentiles of operations, steps and firmware commands. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/stats.h"

struct stats {
	struct sample ops, commands;
	struct mt_stat *rows;
	unsigned int nr;
};

static void make(struct stats *s, struct script *script)
{
	s->ops = sample_model(&mt_model_ops, script->text, NULL);
	s->commands = sample_model(&mt_model_commands, script->text, NULL);
	s->rows = mt_stat_rows(s->ops.model, s->commands.model, &s->nr);
	free(script->text);
}

static void drop(struct stats *s)
{
	free(s->rows);
	sample_free(&s->ops);
	sample_free(&s->commands);
}

static const struct mt_stat *row(const struct stats *s, const char *id)
{
	for (unsigned int i = 0; i < s->nr; i++)
		if (!strcmp(s->rows[i].id, id))
			return &s->rows[i];
	fail_msg("no %s", id);
	return NULL;
}

static void test_percentiles_of_commands(void **state)
{
	struct script script = { 0 };
	struct stats s;
	const struct mt_stat *r;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	for (int i = 200; i > 0; i--)
		script_add(
			&script,
			"mlx5_cmd_done: " DEV
			"opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=%s syndrome=0x0 err=%d ns=%d",
			i == 3 ? "BAD_RES_ERR" : "OK", i == 3 ? -22 : 0, i * 10);
	script_add(
		&script,
		"mlx5_cmd_done: " DEV
		"opcode=CREATE_CQ(0x400) op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 ns=999999");
	make(&s, &script);
	assert_int_equal(s.nr, 2);
	/* sorted by descending total time */
	assert_string_equal(s.rows[0].id, "CREATE_CQ");
	assert_int_equal(s.rows[0].p50, 999999);
	assert_int_equal(s.rows[0].p99, 999999);
	r = row(&s, "CREATE_RQ");
	assert_int_equal(r->nr, 200);
	assert_int_equal(r->failed, 1);
	assert_int_equal(r->p50, 1000);
	assert_int_equal(r->p99, 1980);
	assert_int_equal(r->max, 2000);
	assert_int_equal(r->sum, 201000);
	drop(&s);
}

/* Events are 1 ms apart, so each step takes 1 ms and the first has no duration. */
static void test_steps_and_operations(void **state)
{
	struct script script = { 0 };
	struct stats s;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_switch(&script, 2, 100, 4, 110, 0);
	script_set_channels(&script, 2, 4, 0);
	script_set_channels(&script, 4, 5, -22);
	make(&s, &script);
	assert_int_equal(row(&s, "set_channels")->nr, 2);
	assert_int_equal(row(&s, "set_channels")->failed, 1);
	assert_int_equal(row(&s, "set_channels")->timed, 1);
	assert_int_equal(row(&s, "set_channels")->max, 22000000);
	assert_int_equal(row(&s, "open_channel")->nr, 4);
	assert_int_equal(row(&s, "open_channel")->timed, 3);
	assert_int_equal(row(&s, "open_channel")->p50, 1000000);
	/* close events are emitted first, so the last closing ends at the first activation */
	assert_int_equal(row(&s, "close_channel")->timed, 2);
	assert_int_equal(row(&s, "activate_channel")->nr, 4);
	assert_int_equal(row(&s, "activate_channel")->timed, 3);
	drop(&s);
}

static void test_missing_durations(void **state)
{
	struct script script = { 0 };
	struct stats s;

	(void)state;
	script_task(&script, "ethtool", 9, 0);
	script_set_channels(&script, 4, 5, 0);
	make(&s, &script);
	assert_int_equal(s.nr, 1);
	assert_int_equal(s.rows[0].timed, 0);
	assert_int_equal(s.rows[0].max, 0);
	drop(&s);
}

/* The numbers must be the same if completed operations are discarded. */
static void test_summed_operations(void **state)
{
	const struct mt_query summed = { .ops = MT_OPS_SUMMED };
	struct script script = { 0 };
	struct stats s;
	struct sample ops;
	struct mt_stat *rows;
	unsigned int nr;

	(void)state;
	for (int i = 0; i < 90; i++) {
		script_task(&script, "ethtool", 9 + i % 3, 0);
		script_switch(&script, 2, 100 + 1000 * i, 4, 110 + 1000 * i, 0);
		if (i % 4)
			script_set_channels(&script, 2, 4, i % 5 ? 0 : -22);
		if (i % 7 == 0)
			script_pool(&script, 1, i % 2, 1, 1, 0);
	}
	ops = sample_model(&mt_model_ops, script.text, &summed);
	make(&s, &script);
	assert_true(((const struct mt_ops *)s.ops.model)->ops.nr > 80);
	assert_true(((const struct mt_ops *)ops.model)->ops.nr < 64);
	rows = mt_stat_rows(ops.model, s.commands.model, &nr);
	assert_int_equal(nr, s.nr);
	for (unsigned int i = 0; i < nr; i++)
		assert_memory_equal(&rows[i], &s.rows[i], sizeof(*rows));
	free(rows);
	sample_free(&ops);
	drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles_of_commands),
		cmocka_unit_test(test_steps_and_operations),
		cmocka_unit_test(test_missing_durations),
		cmocka_unit_test(test_summed_operations),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
