// SPDX-License-Identifier: GPL-2.0-only
/* Tests of findings from events of a stock kernel, and for commands with a non-zero exit status. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/findings.h"

struct found {
	struct sample ops, xsk, commands, rqs, stock;
	struct mt_findings f;
};

static void look(struct found *found, const char *text, int exit_status, int patched)
{
	struct mt_snapshot snapshot = { .release = "",
					.lost = -1,
					.exit_status = exit_status,
					.patched = patched };
	struct mt_finding_sources from;

	found->ops = sample_model(&mt_model_ops, text, NULL);
	found->xsk = sample_model(&mt_model_xsk, text, NULL);
	found->commands = sample_model(&mt_model_commands, text, NULL);
	found->rqs = sample_model(&mt_model_rqs, text, NULL);
	found->stock = sample_model(&mt_model_stock, text, NULL);
	from = (struct mt_finding_sources){
		.ops = found->ops.model,
		.xsk = found->xsk.model,
		.commands = found->commands.model,
		.rqs = found->rqs.model,
		.stock = found->stock.model,
		.snapshot = &snapshot,
		.stats = mt_recording_stats(found->ops.rec),
	};
	mt_findings_make(&found->f, &from);
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

/* Expect this finding and no other. */
static const struct mt_finding *is(const struct found *found, const char *id, const char *words)
{
	const struct mt_finding *finding = &found->f.list.at[0];

	assert_int_equal(found->f.list.nr, 1);
	assert_string_equal(mt_finding_id(finding->kind), id);
	if (!strstr(finding->words, words))
		fail_msg("\"%s\" is not in: %s", words, finding->words);
	assert_true(*finding->advice);
	return finding;
}

#define CMD(task, pid, time) \
	"         " task "-" pid "    [001] .....   " time \
	": mlx5_cmd: ACCESS_REG(0x805) op_mod(0x0) failed, status bad resource(0x5), syndrome (0xb06e1f), err(-22)\n"

static void test_failed_command(void **state)
{
	const struct mt_finding *finding;
	struct found found;

	(void)state;
	look(&found,
	     "# tracer: nop\n" CMD("devlink", "1333", "822.746922")
		     CMD("devlink", "1333", "822.846922"),
	     0, 0);
	finding = is(
		&found, "command_failed",
		"refused ACCESS_REG (0x805, op_mod 0x0) of devlink[1333]: status bad resource (0x5), syndrome 0xb06e1f, returned as EINVAL");
	assert_int_equal(finding->count, 2);
	assert_int_equal(finding->ts, 822746922000);
	assert_int_equal(finding->evidence[0].line, 2);
	drop(&found);
	/* the command of another task is a separate finding */
	look(&found, CMD("devlink", "1333", "822.746922") CMD("ethtool", "1334", "822.846922"), 0,
	     0);
	assert_int_equal(found.f.list.nr, 2);
	drop(&found);
}

/* If both events were recorded, only the more detailed one of the series is used. */
static void test_failed_command_of_both(void **state)
{
	struct found found;

	(void)state;
	look(&found,
	     "  ethtool-9     [000] .....    12.000000: mlx5_cmd_done: " DEV
	     "opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=BAD_RES_ERR syndrome=0x5e1f err=-22 wait_ns=1 ns=9\n"
	     "  ethtool-9     [000] .....    12.000001: mlx5_cmd: CREATE_RQ(0x908) op_mod(0x0) failed, status bad resource(0x5), syndrome (0x5e1f), err(-22)\n",
	     0, 1);
	is(&found, "command_failed", "refused CREATE_RQ: status BAD_RES_ERR");
	drop(&found);
}

static void test_other_forms_are_no_command(void **state)
{
	static const char *const texts[] = {
		"",
		"failed",
		"A(0x1)",
		"A(0x1) op_mod(0x0) failed",
		"A(0x1) op_mod(0x0) failed, status (0x5",
		"A(zz) op_mod(0x0) failed, status x(0x5), syndrome (0x1)"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct found found;
		char text[200];

		snprintf(text, sizeof(text), "  a-9  [000] .....  12.000000: mlx5_cmd: %s\n",
			 texts[i]);
		look(&found, text, 0, 0);
		assert_int_equal(found.f.list.nr, 0);
		drop(&found);
	}
}

#define EXTACK(task) \
	"  " task \
	"     [000] .....    12.000000: netlink_extack: msg=requested channel counts are too low for existing ntuple filter settings\n"
#define STACK(func) \
	"  ethtool-9     [000] .....    12.000001: <stack trace>\n" \
	" => trace_event_raw_event_netlink_extack\n => do_trace_netlink_extack\n => " func \
	"\n => genl_rcv_msg\n"
/* An event that the stock driver has. */
#define STOCK_RULE \
	"  ethtool-9     [000] .....    11.500000: mlx5_fs_add_rule: rule=0000000012345678 fte=00000000abcdef00 index=0 sw_action=0x4 [dst] TIR = 0x0\n"
#define OTHER_TASK \
	"  sh-8     [000] .....    11.000000: mlx5e_rss_redirect: " DEV \
	"rss_ctx=0 rqtn=20 nch=4 hfunc=TOP drop=0 err=0\n"

static void test_refused_by_the_core(void **state)
{
	struct found found;

	(void)state;
	look(&found, OTHER_TASK EXTACK("ethtool-9"), 1, 1);
	is(&found, "request_answered",
	   "request of ethtool[9] was answered with the message \"requested channel counts are too low for existing ntuple filter settings\", and the driver emitted no event for that task: it was not reached");
	assert_non_null(strstr(found.f.list.at[0].advice, "ethtool -n"));
	drop(&found);
	look(&found, EXTACK("ethtool-9") STACK("ethnl_set_channels"), 1, 0);
	is(&found, "request_answered",
	   "settings\" by ethnl_set_channels(), a check of the kernel before the driver.");
	drop(&found);
	look(&found, EXTACK("ethtool-9") STACK("mlx5e_ethtool_set_channels"), 1, 0);
	is(&found, "request_answered", "settings\" by mlx5e_ethtool_set_channels().");
	drop(&found);
	/* the driver may have set the message */
	look(&found, OTHER_TASK EXTACK("sh-8"), 1, 1);
	is(&found, "request_answered", "filter settings\".");
	drop(&found);
	look(&found, STOCK_RULE EXTACK("ethtool-9"), 1, 0);
	is(&found, "request_answered", "filter settings\".");
	drop(&found);
	look(&found, EXTACK("ethtool-9"), 1, 0);
	is(&found, "request_answered", "Whether the driver was reached is unknown");
	drop(&found);
}

static void test_status_of_the_command(void **state)
{
	static const char other[] = "# tracer: nop\n  sh-8  [000] .....  11.0: sched_wakeup: a=1\n";
	struct found found;

	(void)state;
	look(&found, other, 1, 1);
	is(&found, "recorded_command_failed",
	   "exited with status 1, and no operation of the driver was recorded: the driver was not reached");
	drop(&found);
	look(&found, other, 75, 0);
	is(&found, "recorded_command_failed",
	   "status 75. Whether the driver was reached is unknown");
	drop(&found);
	look(&found, STOCK_RULE, 1, 0);
	is(&found, "recorded_command_failed", "although the driver was reached");
	drop(&found);
	look(&found, OTHER_TASK, 1, 1);
	is(&found, "recorded_command_failed",
	   "although no recorded operation of the driver failed");
	drop(&found);
	look(&found, other, 0, 1);
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
}

static void test_device_fault(void **state)
{
	struct found found;

	(void)state;
	look(&found,
	     "  kworker/0:1-8  [000] .....  11.000000: devlink_health_report: bus_name=pci dev_name=0000:01:00.0 driver_name=mlx5_core reporter_name=tx: TX timeout on queue: 2\n",
	     0, 0);
	is(&found, "device_fault", "reporter_name=tx: TX timeout on queue: 2");
	assert_string_equal(found.f.list.at[0].dev, "0000:01:00.0");
	drop(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failed_command),
		cmocka_unit_test(test_failed_command_of_both),
		cmocka_unit_test(test_other_forms_are_no_command),
		cmocka_unit_test(test_refused_by_the_core),
		cmocka_unit_test(test_status_of_the_command),
		cmocka_unit_test(test_device_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
