// SPDX-License-Identifier: GPL-2.0-only
/* Tests of records in a flow that are not calls: checks, interrupts, timers and stacks. */
#include "analysis/tests/flow_records.h"

#include "analysis/flow/kernel/interrupts.h"
#include "analysis/flow/show/json.h"

/* A check is shown below its function with its result. Checks directly in a system call are not. */
static void capabilities(void **state)
{
	(void)state;
	expect("7 sys mmap\n7 cap capable CAP_SYS_ADMIN\n7 cap capable -1\n7 sysret 0\n"
	       "7 sys sendto fd=3\n7 cap capable CAP_SYS_ADMIN\n7 > genl_rcv_msg\n7 cap capable -1\n"
	       "7 cap capable CAP_NET_ADMIN\n7 cap capable -1\n7 cap capable CAP_NET_ADMIN\n7 cap capable -1\n"
	       "7 cap capable CAP_NET_RAW\n7 cap capable 0\n"
	       "7 < genl_rcv_msg -1\n7 sysret 36\n9 cap capable CAP_NET_ADMIN\n9 cap capable 0\n",
	       "user: ?[7]\n"
	       " syscall: sendto(fd=3) = 36\n"
	       "  dispatch: genl_rcv_msg = -EPERM\n"
	       "   dispatch: capable(CAP_NET_ADMIN) x2 = -EPERM\n"
	       "   dispatch: capable(CAP_NET_RAW) = 0\n");
}

/* A lock is shown below the function that took it, until it is released by any function. */
static void locks(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 lock #1 other\n7 > dev_ioctl\n7 lock #2 rtnl_mutex\n7 > dev_ifsioc\n"
	       "7 lock #3 dummy0\n7 lock~ #5 soft\n7 unlock #3\n7 < dev_ifsioc\n7 > dev_ethtool\n7 unlock #2\n"
	       "7 < dev_ethtool\n7 lock #2 rtnl_mutex\n7 unlock #2\n7 unlock #4\n7 < dev_ioctl\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  dispatch: dev_ioctl\n"
	       "   dispatch: lock rtnl_mutex\n"
	       "   dispatch: dev_ifsioc\n"
	       "    dispatch: lock dummy0\n"
	       "   dispatch: lock rtnl_mutex\n");
}

/* The time of a lock is the time for which it was held. */
static void time_of_a_lock(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 1, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 2, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ioctl" },
		{ .ts = 3, .pid = 7, .kind = FLOW_LOCK, .func = "rtnl_mutex", .key = 9 },
		{ .ts = 8, .pid = 7, .kind = FLOW_UNLOCK, .key = 9 },
		{ .ts = 9, .pid = 7, .kind = FLOW_EXIT, .func = "dev_ioctl" },
	};
	struct flow_tree *tree = flow_tree_build(records, 5, 7);
	struct flow_lines lines = { 0 };

	(void)state;
	flow_lines_make(&lines, tree, &boundaries);
	assert_int_equal(lines.list.nr, 4);
	assert_string_equal(lines.list.at[3].text, "lock rtnl_mutex");
	assert_int_equal(lines.list.at[3].ns, 5);
	flow_lines_free(&lines);
	flow_tree_free(tree);
}

/* Since 6.14 a check is one event that includes the result. */
static void one_record_of_a_check(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 1, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 2, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ioctl" },
		{ .ts = 3,
		  .pid = 7,
		  .kind = FLOW_CAPABLE,
		  .func = "capable",
		  .text = "CAP_NET_ADMIN",
		  .has_value = true,
		  .value = -1 },
		{ .ts = 4, .pid = 7, .kind = FLOW_EXIT, .func = "dev_ioctl" },
	};
	struct flow_tree *tree = flow_tree_build(records, 4, 7);
	struct flow_lines lines = { 0 };

	(void)state;
	flow_lines_make(&lines, tree, &boundaries);
	assert_int_equal(lines.list.nr, 4);
	assert_string_equal(lines.list.at[3].text, "capable(CAP_NET_ADMIN)");
	assert_true(lines.list.at[3].bad);
	assert_int_equal(lines.list.at[3].layer, FLOW_DISPATCH);
	flow_lines_free(&lines);
	flow_tree_free(tree);
}

/* Work queued by an interrupt is shown below it; other interrupts are not shown. */
static void which_interrupt(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:up\n8 irq! #42 async0 irq 42, cpu 0\n8 queue! #4 drv:carrier_work wq\n"
	       "8 queue! #5 linkwatch events\n8 irqret! #42 async0 1\n8 queue! #6 drv:other wq\n7 < drv:up\n7 sysret 0\n"
	       "8 irq! #43 comp0 irq 43, cpu 0\n8 irqret! #43 comp0 1\n"
	       "9 start #4 carrier_work\n9 > drv:carrier_work\n9 issue #1 QUERY\n9 done #1 QUERY 0\n"
	       "9 < drv:carrier_work\n9 end #4\n9 start #5 linkwatch\n9 end #5\n"
	       "9 start #6 other\n9 > drv:other\n9 < drv:other\n9 end #6\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: up\n"
	       "user: by interrupts meanwhile, originator unknown\n"
	       " deferred: interrupt async0 (irq 42, cpu 0), at +2.000 ms\n"
	       "  deferred: carrier_work on wq, run 8.000 ms later by a worker[9]\n"
	       "   driver: carrier_work\n"
	       "    firmware: 1 command: QUERY\n"
	       " deferred: other on wq, run 13.000 ms later by a worker[9]\n"
	       "  driver: other\n");
}

/* The second interrupt occurs after the thread has slept, and has no calls in the flow. */
static void threaded_interrupts(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 1,
		  .pid = 8,
		  .kind = FLOW_IRQ_ENTER,
		  .func = "nic0",
		  .text = "irq 5, cpu 1",
		  .key = 5,
		  .cpu = 1,
		  .irq = true,
		  .hard = true },
		{ .ts = 2,
		  .pid = 8,
		  .kind = FLOW_IRQ_EXIT,
		  .key = 5,
		  .cpu = 1,
		  .value = 2,
		  .irq = true,
		  .hard = true },
		{ .ts = 3,
		  .pid = 9,
		  .comm = "irq/5-nic0",
		  .kind = FLOW_ENTRY,
		  .func = "link",
		  .module = "drv" },
		{ .ts = 4,
		  .pid = 9,
		  .comm = "irq/5-nic0",
		  .kind = FLOW_EXIT,
		  .func = "link",
		  .module = "drv" },
		{ .ts = 5,
		  .pid = 10,
		  .comm = "irq/6-disk",
		  .kind = FLOW_ENTRY,
		  .func = "x",
		  .module = "drv" },
		{ .ts = 6,
		  .pid = 8,
		  .kind = FLOW_IRQ_ENTER,
		  .func = "nic0",
		  .text = "irq 5, cpu 0",
		  .key = 5,
		  .irq = true,
		  .hard = true },
		{ .ts = 7,
		  .pid = 8,
		  .kind = FLOW_IRQ_EXIT,
		  .key = 5,
		  .value = 1,
		  .irq = true,
		  .hard = true },
	};
	struct flow_tree *tree = flow_tree_build(records, sizeof(records) / sizeof(*records), 7);

	(void)state;
	shows(tree, &boundaries,
	      "user: ?[7]\n"
	      "user: by interrupts meanwhile, originator unknown\n"
	      " deferred: interrupt nic0 (irq 5, cpu 1), at +0.000 ms\n"
	      "  driver: link\n");
	flow_tree_free(tree);
}

static void completed_by_an_interrupt(void **state)
{
	struct input in;
	struct flow_tree *tree =
		build(&in,
		      "7 sys ioctl fd=3\n7 > drv:up\n7 issue #1 QUERY\n7 timer #1 process_timeout\n"
		      "8 irq! #42 mlx5_async0 irq 42, cpu 0\n8 irqret! #42 mlx5_async0 1\n"
		      "7 done #1 QUERY 0\n7 issue #2 OTHER\n8 irq! #43 mlx5_async1 irq 43, cpu 0\n"
		      "8 irqret! #43 x 1\n8 irq! #42 mlx5_async0 irq 42, cpu 0\n8 irqret! #42 x 1\n"
		      "7 done #2 OTHER 0\n7 issue #3 TWICE\n8 irq! #42 mlx5_async0 irq 42, cpu 0\n"
		      "8 irqret! #42 x 1\n8 irq! #42 mlx5_async0 irq 42, cpu 0\n8 irqret! #42 x 1\n"
		      "7 done #3 TWICE 0\n7 < drv:up\n7 sysret 0\n");
	struct flow_select full = { .full = true, .only = FLOW_LAYER_NR };

	(void)state;
	shows(tree, &full,
	      "user: ?[7]\n"
	      " syscall: ioctl(fd=3) = 0\n"
	      "  driver: up\n"
	      "   firmware: QUERY() = 0\n"
	      "    deferred: * completed in interrupt mlx5_async0 (irq 42, cpu 0)\n"
	      "   firmware: OTHER() = 0\n"
	      "   firmware: TWICE() = 0\n");
	done(&in, tree);
}

/* The interrupts of a driver's devices are MSIs, a line, or those of the parent device. */
static void interrupts_of_a_driver(void **state)
{
	char dir[] = "/tmp/flow_test_XXXXXX", command[1024], text[64];
	struct flow_interrupts found = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command),
		 "cd %s && mkdir -p module/drv/drivers/pci:drv module/drv/drivers/aux:drv "
		 "d/p0/msi_irqs d/p0/aux0 d/p1 && touch d/p0/msi_irqs/9 d/p0/msi_irqs/34 d/p0/msi_irqs/8 && "
		 "echo 0 >d/p0/irq && echo 11 >d/p1/irq && ln -s ../../../../d/p0 ../../../../d/p1 module/drv/drivers/pci:drv && "
		 "ln -s ../../../../d/p0/aux0 module/drv/drivers/aux:drv",
		 dir);
	assert_int_equal(system(command), 0);
	flow_interrupts_find(&found, dir, "drv");
	flow_interrupts_find(&found, dir, "nosuch");
	assert_true(flow_interrupts_filter(&found, text, sizeof(text)));
	assert_string_equal(text, "(irq>=8&&irq<=9)||irq==11||irq==34");
	assert_false(flow_interrupts_filter(&found, text, 10));
	assert_true(flow_interrupts_has(&found, flow_interrupts_thread("irq/34-mlx5_asy")));
	assert_false(flow_interrupts_has(&found, flow_interrupts_thread("irq/3-x")));
	assert_false(flow_interrupts_has(&found, flow_interrupts_thread("kworker/8:1")));
	flow_interrupts_free(&found);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

/* Delayed work is shown with the timer that queues it. Other timers are ignored. */
static void timers(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 timer #3 process_timeout\n7 > drv:open\n7 timer #1 delayed_work_timer_fn\n"
	       "7 timer #2 drv:poll\n7 timer #4 tcp_timer\n7 timer #2 drv:poll\n"
	       "7 timer #10 drv:retry\n7 timer #11 delayed_work_timer_fn\n7 timer #9 delayed_work_timer_fn\n"
	       "7 < drv:open\n7 sysret 0\n"
	       "8 fire~ #10 x\n8 fired~ #10 x\n8 fire~ #11 x\n8 fired~ #11 x\n"
	       "8 fire~ #4 tcp_timer\n8 fired~ #4 tcp_timer\n8 fire~ #5 other\n8 queue~ #8 drv:other_work wq\n"
	       "8 fire~ #1 delayed_work_timer_fn\n8 queue~ #6 drv:stats_work wq\n8 queue! #7 drv:irq_work wq\n"
	       "8 fired~ #1 delayed_work_timer_fn\n"
	       "9 start #6 stats_work\n9 > drv:stats_work\n9 issue #1 QUERY\n9 done #1 QUERY 0\n9 < drv:stats_work\n"
	       "9 end #6\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: open\n"
	       "   deferred: timer delayed_work_timer_fn, fired 17.000 ms later\n"
	       "    deferred: stats_work on wq, run 3.000 ms later by a worker[9]\n"
	       "     driver: stats_work\n"
	       "      firmware: 1 command: QUERY\n"
	       "   deferred: timer poll, not fired in time\n"
	       "   deferred: timer retry, fired 5.000 ms later\n"
	       "   deferred: timer delayed_work_timer_fn, not fired in time\n");
}

/* A work item that requeues itself is shown as a sibling of its first execution. */
static void a_timer_again(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:open\n7 timer #1 delayed_work_timer_fn\n7 < drv:open\n7 sysret 0\n"
	       "8 fire~ #1 x\n8 queue~ #6 drv:watch wq\n8 fired~ #1 x\n"
	       "9 start #6 watch\n9 > drv:watch\n9 timer #1 delayed_work_timer_fn\n9 < drv:watch\n9 end #6\n"
	       "8 fire~ #1 x\n8 queue~ #6 drv:watch wq\n8 fired~ #1 x\n"
	       "9 start #6 watch\n9 > drv:watch\n9 timer #1 delayed_work_timer_fn\n9 < drv:watch\n9 end #6\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: open\n"
	       "   deferred: timer delayed_work_timer_fn, fired 3.000 ms later\n"
	       "    deferred: watch on wq, run 2.000 ms later by a worker[9]\n"
	       "     driver: watch\n"
	       "   deferred: timer delayed_work_timer_fn, fired 3.000 ms later\n"
	       "    deferred: watch on wq, run 2.000 ms later by a worker[9]\n"
	       "     driver: watch\n"
	       "   deferred: timer delayed_work_timer_fn, not fired in time\n");
}

/* The stack of a call may be recorded before or after the record of the tracer. */
static void stacks(void **state)
{
	struct input in;
	struct flow_report report = { 0 }, again = { 0 };
	struct mt_error err = { "" };
	json_t *json, *list;
	static const char want[] = "user: ?[7]\n"
				   " syscall: ioctl(fd=3) = 0\n"
				   "  dispatch: dev_ioctl\n"
				   "   driver: set_mtu\n"
				   "    driver: stack set_mtu < dev_set_mtu < dev_ioctl\n"
				   "    firmware: 1 command: A\n"
				   "   driver: set_flags\n"
				   "    driver: stack set_flags < dev_ioctl\n";

	(void)state;
	report.tree = build(
		&in,
		"7 sys ioctl fd=3\n7 > dev_ioctl\n7 stack set_mtu set_mtu < dev_set_mtu < dev_ioctl\n"
		"7 > drv:set_mtu\n7 issue #1 A\n7 done #1 A 0\n7 < drv:set_mtu\n"
		"7 > drv:set_flags\n7 stack set_flags set_flags < dev_ioctl\n7 < drv:set_flags\n"
		"9 stack set_mtu set_mtu < other\n7 < dev_ioctl\n7 sysret 0\n");
	shows(report.tree, &boundaries, want);
	json = flow_to_json(&report);
	assert_true(flow_from_json(&again, json, "file", &err));
	shows(again.tree, &boundaries, want);
	assert_int_equal(json_unpack(json, "{s[{s[{s[{s[{so}]}]}]}]}", "tasks", "children",
				     "children", "children", "stack", &list),
			 0);
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(json_string_value(json_array_get(list, 1)), "dev_set_mtu");
	flow_tree_free(again.tree);
	json_decref(json);
	done(&in, report.tree);
}

static void events_of_the_driver(void **state)
{
	struct input in;
	struct flow_tree *tree =
		build(&in,
		      "7 sys ioctl fd=3\n7 > drv:set\n7 > drv:add\n7 note drv:rule_dst tirn=5\n"
		      "7 < drv:add\n7 < drv:set\n7 sysret 0\n");
	struct flow_select events = { .only = FLOW_LAYER_NR, .events = true };

	(void)state;
	shows(tree, &boundaries,
	      "user: ?[7]\n"
	      " syscall: ioctl(fd=3) = 0\n"
	      "  driver: set\n");
	shows(tree, &events,
	      "user: ?[7]\n"
	      " syscall: ioctl(fd=3) = 0\n"
	      "  driver: set > add\n"
	      "   driver: * rule_dst tirn=5\n");
	done(&in, tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capabilities),
		cmocka_unit_test(one_record_of_a_check),
		cmocka_unit_test(locks),
		cmocka_unit_test(time_of_a_lock),
		cmocka_unit_test(which_interrupt),
		cmocka_unit_test(threaded_interrupts),
		cmocka_unit_test(completed_by_an_interrupt),
		cmocka_unit_test(interrupts_of_a_driver),
		cmocka_unit_test(timers),
		cmocka_unit_test(a_timer_again),
		cmocka_unit_test(stacks),
		cmocka_unit_test(events_of_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
