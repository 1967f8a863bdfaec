// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the formats in which the tools print an event, depending on their options. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <string.h>

#define EVENT  "mlx5e_set_channels: " NETDEV "old_count=0 new_count=1 err=0\n"
#define PERF   "mlx5:" EVENT
#define FTRACE "# tracer: nop\n"
#define S      UINT64_C(1000000000)

static const struct form {
	const char *name, *text;
	uint64_t ts;
	const char *comm;
	int pid, cpu;
	unsigned int stacks;
} forms[] = {
	// clang-format off
	{ "perf script", "ethtool   324 [000]    67.747158: " PERF, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "-F tid,cpu,time", "  324 [003]    67.747158: " PERF, 67 * S + 747158000, "", 324, 3, 0 },
	{ "-F pid,tid,cpu,time", "  324/325 [000]    67.747158: " PERF, 67 * S + 747158000, "", 325, 0, 0 },
	{ "-F cpu,time", "[007]    67.747158: " PERF, 67 * S + 747158000, "", -1, 7, 0 },
	{ "-F time", "   67.747158001: " PERF, 67 * S + 747158001, "", -1, -1, 0 },
	{ "-F comm,time", "tmux: server    67.747158: " PERF, 67 * S + 747158000, "tmux: server", -1, -1, 0 },
	{ "-F comm,cpu,time", "ethtool [001]   67.747158: " PERF, 67 * S + 747158000, "ethtool", -1, 1, 0 },
	{ "-F comm,pid,tid,time", "ethtool 324/325  67.747158: " PERF, 67 * S + 747158000, "ethtool", 325, -1, 0 },
	{ "-F +misc", "ethtool   324 [000] K    67.747158: " PERF, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "-F +period,weight", "ethtool   324 [000]    67.747158:  1 1234 " PERF, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "--reltime", "ethtool   324 [000]     0.000000: " PERF, 0, "ethtool", 324, 0, 0 },
	{ "-F +srcline", "ethtool   324 [000]    67.747158: " PERF
	  "\tffffffffc065116e mlx5e_ethtool_set_channels+0x58e ([mlx5_core])\n  en_ethtool.c:123\n"
	  "\tffffffff88652872 do_syscall_64+0x182 ([kernel.kallsyms])\n  common.c:52\n\n",
	  67 * S + 747158000, "ethtool", 324, 0, 1 },
	{ "-F ...,sym,dso", "ethtool   324 [000]    67.747158: " PERF
	  "\tmlx5e_ethtool_set_channels+0x58e ([mlx5_core])\n\tdo_syscall_64\n\n",
	  67 * S + 747158000, "ethtool", 324, 0, 1 },
	{ "decimal comma", "ethtool   324 [000]    67,747158: " PERF, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "ftrace", FTRACE " ethtool-324     [000] d..2.    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "without irq-info", FTRACE " ethtool-324     [000]    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "record-tgid", FTRACE " ethtool-324     (    324) [000] d..2.    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "record-tgid, not known", FTRACE " ethtool-324     (-------) [000] d..2.    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "latency-format", FTRACE " ethtool-324       0d..2. 708210us+: " EVENT, 708210000, "ethtool", 324, 0, 0 },
	{ "latency-format, record-tgid", FTRACE " ethtool-324  (    324)    0d..2. 708210us+: " EVENT, 708210000, "ethtool", 324, 0, 0 },
	{ "fields", FTRACE " ethtool-324     [000] .....    67.747158: mlx5e_set_channels: dev=0000:01:00.0 netdev=eth0 "
	  "ifindex=2 (0x2) old_count=0 (0x0) new_count=1 (0x1) err=0 (0x0)\n", 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "in the kernel's log", "[   70.123456]  ethtool-324       0d..2. 708210us : " EVENT, 708210000, "ethtool", 324, 0, 0 },
	{ "CR LF", FTRACE " ethtool-324     [000] .....    67.747158: mlx5e_set_channels: " NETDEV
	  "old_count=0 new_count=1 err=0\r\n\r\n", 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "report", "cpus=2\n  ethtool-324   [000] .....    67.747158: mlx5e_set_channels:   " NETDEV
	  "old_count=0 new_count=1 err=0\n", 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "report -t -l", "cpus=2\n  ethtool-324     0.....    67.747158001: " EVENT, 67 * S + 747158001, "ethtool", 324, 0, 0 },
	{ "report --ts-diff", "cpus=2\n  ethtool-324   [000] .....    67.747158: (+71)     " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "report of several files", "cpus=2\n   guest.dat:          ethtool-324   [000] .....    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "report, a task with a colon", "cpus=2\n    tmux: server-324   [000] .....    67.747158: " EVENT, 67 * S + 747158000, "tmux: server", 324, 0, 0 },
	{ "perf script with the time of day", "ethtool   324 [000] 2026-11-29 10:00:10.025000: " PERF, 1795946410 * S + 25000000, "ethtool", 324, 0, 0 },
	{ "... without the date", "ethtool   324 [000] 10:00:10.025000: " PERF, 36010 * S + 25000000, "ethtool", 324, 0, 0 },
	{ "... without a cpu", "ethtool   324 10:00:10.025000: " PERF, 36010 * S + 25000000, "ethtool", 324, -1, 0 },
	{ "nine flags of PREEMPT_RT", FTRACE " ethtool-324     [000] d.Lh1.111    67.747158: " EVENT, 67 * S + 747158000, "ethtool", 324, 0, 0 },
	{ "... in the latency format", FTRACE " ethtool-324       0d.Lh1.111 708210us+: " EVENT, 708210000, "ethtool", 324, 0, 0 },
	{ "perf trace", "     1.500 ethtool/324 mlx5:mlx5e_set_channels:" NETDEV "old_count=0 new_count=1 err=0\n", 1500000, "ethtool", 324, -1, 0 },
	{ "perf trace with arguments", "     1.500 ethtool/324 mlx5:mlx5e_set_channels(dev: \"0000:01:00.0\", netdev: \"eth0\", ifindex: 2, old_count: 0, new_count: 1, err: 0)\n",
	  1500000, "ethtool", 324, -1, 0 },
	{ "perf trace of one task", "     1.500 (         ): mlx5:mlx5e_set_channels(dev: 0000:01:00.0, netdev: eth0, ifindex: 2, old_count: 0, new_count: 1, err: 0)\n",
	  1500000, "", -1, -1, 0 },
	{ "report with the date", "cpus=2\n  ethtool-324   [000] ..... 1763719200.747158: " EVENT, 1763719200 * S + 747158000, "ethtool", 324, 0, 0 },
	// clang-format on
};

static void test_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct form *f = &forms[i];
		struct mt_recording *rec = sample_open(f->text);
		const struct mt_stats *stats = mt_recording_stats(rec);
		struct mt_record r;

		if (mt_next(rec, &r) != 1 || r.kind != MT_REC_EVENT ||
		    r.event != MT_EV_SET_CHANNELS || r.ts != f->ts || r.pid != f->pid ||
		    r.cpu != f->cpu || !mt_span_eq(r.comm, f->comm) ||
		    mt_num(&r, MT_KEY_NEW_COUNT, -1) != 1)
			fail_msg("%s: not that event", f->name);
		assert_int_equal(sample_drain(rec), 0);
		if (stats->malformed)
			fail_msg("%s: %s", f->name, stats->problems[0].why);
		if (stats->stacks != f->stacks || stats->events != 1)
			fail_msg("%s: %d stacks", f->name, (int)stats->stacks);
		mt_close(rec);
	}
}

/* If a required value was not recorded, the message names the option that records it. */
static void test_missing_times(void **state)
{
	struct mt_recording *rec = sample_open("ethtool   324 [000]  " PERF);

	(void)state;
	assert_int_equal(sample_drain(rec), -1);
	assert_int_equal(mt_recording_stats(rec)->malformed, 1);
	assert_string_equal(mt_recording_stats(rec)->problems[0].why,
			    "an event without a time: use perf script -F +time");
	assert_non_null(strstr(mt_recording_error(rec)->text,
			       "line 1, \"ethtool   324 [000]  mlx5:mlx5e_set_channels: "));
	mt_close(rec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_missing_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
