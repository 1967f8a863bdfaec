// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/tests/flow_records.h"

#include <unistd.h>

#include "analysis/flow/cost.h"
#include "analysis/flow/show/diff.h"
#include "analysis/flow/show/json.h"
#include "analysis/source/kallsyms.h"

static const char mtu[] = "7 sys brk addr\n"
			  "7 sysret 0\n"
			  "7 sys ioctl fd=3, SIOCSIFMTU, arg\n"
			  "7 > sock_ioctl\n"
			  "7 > sock_do_ioctl\n"
			  "7 > dev_ioctl\n"
			  "7 args dev_ioctl SIOCSIFMTU, eth0\n"
			  "7 > dev_set_mtu\n"
			  "7 > drv:change_mtu\n"
			  "7 > drv:helper\n"
			  "7 < drv:helper\n"
			  "7 > drv:open\n"
			  "7 issue #1 CREATE_RQ\n"
			  "7 done #1 CREATE_RQ 0\n"
			  "7 issue #2 CREATE_RQ\n"
			  "7 done #2 CREATE_RQ 0\n"
			  "7 < drv:open\n"
			  "7 < drv:change_mtu\n"
			  "7 ret change_mtu 0\n"
			  "7 < dev_set_mtu\n"
			  "7 < dev_ioctl\n"
			  "7 < sock_do_ioctl\n"
			  "7 < sock_ioctl\n"
			  "7 sysret 0\n";

static void layer_by_layer(void **state)
{
	(void)state;
	expect(mtu, "user: ?[7]\n"
		    " syscall: ioctl(fd=3, SIOCSIFMTU, arg) = 0\n"
		    "  socket: sock_ioctl > sock_do_ioctl\n"
		    "   dispatch: dev_ioctl(SIOCSIFMTU, eth0)\n"
		    "    core: dev_set_mtu\n"
		    "     driver: change_mtu > open = 0\n"
		    "      firmware: 2 commands: CREATE_RQ x2\n");
}

static void arguments_before_the_call(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 args dev_ioctl SIOCGIFMTU\n7 > dev_ioctl\n7 < dev_ioctl\n"
	       "7 ret dev_ioctl -19\n7 sysret -19\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = -ENODEV\n"
	       "  dispatch: dev_ioctl(SIOCGIFMTU) = -ENODEV\n");
}

static void where_it_stopped(void **state)
{
	(void)state;
	expect("7 sys sendto fd=3\n7 > genl_rcv_msg\n7 > ethnl_set_channels\n"
	       "7 < ethnl_set_channels -22\n7 < genl_rcv_msg -22\n"
	       "7 > netlink_ack\n7 note answer requested channel count exceeds maximum\n"
	       "7 < netlink_ack\n7 sysret 36\n",
	       "user: ?[7]\n"
	       " syscall: sendto(fd=3) = 36\n"
	       "  dispatch: genl_rcv_msg = -EINVAL\n"
	       "   core: ethnl_set_channels = -EINVAL\n"
	       "  dispatch: netlink_ack\n"
	       "   dispatch: answer \"requested channel count exceeds maximum\"\n");
}

/* Work of the flow is run by a worker, whose other calls are omitted. */
static void across_threads(void **state)
{
	(void)state;
	expect("9 start #5 other\n9 > drv:other\n9 issue #8 QUERY\n9 done #8 QUERY 0\n"
	       "9 < drv:other\n9 end #5\n"
	       "7 sys sendmsg fd=3\n7 > drv:set_rx_mode\n7 queue #6 drv:rx_work wq\n"
	       "7 < drv:set_rx_mode\n7 sysret 0\n"
	       "9 start #6 rx_work\n9 > drv:rx_work\n9 issue #9 MODIFY\n9 done #9 MODIFY 0\n"
	       "9 < drv:rx_work\n9 end #6\n9 issue #3 QUERY\n",
	       "user: ?[7]\n"
	       " syscall: sendmsg(fd=3) = 0\n"
	       "  driver: set_rx_mode\n"
	       "   deferred: rx_work on wq, run 3.000 ms later by a worker[9]\n"
	       "    driver: rx_work\n"
	       "     firmware: 1 command: MODIFY\n");
}

static void commands_of_others(void **state)
{
	struct input in;
	struct flow_tree *tree =
		build(&in, "7 sys ioctl fd=3\n9 issue #1 QUERY\n7 > drv:x\n"
			   "7 issue #2 A\n9 done #1 QUERY 0\n7 done #2 A 0\n7 sysret 0\n");

	(void)state;
	assert_int_equal(tree->commands, 1);
	assert_int_equal(tree->others, 1);
	done(&in, tree);
}

static void a_command_that_failed(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:open\n7 issue #1 CREATE_CQ\n7 done #1 CREATE_CQ 0\n"
	       "7 issue #2 CREATE_RQ op_mod=0x0\n7 done #2 CREATE_RQ BAD_RES_ERR\n7 < drv:open -12\n"
	       "7 sysret -12\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = -ENOMEM\n"
	       "  driver: open = -ENOMEM\n"
	       "   firmware: CREATE_RQ(op_mod=0x0)\n"
	       "   firmware: 1 command: CREATE_CQ\n");
}

/* If the end of a call was lost, later records must not be placed below the call. */
static void a_lost_end(void **state)
{
	struct flow_record records[] = {
		{ .ts = 1, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 2, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ioctl", .depth = 0 },
		{ .ts = 3, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ifsioc", .depth = 1 },
		{ .ts = 4, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ethtool", .depth = 1 },
		{ .ts = 5, .pid = 7, .kind = FLOW_EXIT, .func = "unknown", .depth = 5 },
		{ .ts = 6, .pid = 7, .kind = FLOW_SYS_EXIT, .has_value = true },
	};
	struct flow_tree *tree = flow_tree_build(records, 6, 7);
	struct flow_select full = { .full = true, .only = FLOW_LAYER_NR };

	(void)state;
	shows(tree, &full,
	      "user: ?[7]\n"
	      " syscall: ioctl() = 0\n"
	      "  dispatch: dev_ioctl\n"
	      "   dispatch: dev_ifsioc\n"
	      "   dispatch: dev_ethtool\n");
	assert_int_equal(tree->unmatched, 2);
	flow_tree_free(tree);
}

static void by_interrupts(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:up\n7 < drv:up\n7 sysret 0\n"
	       "8 queue! #4 drv:carrier_work events\n8 queue! #5 vmstat mm\n8 queue! #6 drv:late events\n"
	       "9 start #4 carrier_work\n9 > drv:carrier_work\n9 < drv:carrier_work\n9 end #4\n9 start #5 vmstat\n9 end #5\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: up\n"
	       "user: by interrupts meanwhile, originator unknown\n"
	       " deferred: carrier_work on events, run 3.000 ms later by a worker[9]\n"
	       "  driver: carrier_work\n");
}

/* A command for which the task waited, with the work that submitted it to the device. */
static void only_its_end(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 10, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 20, .pid = 7, .kind = FLOW_ENTRY, .func = "cmd_exec", .module = "drv" },
		{ .ts = 30,
		  .pid = 7,
		  .kind = FLOW_QUEUE,
		  .func = "cmd_work",
		  .module = "drv",
		  .key = 1 },
		{ .ts = 40, .pid = 9, .kind = FLOW_START, .func = "cmd_work", .key = 1 },
		{ .ts = 60, .pid = 9, .kind = FLOW_END, .key = 1 },
		{ .ts = 80,
		  .pid = 7,
		  .kind = FLOW_ENTRY,
		  .func = "cmd_done",
		  .module = "drv",
		  .depth = 1 },
		{ .ts = 90,
		  .pid = 7,
		  .kind = FLOW_DONE,
		  .func = "CREATE_CQ",
		  .ns = 40,
		  .has_value = true },
		{ .ts = 92,
		  .pid = 7,
		  .kind = FLOW_EXIT,
		  .func = "cmd_done",
		  .module = "drv",
		  .depth = 1 },
		{ .ts = 95,
		  .pid = 8,
		  .kind = FLOW_DONE,
		  .func = "QUERY",
		  .ns = 40,
		  .has_value = true },
		{ .ts = 99, .pid = 7, .kind = FLOW_SYS_EXIT, .has_value = true },
	};
	struct flow_tree *tree = flow_tree_build(records, sizeof(records) / sizeof(*records), 7);
	const struct flow_node *call = tree->root->first->first->first;

	(void)state;
	shows(tree, &boundaries,
	      "user: ?[7]\n"
	      " syscall: ioctl() = 0\n"
	      "  driver: cmd_exec\n"
	      "   firmware: 1 command: CREATE_CQ\n");
	assert_int_equal(tree->commands, 1);
	assert_int_equal(tree->others, 1);
	assert_string_equal(call->last->name, "cmd_done");
	assert_int_equal(call->first->start, 30);
	assert_string_equal(call->first->first->name, "cmd_work");
	flow_tree_free(tree);
}

/* Below the second branch within the driver, calls of one function are merged into one line. */
static void grouped(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:set\n7 > drv:prepare\n7 issue #1 Q\n7 done #1 Q 0\n7 < drv:prepare\n"
	       "7 > drv:open_all\n"
	       "7 > drv:open_cq\n7 issue #1 CREATE_CQ\n7 done #1 CREATE_CQ 0\n7 < drv:open_cq\n"
	       "7 > drv:open_rq\n7 issue #2 CREATE_RQ\n7 done #2 CREATE_RQ 0\n7 < drv:open_rq\n"
	       "7 > drv:open_cq\n7 issue #3 CREATE_CQ\n7 done #3 CREATE_CQ 0\n7 < drv:open_cq\n"
	       "7 < drv:open_all\n7 < drv:set\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: set\n"
	       "   driver: prepare\n"
	       "    firmware: 1 command: Q\n"
	       "   driver: open_all\n"
	       "    driver: open_cq x2\n"
	       "     firmware: 2 commands: CREATE_CQ x2\n"
	       "    driver: open_rq\n"
	       "     firmware: 1 command: CREATE_RQ\n");
}

/* Work deferred by writes to files is not part of the flow. */
static void work_of_others(void **state)
{
	(void)state;
	expect("7 sys write fd=2\n7 queue #1 netfs:collect wq\n7 sysret 4\n9 start #1 collect\n9 end #1\n"
	       "8 queue! #2 drv:idle wq\n9 start #2 idle\n9 end #2\n",
	       "user: ?[7]\n");
}

/* Packets sent by the core are not part of the flow, but other calls of the core are. */
static void packets_of_others(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:up\n7 queue #1 mld mld\n7 queue #2 link events\n7 < drv:up\n7 sysret 0\n"
	       "9 start #1 mld\n9 > drv:xmit@drv_ops.ndo_start_xmit\n9 < drv:xmit\n9 end #1\n"
	       "9 start #2 link\n9 > drv:stats@drv_ops.ndo_get_stats64\n9 < drv:stats\n9 end #2\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: up\n"
	       "   deferred: link on events, run 7.000 ms later by a worker[9]\n"
	       "    driver: stats\n");
	/* Packets sent by the command are part of the flow. */
	expect("7 sys sendto fd=3\n7 > drv:xmit@drv_ops.ndo_start_xmit\n7 < drv:xmit\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: sendto(fd=3) = 0\n"
	       "  driver: xmit\n");
}

/*
 * Work that was cancelled must not be mistaken for work that ran. If the end of work was lost,
 * later records of the worker do not belong to it.
 */
static void work_anew(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > drv:first\n7 queue #1 drv:w wq\n7 < drv:first\n"
	       "7 > drv:second\n7 queue #1 drv:w wq\n7 < drv:second\n7 sysret 0\n"
	       "9 start #1 drv:w\n9 > drv:w\n9 < drv:w\n"
	       "9 start #2 other\n9 > drv:stats\n9 < drv:stats\n9 end #2\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  driver: first\n"
	       "  driver: second\n"
	       "   deferred: w on wq, run 3.000 ms later by a worker[9]\n"
	       "    driver: w\n");
}

static void repeated_calls(void **state)
{
	(void)state;
	expect("7 sys ioctl fd=3\n7 > dev_ioctl\n"
	       "7 > drv:get\n7 < drv:get\n7 > drv:get\n7 < drv:get\n7 > drv:get\n7 < drv:get\n"
	       "7 > drv:get\n7 issue #1 A\n7 done #1 A 0\n7 < drv:get\n7 > drv:get\n7 < drv:get\n"
	       "7 > drv:set\n7 < drv:set\n7 < dev_ioctl\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  dispatch: dev_ioctl\n"
	       "   driver: get x3\n"
	       "   driver: get\n"
	       "    firmware: 1 command: A\n"
	       "   driver: get\n"
	       "   driver: set\n");
}

static void one_layer(void **state)
{
	struct input in;
	struct flow_tree *tree = build(&in, mtu);
	struct flow_select only = { .only = FLOW_FIRMWARE };

	(void)state;
	shows(tree, &only, "firmware: CREATE_RQ() = 0\nfirmware: CREATE_RQ() = 0\n");
	done(&in, tree);
}

/* A saved flow is shown like the original, and does not differ from itself. */
static void kept(void **state)
{
	struct input in;
	struct flow_report report = { .tree = build(&in, mtu), .command = "x", .status = 3 };
	struct flow_report again = { 0 };
	json_t *json = flow_to_json(&report);
	struct mt_error err = { "" };
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	assert_true(flow_from_json(&again, json, "file", &err));
	assert_int_equal(again.status, 3);
	assert_int_equal(again.tree->commands, 2);
	assert_int_equal(flow_diff(out, &report, &again, &boundaries, false), 0);
	again.tree->root->first->first->next->name = "sendmsg";
	assert_int_equal(flow_diff(out, &report, &again, &boundaries, false), 2);
	json_object_set_new(json, "schema", json_string("other"));
	flow_tree_free(again.tree);
	assert_false(flow_from_json(&again, json, "file", &err));
	assert_non_null(strstr(err.text, "file: is not a flow"));
	json_decref(json);
	fclose(out);
	done(&in, report.tree);
}

static int differences(const char *before, const char *after)
{
	char text[2][160];
	struct input in[2];
	struct flow_report report[2] = { 0 };
	FILE *out = fopen("/dev/null", "w");
	int differ;

	for (int i = 0; i < 2; i++) {
		snprintf(text[i], sizeof(text[i]),
			 "7 sys ioctl fd=3\n7 > drv:set\n7 args set eth0, %s\n7 < drv:set\n7 sysret 0\n",
			 i ? after : before);
		report[i].tree = build(&in[i], text[i]);
	}
	differ = flow_diff(out, &report[0], &report[1], &boundaries, false);
	fclose(out);
	done(&in[0], report[0].tree);
	done(&in[1], report[1].tree);
	return differ;
}

/* Calls that differ only in the contents of structures compare equal. */
static void structures_are_not_compared(void **state)
{
	(void)state;
	assert_int_equal(differences("ch={cmd=1, nr=2}, id=1", "ch={nr=4}, id=1"), 0);
	assert_int_equal(differences("ch={nr=2}, id=1", "ch={nr=2}, id=2"), 2);
	assert_int_equal(differences("ch={nr=2}", "param={nr=2}"), 2);
	assert_int_equal(differences("ch={nr=2", "ch={nr=2"), 0);
}

static void names_of_numbers(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(flow_name(FLOW_SET_IOCTL, 0x8922), "SIOCSIFMTU");
	assert_string_equal(flow_name(FLOW_SET_IOCTL, 0x8946), "SIOCETHTOOL");
	assert_string_equal(flow_name(FLOW_SET_ETHTOOL, 0x3d), "ETHTOOL_SCHANNELS");
	assert_string_equal(flow_name(FLOW_SET_SYSCALL, 16), "ioctl");
	assert_string_equal(flow_name(FLOW_SET_ETHNL, 18), "ETHTOOL_MSG_CHANNELS_SET");
	assert_string_equal(flow_name(FLOW_SET_RTNL, 16), "RTM_NEWLINK");
	assert_string_equal(flow_name(FLOW_SET_CAPABILITY, 12), "CAP_NET_ADMIN");
	assert_null(flow_name(FLOW_SET_IOCTL, 1));
	flow_flags(FLOW_SET_XDP, 1 << 2 | 1 << 3, text, sizeof(text));
	assert_string_equal(text, "XDP_USE_NEED_WAKEUP|XDP_ZEROCOPY");
	flow_flags(FLOW_SET_IFF, 0x1103, text, sizeof(text));
	assert_string_equal(text, "IFF_BROADCAST|IFF_MULTICAST|IFF_PROMISC|IFF_UP");
	flow_flags(FLOW_SET_XDP, 1 << 14, text, sizeof(text));
	assert_string_equal(text, "0x4000");
}

static void symbols(void **state)
{
	char path[] = "/tmp/flow_test_XXXXXX";
	int fd = mkstemp(path);
	struct mt_error err = { "" };
	struct mt_kallsyms *s;

	(void)state;
	assert_true(fd >= 0);
	dprintf(fd, "ffffffffc0000200 t mlx5e_open\t[mlx5_core]\n"
		    "ffffffff81000100 T dev_ioctl\n"
		    "0000000000000000 A nothing\n"
		    "ffffffffc0000100 r mlx5e_netdev_ops\t[mlx5_core]\n");
	close(fd);
	s = mt_kallsyms_load(path, &err);
	unlink(path);
	assert_non_null(s);
	assert_int_equal(mt_kallsyms_nr(s), 3);
	assert_string_equal(mt_kallsyms_at(s, 0)->name, "dev_ioctl");
	assert_null(mt_kallsyms_at(s, 0)->module);
	assert_string_equal(mt_symbol_of(s, 0xffffffffc0000234)->module, "mlx5_core");
	assert_null(mt_symbol_of(s, 1));
	assert_non_null(mt_function_at(s, 0xffffffffc0000200));
	assert_null(mt_function_at(s, 0xffffffffc0000201));
	assert_null(mt_function_at(s, 0xffffffffc0000100));
	mt_kallsyms_free(s);
	assert_null(mt_kallsyms_load("/nonexistent", &err));
	assert_non_null(strstr(err.text, "/nonexistent: No such file"));
}

static void cost_of_a_record(void **state)
{
	struct flow_cost cost = { .untraced_ns = 1000, .traced_ns = 4000 };

	(void)state;
	assert_int_equal(flow_cost_of_record(&cost, 30), 100);
	assert_int_equal(flow_cost_of_record(&cost, 0), 0);
	/* The cost is unknown if the traced requests were not slower, or were not measured. */
	cost.traced_ns = 900;
	assert_int_equal(flow_cost_of_record(&cost, 30), 0);
	cost = (struct flow_cost){ .traced_ns = 4000 };
	assert_int_equal(flow_cost_of_record(&cost, 30), 0);
	/* Two measurements without tracing take about the same time. */
	flow_cost_untraced(&cost);
	flow_cost_traced(&cost);
	assert_true(cost.untraced_ns && cost.traced_ns && cost.end > cost.begin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layer_by_layer),
		cmocka_unit_test(arguments_before_the_call),
		cmocka_unit_test(where_it_stopped),
		cmocka_unit_test(across_threads),
		cmocka_unit_test(commands_of_others),
		cmocka_unit_test(a_command_that_failed),
		cmocka_unit_test(a_lost_end),
		cmocka_unit_test(by_interrupts),
		cmocka_unit_test(only_its_end),
		cmocka_unit_test(grouped),
		cmocka_unit_test(work_of_others),
		cmocka_unit_test(packets_of_others),
		cmocka_unit_test(work_anew),
		cmocka_unit_test(repeated_calls),
		cmocka_unit_test(one_layer),
		cmocka_unit_test(kept),
		cmocka_unit_test(structures_are_not_compared),
		cmocka_unit_test(names_of_numbers),
		cmocka_unit_test(symbols),
		cmocka_unit_test(cost_of_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
