// SPDX-License-Identifier: GPL-2.0-only
/* Tests of all formats of a trace line. */
#include "analysis/tests/samples.h"

#include "analysis/source/text_line.h"

static struct mt_line scan(const char *text)
{
	struct mt_line line;

	mt_line_scan(mt_span_z(text), &line);
	return line;
}

static void is(struct mt_span span, const char *want)
{
	if (!mt_span_eq(span, want))
		fail_msg("\"" MT_SPAN_FMT "\" is not \"%s\"", MT_SPAN_ARG(span), want);
}

/* The expected result of a line. */
static const struct {
	const char *text;
	const char *comm;
	int pid, cpu;
	uint64_t ts;
	const char *system, *name, *rest;
	bool irq;
} events[] = {
	{ "              ip-291     [000] d..2.    34.276458: net_dev_queue: dev=d0 len=70", "ip",
	  291, 0, 34276458000, "", "net_dev_queue", "dev=d0 len=70", false },
	{ "           <...>-291     [013] d.h2.    34.276458: net_dev_queue: dev=d0", "", 291, 13,
	  34276458000, "", "net_dev_queue", "dev=d0", true },
	{ "  a b-12 [3]-347   [001] .....    75.774813: mlx5e_close_xsk: ix=1", "a b-12 [3]", 347,
	  1, 75774813000, "", "mlx5e_close_xsk", "ix=1", false },
	{ "    kworker/u8:5-246     (    246) [000] b....    90.508790: net_dev_queue: dev=d0",
	  "kworker/u8:5", 246, 0, 90508790000, "", "net_dev_queue", "dev=d0", false },
	{ "              ip-291     (-------) [000] .....    90.508790: net_dev_queue: dev=d0",
	  "ip", 291, 0, 90508790000, "", "net_dev_queue", "dev=d0", false },
	{ "    kworker/u8:5-246     [000]     89.093059: net_dev_queue: dev=d0", "kworker/u8:5",
	  246, 0, 89093059000, "", "net_dev_queue", "dev=d0", false },
	{ "kworker/-246       0b.... 708210us+: net_dev_queue: dev=d0", "kworker/", 246, 0,
	  708210000, "", "net_dev_queue", "dev=d0", false },
	{ "kworker/-246      12b.... 708210us : net_dev_queue: dev=d0", "kworker/", 246, 12,
	  708210000, "", "net_dev_queue", "dev=d0", false },
	{ "  <idle>-0       1dNh5.    42.169840: sched_wakeup:         kworker/1:2:139 [120] CPU:001",
	  "<idle>", 0, 1, 42169840000, "", "sched_wakeup", "kworker/1:2:139 [120] CPU:001", true },
	{ "            bash-306   [001] d..2.    42.169738463: sched_switch:         trace-cmd:306 [120] S ==> swapper/1:0 [120]",
	  "bash", 306, 1, 42169738463, "", "sched_switch",
	  "trace-cmd:306 [120] S ==> swapper/1:0 [120]", false },
	{ "            bash-306   [001] d..2.    42.169738: (+71)    sched_switch:  x ==> y",
	  "bash", 306, 1, 42169738000, "", "sched_switch", "x ==> y", false },
	{ "bash     324 [000]    67.747158:         sched:sched_process_exec: filename=/bin/bash pid=324",
	  "bash", 324, 0, 67747158000, "sched", "sched_process_exec", "filename=/bin/bash pid=324",
	  false },
	{ "bash     324/326     [000]    67.747158:         sched:sched_process_exec: filename=/bin/bash",
	  "bash", 326, 0, 67747158000, "sched", "sched_process_exec", "filename=/bin/bash", false },
	{ "     a b-12 [3]     347 [001]    75.774813572:    mlx5:mlx5e_close_xsk: ix=1",
	  "a b-12 [3]", 347, 1, 75774813572, "mlx5", "mlx5e_close_xsk", "ix=1", false },
	{ "bash     324    67.747158:          1 sched:sched_process_exec: filename=/bin/bash",
	  "bash", 324, -1, 67747158000, "sched", "sched_process_exec", "filename=/bin/bash",
	  false },
	{ "kworker/u8:5-ev     246 [000]    68.438594:                net:net_dev_queue: dev=d0",
	  "kworker/u8:5-ev", 246, 0, 68438594000, "net", "net_dev_queue", "dev=d0", false },
	{ "              ip-291     [000] d..2.    34.276458: mlx5e_x:", "ip", 291, 0, 34276458000,
	  "", "mlx5e_x", "", false },
	{ "            bash-12      [000] .....     1.000001: vfs_read <-ksys_read", "bash", 12, 0,
	  1000001000, "", "function", "vfs_read <-ksys_read", false },
};

static void test_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct mt_line line = scan(events[i].text);

		if (line.kind != MT_LINE_EVENT)
			fail_msg("kind %d: %s", line.kind, events[i].text);
		is(line.comm, events[i].comm);
		is(line.system, events[i].system);
		is(line.name, events[i].name);
		is(line.text, events[i].rest);
		assert_int_equal(line.pid, events[i].pid);
		assert_int_equal(line.cpu, events[i].cpu);
		assert_int_equal(line.irq, events[i].irq);
		assert_true(line.has_ts && line.ts == events[i].ts && !line.ticks);
	}
}

static void test_counter_clock_is_no_time(void **state)
{
	struct mt_line line = scan("ip-246     [000] b....            4: net_dev_queue: dev=d0");

	(void)state;
	assert_int_equal(line.kind, MT_LINE_EVENT);
	assert_true(line.ticks);
	assert_int_equal(line.ts, 4);
}

static void test_frames(void **state)
{
	static const struct {
		const char *text, *func;
		bool user;
	} frames[] = {
		{ " => __dev_queue_xmit", "__dev_queue_xmit", false },
		{ " => mlx5e_open_channel+0x1c3/0x500 [mlx5_core]", "mlx5e_open_channel", false },
		{ "=> do_execveat_common.isra.0 (ffffffff88652872)", "do_execveat_common", false },
		{ "\tffffffff8865116e bprm_execve+0x58e ([kernel.kallsyms])", "bprm_execve",
		  false },
		{ "\tffffffffc0a1116e mlx5e_rss_apply.constprop.0+0x5 ([mlx5_core])",
		  "mlx5e_rss_apply", false },
		{ "\t    7efeb9f002c0 [unknown] (/usr/lib/ld.so)", "[unknown]", true },
		{ "\t    7efeb9f002c0 __libc_send+0x1d (/usr/lib/libc.so.6)", "__libc_send", true },
		{ "\t        5581c0a0 main+0x1d (/usr/sbin/ethtool)", "main", true },
		{ "\t               0 [unknown] ([unknown])", "[unknown]", true },
		{ "\t              10 [unknown] ([unknown])", "[unknown]", true },
		{ " => /usr/lib/libc.so.6[+0x1d]", "/usr/lib/libc.so.6[", true },
		{ "        ffff8000801c2000 el0_svc+0x20 ([kernel.kallsyms])", "el0_svc", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		struct mt_line line = scan(frames[i].text);

		assert_int_equal(line.kind, MT_LINE_FRAME);
		is(line.func, frames[i].func);
		assert_int_equal(line.user_frame, frames[i].user);
	}
}

static void test_stack_marks(void **state)
{
	struct mt_line line;

	(void)state;
	line = scan("    kworker/u8:5-246     [000] b....    87.641712: <stack trace>");
	assert_int_equal(line.kind, MT_LINE_STACK);
	assert_false(line.user_stack);
	line = scan("  bash-290   [000] .....    33.819174: kernel_stack:         <stack trace >");
	assert_int_equal(line.kind, MT_LINE_STACK);
	line = scan("    ip-246     [000] b....    87.641712: <user stack trace>");
	assert_int_equal(line.kind, MT_LINE_STACK);
	assert_true(line.user_stack);
}

static void test_lost(void **state)
{
	static const struct {
		const char *text;
		int cpu;
		uint64_t lost;
	} lines[] = {
		{ "CPU:1 [LOST 12 EVENTS]", 1, 12 },
		{ "CPU:3 [LOST EVENTS]", 3, 0 },
		{ "CPU:0 [2345 EVENTS DROPPED]", 0, 2345 },
		{ "CPU:0 [EVENTS DROPPED]", 0, 0 },
		{ "perf   336 [002]    74.733657: PERF_RECORD_LOST lost 34", 2, 34 },
		{ "perf   336/336 [002]    74.733657: PERF_RECORD_LOST_SAMPLES lost 5", 2, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct mt_line line = scan(lines[i].text);

		assert_int_equal(line.kind, MT_LINE_LOST);
		assert_int_equal(line.cpu, lines[i].cpu);
		assert_int_equal(line.lost, lines[i].lost);
	}
	assert_int_equal(scan("# entries-in-buffer/entries-written: 238/39858   #P:2").overwritten,
			 39620);
	assert_int_equal(scan("# entries-in-buffer/entries-written: 3/3   #P:2").overwritten, 0);
}

static void test_function_graph(void **state)
{
	static const struct {
		const char *text;
		enum mt_graph_what what;
		const char *func;
		int depth, cpu, pid;
		uint64_t ns;
	} lines[] = {
		{ " 1)               |  rtnl_newlink() {", MT_GRAPH_CALL, "rtnl_newlink", 0, 1, -1,
		  MT_DURATION_UNKNOWN },
		{ " 1)   3.825 us    |    irq_enter_rcu();", MT_GRAPH_LEAF, "irq_enter_rcu", 1, 1,
		  -1, 3825 },
		{ " 0) + 18.608 us   |    }", MT_GRAPH_RETURN, "", 1, 0, -1, 18608 },
		{ "  113.325049 |   0)     ip-460     | ! 827.126 us  |  } /* rtnl_newlink */",
		  MT_GRAPH_RETURN, "", 0, 0, 460, 827126 },
		{ "  113.324242 |   0)     ip-460     |   2.524 us    |      __cond_resched();",
		  MT_GRAPH_LEAF, "__cond_resched", 2, 0, 460, 2524 },
		{ "  ip-321   [000] ...1.    54.070231: funcgraph_entry:                   |  rtnl_newlink() {",
		  MT_GRAPH_CALL, "rtnl_newlink", 0, 0, 321, MT_DURATION_UNKNOWN },
		{ "  ip-321   [000] ...1.    54.070358: funcgraph_entry:      + 63.304 us  |      __cond_resched();",
		  MT_GRAPH_LEAF, "__cond_resched", 2, 0, 321, 63304 },
		{ "  ip-321   [000] d.h1.    54.070635: funcgraph_exit:         4.537 us   |    }",
		  MT_GRAPH_RETURN, "", 1, 0, 321, 4537 },
		{ " 2) @ 1234567.125 us |    mlx5e_open_channel.isra.0 [mlx5_core]() {",
		  MT_GRAPH_CALL, "mlx5e_open_channel", 1, 2, -1, 1234567125 },
	};
	struct mt_line line;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		line = scan(lines[i].text);
		if (line.kind != MT_LINE_GRAPH)
			fail_msg("kind %d: %s", line.kind, lines[i].text);
		assert_int_equal(line.graph, lines[i].what);
		is(line.func, lines[i].func);
		assert_int_equal(line.depth, lines[i].depth);
		assert_int_equal(line.cpu, lines[i].cpu);
		assert_int_equal(line.pid, lines[i].pid);
		assert_true(line.duration == lines[i].ns);
	}
	line = scan(" 0)               |  /* mlx5e_close_xsk: dev=0000:01:00.0 ix=1 */");
	assert_int_equal(line.graph, MT_GRAPH_COMMENT);
	is(line.name, "mlx5e_close_xsk");
	is(line.text, "dev=0000:01:00.0 ix=1");
	line = scan(" 0)    ip-460    =>   bash-12   ");
	assert_int_equal(line.kind, MT_LINE_SWITCH);
	assert_int_equal(line.pid, 12);
	is(line.comm, "bash");
}

static void test_nothing(void **state)
{
	(void)state;
	assert_int_equal(scan("").kind, MT_LINE_NOTHING);
	assert_int_equal(scan("   ").kind, MT_LINE_NOTHING);
	assert_int_equal(scan("#           TASK-PID     CPU#  |||||  TIMESTAMP").kind,
			 MT_LINE_NOTHING);
	assert_int_equal(scan(" ------------------------------------------").kind, MT_LINE_NOTHING);
	assert_int_equal(scan("cpus=2").kind, MT_LINE_NOTHING);
}

static void test_bad(void **state)
{
	static const char *const lines[] = {
		"hello world",
		"ip-291 [000] d..2. 34.276458:",
		"ip-291 [000] d..2. 34.276458: no colon here",
		"ip-291 [000] d..2. soon: net_dev_queue: dev=d0",
		"ip-99999999999999999999 [000] d..2. 34.276458: net_dev_queue: x",
		"[000] d..2. 34.276458: net_dev_queue: x",
		"ip-291 [99999999999999999999] d..2. 34.276458: net_dev_queue: x",
		"ip-291 [000] d..2. 99999999999999999999.276458: net_dev_queue: x",
		"ip-291 [000] d..2. 1.0123456789: net_dev_queue: x",
		"ip-291 [000",
		"CPU:x [LOST 12 EVENTS]",
		" 0)               |  neither call nor return",
		"|",
		")",
		"0)",
		"-",
		"[",
		"[0]",
		"=",
		"a-1 [0] :",
		": : :",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct mt_line line = scan(lines[i]);

		if (line.kind != MT_LINE_BAD)
			fail_msg("kind %d: %s", line.kind, lines[i]);
		assert_non_null(line.why);
	}
}

/* A truncated line must not be mistaken for another format or cause a crash. */
static void test_cut_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		size_t len = strlen(events[i].text);

		for (size_t cut = 0; cut < len; cut++) {
			char *copy = mt_span_dup(mt_span(events[i].text, cut));
			struct mt_line line;

			/* the buffer has the exact size, so that reads beyond it are detected */
			mt_line_scan(mt_span(copy, cut), &line);
			assert_true(line.kind == MT_LINE_BAD || line.kind == MT_LINE_NOTHING ||
				    line.kind == MT_LINE_EVENT);
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),	  cmocka_unit_test(test_counter_clock_is_no_time),
		cmocka_unit_test(test_frames),	  cmocka_unit_test(test_stack_marks),
		cmocka_unit_test(test_lost),	  cmocka_unit_test(test_function_graph),
		cmocka_unit_test(test_nothing),	  cmocka_unit_test(test_bad),
		cmocka_unit_test(test_cut_lines),
	};

	return cmocka_run_group_tests_name("text_line", tests, NULL, NULL);
}
