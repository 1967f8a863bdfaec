// SPDX-License-Identifier: GPL-2.0-only
/* Grammar of kernel logs: messages of the driver, dumps, and reports with call stacks. */
#include "analysis/tests/grammar.h"

#define SYMBOL "$u+0x$0a1/0x5d0"

// clang-format off
static const struct grammar_rule rules[] = {
	{ 'L', GRAMMAR_OF("$P$D$m\n", "$P$D$m\n", "$P$D$m\n", "$P$c", "$P$c", "$R", "$R", "$R", "$J\n", "$K\n", "$B", "$o\n",
		"$P$m\n", "\n") },
	/* the prefix of a line */
	{ 'P', GRAMMAR_OF("[$t] ", "[$t] ", "[$t] ", "[$t][    T$0] ", "[$t][   C1] ", "<4>[$t] ", "<30>", "kern  :err   : [$t] ",
		"kern  :$0  : [$t] ", "Jan 2$0 11:18:36 $h kernel: ", "Jan 2$0 11:18:36 $h kernel: [$t] ", "Nov 30 00:00:0$0 $h sshd[1]: ",
		"2026-11-30T00:00:0$0.123456+00:00 $h kernel: ", "2026-11-30 00:00:0$0,5 $h kernel: ", "2026-11-30T00:00:00Z ",
		"[Mon Nov 30 00:00:0$0 2026] ", "[Mon Nov 30 00:00:00 UTC 2026] ", "[Nov30 00:0$0] ", "[  +0.00012$0] ", "pod-1 > \33[33m[$t]\33[0m\xc2\xa0",
		"<14>1 2026-11-30T00:00:0$0Z $h kernel - - - ", "> [$t] ", "\xef\xbb\xbf[$t] ", "kernel: [$t] ", "[$9.$9] ", "", "3,$0,$9,-;",
		"[$t] $h kernel: ", "Nov  $0 10:00:0$0.5 $h kernel: [$t] ") },
	{ 'h', GRAMMAR_OF("host", "other", "a.b", "kernel:") },
	/* the device, and the function that prints */
	{ 'D', GRAMMAR_OF("mlx5_core 0000:01:00.0: $F", "mlx5_core 0000:01:00.0 eth$0: $F", "mlx5_core 0000:01:00.1: $F", "mlx5_core.sf.4: $F",
		"mlx5_core 0000:01:00.0 eth0 (uninitialized): ", "mlx5_core: ", "mlx5_core.sf mlx5_core.sf.4 eth1: ", "mlx5: ",
		"mlx5_core 0000:01:00.0: E-Switch: ", "mlx5_core 0000:01:00.0: FPGA: $F", "mlx5_core 0000:01:00.0: QoS: ", "NETDEV WATCHDOG: ",
		"mlx5_core 1000$0:01:00.0: ") },
	{ 'F', GRAMMAR_OF("", "mlx5_cmd_out_err:838:(pid $0): ", "cmd_status_print:$9:(pid $9): ", "poll_health:852:(pid 0): ", "print_health_info:1:(pid 0): ",
		"mlx5e_open:12: ", "wait_func:1189:(pid 72): ", "cmd_work_handler:1:(pid 7): ", "x:y", "mlx5e_health:7:(pid") },
	{ 'O', GRAMMAR_OF("CREATE_SQ(0x904)", "MODIFY_RQ(0x909)", "ACCESS_REG(0x805)", "DESTROY_TIR(0x902)", "SET_HCA_CAP(0x109)", "INIT_HCA(0x102)", "QUERY_X(0x$0)",
		"DEALLOC_UAR(0x803)", "GEN_EQ(0x304)", "NOP(0x80d)") },
	{ 'm', GRAMMAR_OF(
		"$O op_mod(0x$0) failed, status bad parameter(0x$0), syndrome (0x12a$0), err(-22)",
		"$O op_mod(0x$0) failed, status x(0x50), syndrome (0x$9)", "mlx5_cmd_out_err: 353 callbacks suppressed",
		"$O timeout. Will cause a leak of a command resource", "cmd[$0]: $O No done completion", "cmd[$0]: $O recovered after timeout",
		"Command completion arrived after timeout (entry idx = $0).", "$O timed out while waiting for a slot.", "Recovered $0 EQEs on cmd_eq",
		"TX timeout on queue: $0, SQ: 0x1$0, CQ: 0x$0, SQ Cons: 0x$0 SQ Prod: 0x$0, usecs since last trans: $9",
		"NETDEV WATCHDOG: eth$0 (mlx5_core): transmit queue $0 timed out $9 ms", "ERR CQE on SQ: 0x1$0", "ERR CQE on RQ: 0x1$0",
		"RX timeout on channel: $0, XSK RQ: 0x$0, CQ: 0x$0", "CQ error on CQN 0x$0, syndrome 0x$0", "synd 0x$0: firmware internal error",
		"assert_var[$0] 0x$9", "assert_exit_ptr 0x$0", "hw_id 0x$0", "irisc_index $0", "ext_synd 0x$0", "fw_ver 16.3$0.1000", "time $9",
		"Port module event[error]: module $0, Cable error, High Temperature", "Fatal error $0 detected", "device's health compromised - reached miss count",
		"start", "Link up", "Link down", "Failed to create FDB Table err -$0", "a message that is unknown: $9", "handling bad device here",
		"func=cmd_exec err $9", "health recovery flow aborted, PCI reads still not working", "firmware version: 16.3$0.1200", "reset, $0",
		"EQ 0x$0: Cons = 0x$0, irqn = 0x$0", "Failed to move sq 0x$0 to RST", "mlx5_health_try_recover:3: x", "silent mode, no traffic") },
	/* an error completion, with its dumps, each line with a prefix */
	{ 'c', GRAMMAR_OF("$D" "Error cqe on cqn 0x$0, ci 0x8, qn 0x1d$0, opcode 0xd, syndrome 0x$0, vendor syndrome 0x68\n$w",
		"$D" "Error cqe on cqn 0x817, ci 0x8, sqn 0x1d$0, opcode 0xe, syndrome 0x$0, vendor syndrome 0x68\n$w", "mlx5_0: dump error cqe\n$w", "$w") },
	{ 'w', GRAMMAR_OF("$z$z$z$y$v", "$z$y", "$z$z$z$y$P" "cut", "00000000: $9\n", "$v", "") },
	{ 'z', GRAMMAR_OF("$P" "00000000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0$0\n", "$P" "00000010: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0$0\n",
		"$P" "00000020: 00 00 00 2$0 00 00 00 00 00 00 00 00 00 00 00 0$0\n", "$P" "00000$0$0: $0$0 $0$0\n") },
	{ 'y', GRAMMAR_OF("$P" "00000030: 00 00 00 00 60 10 68 0$0 $00 00 1d bb 00 0f $0f d2\n", "$P" "00000030: 00 00 00 00 60 10 68 1$0 29 00 1d b$0 00 0f e$0 d2\n") },
	{ 'v', GRAMMAR_OF("$P" "WQE DUMP: WQ size 1024 WQ cur size 0, WQE index 0x$0, len: 64\n$q$q$q$q", "$P" "WQE DUMP: WQ size $9 WQ cur size $9, WQE index 0xf, len: $9\n$q") },
	{ 'q', GRAMMAR_OF("$P" "00000000: 00 00 0f 0a 00 1d bb 0$0 00 00 00 08 00 00 00 00\n", "$P" "00000000: 00 00 0f 0e 00 1d bb 0$0 00 00 00 08 00 00 00 00\n",
		"$P" "00000010: 00 00 00 00 00 05 00 00 00 00 00 00 00 $02 00 00\n", "$P" "00000020: 00 00 00 2b 00 08 00 0$0 00 00 00 05 9e e3 08 00\n",
		"$P" "00000030: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n", "$P" "00000000: 00 00 0f 29 00 1d bb 3f 00 00 00 00\n") },
	/* reports */
	{ 'R', GRAMMAR_OF("$P$r\n$P$T\n$P" "Call Trace:\n$f$P</TASK>\n", "$P$r\n$P$T\n$P" "RIP: 0010:" SYMBOL " [mlx5_core]\n$P" "Call Trace:\n$f\n",
		"$P" "Call trace:\n$f", "$P$r\n$f", "$P$r\n$P$r\n$P$T\n$P" "pc : " SYMBOL "\n$P" "Call trace:\n$f$P---[ end trace 0000000000000000 ]---\n", "$f", "$P$r\n") },
	{ 'r', GRAMMAR_OF("WARNING: CPU: $0 PID: $9 at drivers/net/x.c:27 " SYMBOL " [mlx5_core]", "WARNING: CPU: $0 PID: 4$0 at " SYMBOL,
		"WARNING: drivers/net/x.c:2$0 at " SYMBOL ", CPU#$0: ethtool/31$0", "INFO: task ethtool:31$0 blocked for more than 120 seconds.",
		"task:ethtool         state:D stack:0     pid:31$0   ppid:300    flags:0x00004002", "BUG: kernel NULL pointer dereference, address: 000000000000000$0",
		"Oops: 0000 [#1] PREEMPT SMP", "watchdog: BUG: soft lockup - CPU#$0 stuck for 2$0s! [ethtool:31$0]", "rcu: INFO: rcu_sched self-detected stall on CPU",
		"WARNING: possible circular locking dependency detected", "kernel BUG at net/core/dev.c:1$0!", "general protection fault, probably for address $9",
		"BUG: scheduling while atomic: ethtool/31$0/0x$0", "UBSAN: shift-out-of-bounds in a.c:$0", "Unable to handle kernel paging request at $9") },
	{ 'T', GRAMMAR_OF("CPU: $0 UID: 0 PID: 4$0 Comm: ethtool Not tainted 6.12.48-amd64 #1", "CPU: 1 PID: $9 Comm: a b Tainted: G  W 5.10.$0", "Comm: x Kdump: loaded",
		"ethtool/31$0 is trying to acquire lock:", "ffff88$0 (rtnl_mutex){+.+.}-{4:4}, at: " SYMBOL, "Hardware name: x") },
	{ 'f', GRAMMAR_OF("", "", "$P " SYMBOL " [mlx5_core]\n$f", "$P ? " SYMBOL "\n$f", "$P <TASK>\n$f", "$P <IRQ>\n$f", "$P[<0>] " SYMBOL " [mlx5_core 12ab]\n$f",
		"$P " SYMBOL " [mlx5_core] (P)\n$f", "$P RIP: 0010:" SYMBOL "\n$f", "$P[<ffffffff8123456$0>] " SYMBOL "\n$f", "$P[<ffffffff8123456$0>] ? " SYMBOL "\n$f",
		"$P RSP: 0018:ffffc900$0 EFLAGS: 00010246\n$f", "$P <NMI>\n$f", "0xffffffffc0a1b2c$0\n$f", "\tffffffffc0a1123$0 $u+5 ([mlx5_core])\n$f", "    $u+5$0\n$f", "    $u\n$f",
		"$P " SYMBOL " (mlx5_core)\n$f") },
	{ 'u', GRAMMAR_OF("mlx5e_open", "mlx5e_close.isra.0", "cmd_exec", "mlx5_cmd_exec", "__schedule", "schedule", "rtnl_lock", "_mlx5e_x", "report_bug", "a$0") },
	/* the journal as JSON */
	{ 'J', GRAMMAR_OF("{\"MESSAGE\":\"$D$m\",\"_HOSTNAME\":\"$h\",\"PRIORITY\":\"$0\",\"_TRANSPORT\":\"kernel\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"12345$0\"}",
		"{\"MESSAGE\":\"$D$m\",\"PRIORITY\":$0,\"__REALTIME_TIMESTAMP\":\"170000000000000$0\"}", "{\"MESSAGE\":[109,108,120,5$0,$9],\"SYSLOG_IDENTIFIER\":\"kernel\"}",
		"{\"MESSAGE\":\"x\",\"SYSLOG_IDENTIFIER\":\"sshd\"}", "{\"MESSAGE\":null,\"_TRANSPORT\":\"audit\"}", "{\"A\":$0}", "{") },
	/* /dev/kmsg */
	{ 'K', GRAMMAR_OF("3,$0,$9,-;$D$m", "6,12$0,456789$0,-;$D$m\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0", "6,$9,$9,c;x", "6,1,2", "30,1,5,-;$r") },
	/* bpftrace, /proc/PID/stack */
	{ 'B', GRAMMAR_OF("@[ethtool, \n    $u+5\n    0xffffffffc0a1b2c3\n,\n    main+2\n]: $9\n", "@stacks[\n    $u+5$0\n    $u+1\n, ethtool]: $0\n",
		"# cat /proc/31$0/stack\n$f", "ethtool 31$0 \n$f", "@[\n$f]: 3\n", "ethtool $9\n    $u+5\n    $u+2\n\n") },
	{ 'o', GRAMMAR_OF("a line of something else", "#", "@", "mlx5", "[", "[ 1", "<", "-- Boot 0 --", "kern  :", "]: 3", "$9") },
	{ 0, NULL },
};
// clang-format on

void grammar_log(struct grammar *g, const uint8_t *data, size_t size)
{
	grammar_begin(g, rules, data, size);
	grammar_fill(g, 'L');
}
