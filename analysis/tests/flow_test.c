// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of a flow, from records as small texts: "PID WHAT FUNCTION [TEXT]", one a
 * line, a millisecond apart.  A function of the driver is "drv:NAME"; "!" after WHAT: in
 * an interrupt, "~" in a soft one.  Work items and firmware commands have "#KEY" before their function.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <unistd.h>

#include "analysis/flow/cost.h"
#include "analysis/flow/diff.h"
#include "analysis/flow/interrupts.h"
#include "analysis/flow/json.h"
#include "analysis/flow/lines.h"
#include "analysis/flow/symbols.h"

static const struct {
	const char *word;
	enum flow_kind kind;
} kinds[] = {
	{ "sys", FLOW_SYS_ENTER }, { "sysret", FLOW_SYS_EXIT }, { ">", FLOW_ENTRY },
	{ "<", FLOW_EXIT }, { "args", FLOW_ARGS }, { "ret", FLOW_RETURN },
	{ "queue", FLOW_QUEUE }, { "start", FLOW_START }, { "end", FLOW_END },
	{ "issue", FLOW_ISSUE }, { "done", FLOW_DONE }, { "note", FLOW_NOTE }, { "cap", FLOW_CAPABLE },
	{ "irq", FLOW_IRQ_ENTER }, { "irqret", FLOW_IRQ_EXIT }, { "timer", FLOW_TIMER_START },
	{ "fire", FLOW_TIMER_FIRE }, { "fired", FLOW_TIMER_DONE },
	{ "stack", FLOW_STACK },
};

struct input {
	struct mt_strpool *names;
	MT_VEC(struct flow_record) records;
	int depth[100];		/* of each pid */
};

static void take_line(struct input *in, char *line)
{
	struct flow_record *r = mt_vec_add(&in->records);
	char *save, *pid = strtok_r(line, " ", &save), *what = strtok_r(NULL, " ", &save);
	char *func = strtok_r(NULL, " ", &save), *rest = strtok_r(NULL, "", &save);
	size_t len = strlen(what);
	int64_t value;

	r->ts = (uint64_t)in->records.nr * 1000000;
	r->pid = atoi(pid);
	r->hard = what[len - 1] == '!';
	r->irq = r->hard || what[len - 1] == '~';
	if (r->irq)
		what[len - 1] = '\0';
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].word, what))
			r->kind = kinds[i].kind;
	if (func && *func == '#') {
		r->key = (uint64_t)atoi(func + 1);
		func = rest ? strtok_r(rest, " ", &save) : NULL;
		rest = func ? strtok_r(NULL, "", &save) : NULL;
	}
	if (func && !strncmp(func, "drv:", 4)) {
		r->module = "drv";
		func += 4;
	}
	if (func && mt_span_int(mt_span_z(func), &value))
		rest = func;
	else if (func)
		r->func = mt_strpool_add(in->names, mt_span_z(func));
	if (rest && mt_span_int(mt_span_z(rest), &value)) {
		r->has_value = true;
		r->value = value;
	} else if (rest && r->kind == FLOW_DONE) {
		r->outcome = mt_strpool_add(in->names, mt_span_z(rest));
	} else if (rest) {
		r->text = mt_strpool_add(in->names, mt_span_z(rest));
	}
	if (r->kind == FLOW_EXIT)
		in->depth[r->pid]--;
	r->depth = in->depth[r->pid];
	if (r->kind == FLOW_ENTRY)
		in->depth[r->pid]++;
}

static struct flow_tree *build(struct input *in, const char *text)
{
	char *copy = strdup(text), *save, *line;

	*in = (struct input){ .names = mt_strpool_new() };
	for (line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		take_line(in, line);
	free(copy);
	return flow_tree_build(in->records.at, in->records.nr, 7);
}

static void done(struct input *in, struct flow_tree *tree)
{
	flow_tree_free(tree);
	free(in->records.at);
	mt_strpool_free(in->names);
}

static void shows(const struct flow_tree *tree, const struct flow_select *select, const char *want)
{
	struct flow_lines lines = { 0 };
	char got[4096] = "";
	size_t at = 0;

	flow_lines_make(&lines, tree, select);
	for (unsigned int i = 0; i < lines.list.nr; i++) {
		const struct flow_line *line = &lines.list.at[i];

		at += (size_t)snprintf(got + at, sizeof(got) - at, "%*s%s: %s%s%s\n",
				       (int)line->depth, "", flow_layer_name(line->layer), line->text,
				       *line->result ? " " : "", line->result);
	}
	flow_lines_free(&lines);
	assert_string_equal(got, want);
}

static const struct flow_select boundaries = { .only = FLOW_LAYER_NR };

static void expect(const char *text, const char *want)
{
	struct input in;
	struct flow_tree *tree = build(&in, text);

	assert_non_null(tree);
	shows(tree, &boundaries, want);
	done(&in, tree);
}

static const char mtu[] =
	"7 sys brk addr\n"
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
	expect(mtu,
	       "user: ?[7]\n"
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

/* Work of ours runs in a worker; what the worker does before and after is not ours. */
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

/* The function that asked, and what it was told; what the system call asks for itself is not ours. */
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

/* One event with the answer, as kernels from 6.14 on have it. */
static void one_record_of_a_check(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 1, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 2, .pid = 7, .kind = FLOW_ENTRY, .func = "dev_ioctl" },
		{ .ts = 3, .pid = 7, .kind = FLOW_CAPABLE, .func = "capable", .text = "CAP_NET_ADMIN",
		  .has_value = true, .value = -1 },
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

static void commands_of_others(void **state)
{
	struct input in;
	struct flow_tree *tree = build(&in, "7 sys ioctl fd=3\n9 issue #1 QUERY\n7 > drv:x\n"
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

/* An end that was lost does not put what follows below it. */
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
	       "user: by interrupts meanwhile, for whom is not known\n"
	       " deferred: carrier_work on events, run 3.000 ms later by a worker[9]\n"
	       "  driver: carrier_work\n");
}

/* What an interrupt queued is told by which; one that only interrupts is not shown. */
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
	       "user: by interrupts meanwhile, for whom is not known\n"
	       " deferred: interrupt async0 (irq 42, cpu 0), at +2.000 ms\n"
	       "  deferred: carrier_work on wq, run 8.000 ms later by a worker[9]\n"
	       "   driver: carrier_work\n"
	       "    firmware: 1 command: QUERY\n"
	       " deferred: other on wq, run 13.000 ms later by a worker[9]\n"
	       "  driver: other\n");
}

/* The second interrupt comes when the thread has slept, and has nothing of ours below. */
static void threaded_interrupts(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 1, .pid = 8, .kind = FLOW_IRQ_ENTER, .func = "nic0", .text = "irq 5, cpu 1",
		  .key = 5, .cpu = 1, .irq = true, .hard = true },
		{ .ts = 2, .pid = 8, .kind = FLOW_IRQ_EXIT, .key = 5, .cpu = 1, .value = 2, .irq = true,
		  .hard = true },
		{ .ts = 3, .pid = 9, .comm = "irq/5-nic0", .kind = FLOW_ENTRY, .func = "link", .module = "drv" },
		{ .ts = 4, .pid = 9, .comm = "irq/5-nic0", .kind = FLOW_EXIT, .func = "link", .module = "drv" },
		{ .ts = 5, .pid = 10, .comm = "irq/6-disk", .kind = FLOW_ENTRY, .func = "x", .module = "drv" },
		{ .ts = 6, .pid = 8, .kind = FLOW_IRQ_ENTER, .func = "nic0", .text = "irq 5, cpu 0",
		  .key = 5, .irq = true, .hard = true },
		{ .ts = 7, .pid = 8, .kind = FLOW_IRQ_EXIT, .key = 5, .value = 1, .irq = true, .hard = true },
	};
	struct flow_tree *tree = flow_tree_build(records, sizeof(records) / sizeof(*records), 7);

	(void)state;
	shows(tree, &boundaries,
	      "user: ?[7]\n"
	      "user: by interrupts meanwhile, for whom is not known\n"
	      " deferred: interrupt nic0 (irq 5, cpu 1), at +0.000 ms\n"
	      "  driver: link\n");
	flow_tree_free(tree);
}

static void completed_by_an_interrupt(void **state)
{
	struct input in;
	struct flow_tree *tree = build(&in, "7 sys ioctl fd=3\n7 > drv:up\n7 issue #1 QUERY\n"
				       "8 irq! #42 mlx5_async0 irq 42, cpu 0\n8 irqret! #42 mlx5_async0 1\n"
				       "7 done #1 QUERY 0\n7 < drv:up\n7 sysret 0\n");
	struct flow_select full = { .full = true, .only = FLOW_LAYER_NR };

	(void)state;
	shows(tree, &full,
	      "user: ?[7]\n"
	      " syscall: ioctl(fd=3) = 0\n"
	      "  driver: up\n"
	      "   firmware: QUERY() = 0\n"
	      "    deferred: * completed in interrupt mlx5_async0 (irq 42, cpu 0)\n");
	done(&in, tree);
}

/* Of the devices of a driver: a message for each, a line, and those of what it is part of. */
static void interrupts_of_a_driver(void **state)
{
	char dir[] = "/tmp/flow_test_XXXXXX", command[1024], text[64];
	struct flow_interrupts found = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command), "cd %s && mkdir -p module/drv/drivers/pci:drv module/drv/drivers/aux:drv "
		 "d/p0/msi_irqs d/p0/aux0 d/p1 && touch d/p0/msi_irqs/9 d/p0/msi_irqs/34 d/p0/msi_irqs/8 && "
		 "echo 0 >d/p0/irq && echo 11 >d/p1/irq && ln -s ../../../../d/p0 ../../../../d/p1 module/drv/drivers/pci:drv && "
		 "ln -s ../../../../d/p0/aux0 module/drv/drivers/aux:drv", dir);
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

/* Delayed work: the timer that queues it, and what comes of it; timers of others lead to nothing. */
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

/* A work that has itself run again and again goes on beside the first time. */
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

/* A command that its task waited for, and the work that brought it to the device. */
static void only_its_end(void **state)
{
	static const struct flow_record records[] = {
		{ .ts = 10, .pid = 7, .kind = FLOW_SYS_ENTER, .func = "ioctl" },
		{ .ts = 20, .pid = 7, .kind = FLOW_ENTRY, .func = "cmd_exec", .module = "drv" },
		{ .ts = 30, .pid = 7, .kind = FLOW_QUEUE, .func = "cmd_work", .module = "drv", .key = 1 },
		{ .ts = 40, .pid = 9, .kind = FLOW_START, .func = "cmd_work", .key = 1 },
		{ .ts = 60, .pid = 9, .kind = FLOW_END, .key = 1 },
		{ .ts = 80, .pid = 7, .kind = FLOW_ENTRY, .func = "cmd_done", .module = "drv", .depth = 1 },
		{ .ts = 90, .pid = 7, .kind = FLOW_DONE, .func = "CREATE_CQ", .ns = 40, .has_value = true },
		{ .ts = 92, .pid = 7, .kind = FLOW_EXIT, .func = "cmd_done", .module = "drv", .depth = 1 },
		{ .ts = 95, .pid = 8, .kind = FLOW_DONE, .func = "QUERY", .ns = 40, .has_value = true },
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

/* Below two forks of the driver's way, calls of one function are one line. */
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

/* What writing a file leaves for others to do is not of the flow. */
static void work_of_others(void **state)
{
	(void)state;
	expect("7 sys write fd=2\n7 queue #1 netfs:collect wq\n7 sysret 4\n9 start #1 collect\n9 end #1\n"
	       "8 queue! #2 drv:idle wq\n9 start #2 idle\n9 end #2\n",
	       "user: ?[7]\n");
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

/* What is kept is shown as before, and is no other than itself. */
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

/* Where the driver is entered, before or after the tracer tells of it. */
static void stacks(void **state)
{
	struct input in;
	struct flow_report report = { 0 }, again = { 0 };
	struct mt_error err = { "" };
	json_t *json, *list;
	static const char want[] =
		"user: ?[7]\n"
		" syscall: ioctl(fd=3) = 0\n"
		"  dispatch: dev_ioctl\n"
		"   driver: set_mtu\n"
		"    driver: stack set_mtu < dev_set_mtu < dev_ioctl\n"
		"    firmware: 1 command: A\n"
		"   driver: set_flags\n"
		"    driver: stack set_flags < dev_ioctl\n";

	(void)state;
	report.tree = build(&in, "7 sys ioctl fd=3\n7 > dev_ioctl\n7 stack set_mtu set_mtu < dev_set_mtu < dev_ioctl\n"
			    "7 > drv:set_mtu\n7 issue #1 A\n7 done #1 A 0\n7 < drv:set_mtu\n"
			    "7 > drv:set_flags\n7 stack set_flags set_flags < dev_ioctl\n7 < drv:set_flags\n"
			    "9 stack set_mtu set_mtu < other\n7 < dev_ioctl\n7 sysret 0\n");
	shows(report.tree, &boundaries, want);
	json = flow_to_json(&report);
	assert_true(flow_from_json(&again, json, "file", &err));
	shows(again.tree, &boundaries, want);
	assert_int_equal(json_unpack(json, "{s[{s[{s[{s[{so}]}]}]}]}", "tasks", "children", "children",
				     "children", "stack", &list), 0);
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(json_string_value(json_array_get(list, 1)), "dev_set_mtu");
	flow_tree_free(again.tree);
	json_decref(json);
	done(&in, report.tree);
}

static void events_of_the_driver(void **state)
{
	struct input in;
	struct flow_tree *tree = build(&in, "7 sys ioctl fd=3\n7 > drv:set\n7 > drv:add\n7 note drv:rule_dst tirn=5\n"
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

/* Two ways into one function meet there, whatever each of them writes into a structure. */
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
	struct flow_symbols *s;

	(void)state;
	assert_true(fd >= 0);
	dprintf(fd, "ffffffffc0000200 t mlx5e_open\t[mlx5_core]\n"
		"ffffffff81000100 T dev_ioctl\n"
		"0000000000000000 A nothing\n"
		"ffffffffc0000100 r mlx5e_netdev_ops\t[mlx5_core]\n");
	close(fd);
	s = flow_symbols_load(path, &err);
	unlink(path);
	assert_non_null(s);
	assert_int_equal(flow_symbols_nr(s), 3);
	assert_string_equal(flow_symbols_at(s, 0)->name, "dev_ioctl");
	assert_null(flow_symbols_at(s, 0)->module);
	assert_string_equal(flow_symbol_of(s, 0xffffffffc0000234)->module, "mlx5_core");
	assert_null(flow_symbol_of(s, 1));
	assert_non_null(flow_function_at(s, 0xffffffffc0000200));
	assert_null(flow_function_at(s, 0xffffffffc0000201));
	assert_null(flow_function_at(s, 0xffffffffc0000100));
	flow_symbols_free(s);
	assert_null(flow_symbols_load("/nonexistent", &err));
	assert_non_null(strstr(err.text, "/nonexistent: No such file"));
}

static void cost_of_a_record(void **state)
{
	struct flow_cost cost = { .untraced_ns = 1000, .traced_ns = 4000 };

	(void)state;
	assert_int_equal(flow_cost_of_record(&cost, 30), 100);
	assert_int_equal(flow_cost_of_record(&cost, 0), 0);
	/* Traced it was not slower, or it was not measured. */
	cost.traced_ns = 900;
	assert_int_equal(flow_cost_of_record(&cost, 30), 0);
	cost = (struct flow_cost){ .traced_ns = 4000 };
	assert_int_equal(flow_cost_of_record(&cost, 30), 0);
	/* What the task does: as long as it is not traced both take about the same. */
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
		cmocka_unit_test(capabilities),
		cmocka_unit_test(one_record_of_a_check),
		cmocka_unit_test(commands_of_others),
		cmocka_unit_test(a_command_that_failed),
		cmocka_unit_test(a_lost_end),
		cmocka_unit_test(by_interrupts),
		cmocka_unit_test(which_interrupt),
		cmocka_unit_test(threaded_interrupts),
		cmocka_unit_test(completed_by_an_interrupt),
		cmocka_unit_test(interrupts_of_a_driver),
		cmocka_unit_test(timers),
		cmocka_unit_test(a_timer_again),
		cmocka_unit_test(only_its_end),
		cmocka_unit_test(grouped),
		cmocka_unit_test(work_of_others),
		cmocka_unit_test(one_layer),
		cmocka_unit_test(kept),
		cmocka_unit_test(stacks),
		cmocka_unit_test(events_of_the_driver),
		cmocka_unit_test(structures_are_not_compared),
		cmocka_unit_test(names_of_numbers),
		cmocka_unit_test(symbols),
		cmocka_unit_test(cost_of_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
