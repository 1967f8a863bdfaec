// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: any text as a kernel log, in its usual forms. */
#include <string.h>

#include "analysis/tests/fuzz_file.h"

#define DEV "mlx5_core 0000:01:00.0: "

static const char *const seeds[] = {
	/* dmesg: a failed command, an error completion with its dumps, suppressed messages */
	"[   12.345678] " DEV
	"mlx5_cmd_out_err:838:(pid 7): CREATE_SQ(0x904) op_mod(0x0) failed, status bad parameter(0x3), syndrome (0x12ab), err(-22)\n"
	"[   12.345679] mlx5_cmd_out_err: 353 callbacks suppressed\n"
	"[   13.000001] mlx5_core 0000:01:00.0 eth1: Error cqe on cqn 0x817, ci 0x8, qn 0x1dbb, opcode 0xd, syndrome 0x1, vendor syndrome 0x68\n"
	"[   13.000002] 00000000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
	"[   13.000003] 00000010: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
	"[   13.000004] 00000020: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
	"[   13.000005] 00000030: 00 00 00 00 60 10 68 01 0a 00 1d bb 00 0f 9f d2\n"
	"[   13.000006] WQE DUMP: WQ size 1024 WQ cur size 0, WQE index 0xf, len: 64\n"
	"[   13.000007] 00000000: 00 00 0f 0a 00 1d bb 03 00 00 00 08 00 00 00 00\n"
	"[   13.000008] 00000010: 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00\n"
	"[   13.000009] 00000020: 00 00 00 2b 00 08 00 00 00 00 00 05 9e e3 08 00\n"
	"[   13.000010] 00000030: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n",
	/* commands without an answer */
	"<4>[  257.111349] " DEV
	"wait_func_handle_exec_timeout:1159:(pid 72): cmd[0]: ACCESS_REG(0x805) No done completion\n"
	"<4>[  257.137072] " DEV
	"wait_func:1189:(pid 72): ACCESS_REG(0x805) timeout. Will cause a leak of a command resource\n"
	"<3>[  270.871521] " DEV
	"mlx5_cmd_comp_handler:1709:(pid 0): Command completion arrived after timeout (entry idx = 0).\n",
	/* reports with a call stack, a stack of /proc, stacks of bpftrace */
	"[   81.000001] WARNING: CPU: 3 PID: 42 at drivers/net/x.c:27 mlx5e_open+0x2a1/0x5d0 [mlx5_core]\n"
	"[   81.000002] CPU: 3 UID: 0 PID: 42 Comm: ethtool Not tainted 6.12.48-amd64 #1\n"
	"[   81.000003] RIP: 0010:mlx5e_open+0x2a1/0x5d0 [mlx5_core]\n"
	"[   81.000004] Call Trace:\n[   81.000005]  <TASK>\n"
	"[   81.000006]  ? report_bug+0xff/0x140\n[   81.000007]  mlx5e_close.isra.0+0x7f/0x140 [mlx5_core]\n"
	"[   81.000008]  </TASK>\n",
	"INFO: task ethtool:312 blocked for more than 120 seconds.\n"
	"task:ethtool         state:D stack:0     pid:312   ppid:300    flags:0x00004002\n"
	"Call Trace:\n __schedule+0x34d/0x9e0\n cmd_exec+0x4d4/0x9e0 [mlx5_core]\n\n"
	"# cat /proc/312/stack\n[<0>] cmd_exec+0x4d4/0x9e0 [mlx5_core]\n",
	"@[ethtool, \n    mlx5e_open+5\n    0xffffffffc0a1b2c3\n,\n    main+2\n]: 3\n"
	"ethtool 312 \n\tffffffffc0a11235 mlx5e_open+5 ([mlx5_core])\n",
	/* syslog, ISO dates, dmesg -T, dmesg -x, a console through a container */
	"Jan 21 11:18:36 host kernel: " DEV "poll_health:852:(pid 0): Fatal error 1 detected\n"
	"2026-11-30T00:00:00.123456+00:00 b kernel: " DEV "start\n"
	"[Mon Nov 30 00:00:00 2026] " DEV "E-Switch: Failed to create FDB Table err -12\n"
	"kern  :err   : [    1.000000][    T1] " DEV "print_health_info:1:(pid 0): synd 0x8: x\n"
	"pod-1 > \033[33m[    2.000000]\033[0m\xc2\xa0" DEV "a_function:1:(pid 0): a message\r\n",
	/* the journal, and /dev/kmsg */
	"{\"MESSAGE\":\"" DEV
	"Port module event[error]: module 0, Cable error, High Temperature\",\"_HOSTNAME\":\"a\",\"PRIORITY\":\"3\",\"_TRANSPORT\":\"kernel\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"123456\"}\n"
	"{\"MESSAGE\":[109,108,120],\"__REALTIME_TIMESTAMP\":\"1700000000000000\"}\n",
	"3,123,4567890,-;" DEV "TX timeout detected\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const others[] = { "\x1f\x8b", "\x28\xb5", "\xfd", "BZh",	 "\xff\xfe",
					      "\xfe\xff", "PERF",     "2ELI", "\x17\x08" };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (size >= strlen(others[i]) && !memcmp(data, others[i], strlen(others[i])))
			return 0;
	fuzz_read(fuzz_file(data, size), NULL);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	return n < sizeof(seeds) / sizeof(*seeds) ? fuzz_text_seed(seeds[n], buf, cap) : 0;
}
