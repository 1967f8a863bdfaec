// SPDX-License-Identifier: GPL-2.0-only
/* Grammar of traces as text: lines of all tools, with the events of the series. */
#include "analysis/tests/grammar.h"

#include <stdbool.h>
#include <string.h>

#define NETDEV "dev=$d netdev=$i ifindex=$0 "
#define QUEUES NETDEV "ix=$0 cpu=$0 $Vrqn=$n cqn=$n xsk_rqn=$n "
#define XSK    NETDEV "ix=$0 $Vxsk_rqn=$n xsk_sqn=$n"
#define CMD    "dev=$d opcode=$O op_mod=0 uid=0 token=$0 slot=$s async=$b"

// clang-format off
static const struct grammar_rule rules[] = {
	/* the file's first line */
	{ 'F', GRAMMAR_OF("# tracer: nop\n", "cpus=2\n", "version = 7\ncpus=2\n", "", "# tracer: function_graph\n",
		"# hostname : here\n# captured on: x\n", "# hostname : $d\n# clockid: monotonic (1)\n",
		"# clockid: tai (11)\n", "# tracer: nop\n# entries-in-buffer/entries-written: $0/$9   #P:2\n") },
	{ 'L', GRAMMAR_OF("$H$E\n", "$P$H$E\n", "$H$E\n$S", "$H$E\n$S", "$H<stack trace>\n$S", "$H<user stack trace>\n$S",
		"$Hkernel_stack: <stack trace >\n$S", "$G\n", "$G\n", "$X\n", "$Hmlx5_cmd_submit: " CMD "\n",
		"$H$E\n$H$E\n", "$M\n", "$Q\n") },
	/* a line up to its event */
	{ 'H', GRAMMAR_OF("$k-$p [00$0] $g $t: ", "$k-$p [00$0] $t: ", "$k $p [00$0] $t: mlx5:", "$k-$p ( $p) [00$0] $g $t: ",
		"$k-$p (-------) [00$0] $g $t: ", "$k $p/$p [00$0] $t: 1 mlx5:", "$k-$p $0$g $0us+: ", "$k-$p $0$g $t: ",
		"[00$0] $t: mlx5:", "$t: mlx5:", "$k $t: mlx5:", " $p/$p [00$0] K $t: mlx5:", "$k $p 2026-11-29 10:00:0$0.025000: mlx5:",
		"$k $p $C: mlx5:", "  $0.$0$0$0 $k/$p mlx5:", "  $0.$0$0$0 ( 0.00$0 ms): $k/$p mlx5:",
		"$k-$p [00$0] $g $t: (+$0) ", "[00$0] $g $t: ", "$k-$9 [00$0] $g $9.$9: ", "$k $p $t: cycles:P: ", "$k $p [00$0] ") },
	{ 'C', GRAMMAR_OF("10:00:0$0.025000", "23:59:5$0.000001", "00:00:0$0.100000") },
	/* before the line, from logs, containers and mail */
	{ 'P', GRAMMAR_OF("<6>", "> ", "[   $t] ", "[Sun Nov 29 10:00:0$0 2026] ", "[  T$0] ", "[pod/a/b] ", "a.dat: ", "tmux:   ",
		"Nov 29 10:00:0$0 host kernel: ", "2026-11-29T10:00:00.123456+0000 ", "2026-11-29T10:00:00.1Z stdout F ",
		"2026-11-29T10:00:00.1Z host tag: ", "name-1  | ", "\33[3$0m", "#033[1m", "^[[0m", "\33]a title\a", "\33(B",
		"\xc2\xa0", "\xe2\x80\x8b", "\xa0", "$P$P") },
	{ 'g', GRAMMAR_OF(".....", "d..2.", "d.h2.", "dNs5.", "d.Lh1.111", "....", "x", "-----") },
	{ 'k', GRAMMAR_OF("ethtool", "ip", "xsk", "kworker/u8:5", "<idle>", "<...>", "tmux: server", "a b-12 [3]",
		"a_task_with_a_name_that_is_far_too_long") },
	{ 'p', GRAMMAR_OF("312", "313", "7", "0", "427", "$9") },
	{ 'd', GRAMMAR_OF("0000:01:00.0", "0000:01:00.1", "0000:02:00.0", "mlx5_core.sf.$0", "") },
	{ 'i', GRAMMAR_OF("eth0", "eth1", "eth0", "lo") },
	{ 'n', GRAMMAR_OF("$0", "10$0", "$0", "20$0", "0", "0", "$9") },
	{ 'e', GRAMMAR_OF("0", "0", "0", "0", "-22", "-12", "-110", "-16", "$9") },
	{ 'b', GRAMMAR_OF("0", "1") },
	{ 's', GRAMMAR_OF("$0", "-1") },
	{ 'V', GRAMMAR_OF("vhca_id=0 ", "", "vhca_id=$0 ") },
	{ 'O', GRAMMAR_OF("CREATE_RQ(0x908)", "MODIFY_RQT(0x917)", "CREATE_CQ(0x400)", "DESTROY_RQ(0x90a)", "CREATE_TIR(0x900)",
		"MODIFY_RQ(0x909)", "ACCESS_REG(0x805)", "SET_FLOW_TABLE_ENTRY(0x936)", "CREATE_SQ(0x904)", "MODIFY_SQ(0x905)",
		"QUERY_VPORT_STATE(0x750)", "unknown(0x$0)") },
	{ 'r', GRAMMAR_OF("NONE", "ALL", "PTP_V2_EVENT", "bad") },
	{ 'T', GRAMMAR_OF("NIC_RX", "NIC_TX", "FDB", "bad") },
	{ 'D', GRAMMAR_OF("TIR", "FLOW_TABLE", "NONE", "VPORT", "COUNTER", "bad") },
	{ 'c', GRAMMAR_OF("CHANNELS", "MTU", "XDP", "RINGS", "CHANNELS|MTU", "PFLAGS|CQE_COMPRESS|PTP_RX", "NONE", "bad|CHANNELS") },
	/* events */
	{ 'E', GRAMMAR_OF(
		"mlx5_cmd_issue: " CMD, "mlx5_cmd_submit: " CMD,
		"mlx5_cmd_done: " CMD " status=$U syndrome=0x$0 err=$e wait_ns=$9 ns=$9",
		"mlx5_cmd_done: " CMD " status=OK syndrome=0x0 err=0 wait_ns=0 ns=100$0",
		"mlx5e_switch_params: " NETDEV "old_nch=$0 new_nch=$0 changed=$c replaced=$b err=$e",
		"mlx5e_open_channel: " QUEUES "num_tc=1 xdp=$b err=$e", "mlx5e_activate_channel: " QUEUES "xsk=$b",
		"mlx5e_deactivate_channel: " QUEUES "xsk=$b", "mlx5e_close_channel: " QUEUES "xsk=$b",
		"mlx5e_set_channels: " NETDEV "old_count=$0 new_count=$0 err=$e",
		"mlx5e_open_xsk: " NETDEV "ix=$0 qid=$0 $Vxsk_rqn=$n xsk_cqn=$n xsk_sqn=$n xsk_sq_cqn=$n chunk_size=4096 headroom=256 err=$e",
		"mlx5e_activate_xsk: " XSK, "mlx5e_deactivate_xsk: " XSK, "mlx5e_close_xsk: " XSK,
		"mlx5e_xsk_setup_pool: " NETDEV "qid=$0 enable=$b opened=$b xdp=$b err=$e",
		"mlx5e_rx_channel_redirect: dev=$d ix=$0 tirn=$n rqtn=$n vhca_id=0 rqn=$n drop=$b err=$e",
		"mlx5e_rx_channel_redirect: dev=$d ix=$0 tirn=$n rqtn=$n rqn=$n err=$e",
		"mlx5e_rss_redirect: dev=$d rss_ctx=$0 rqtn=$n nch=$0 hfunc=TOP drop=$b err=$e",
		"mlx5e_rss_tir: dev=$d rss_ctx=$0 rqtn=$n tt=IPV4_TCP inner=$b tirn=$n err=$e",
		"mlx5e_hwtstamp_set: " NETDEV "tx_type=ON req_rx_filter=$r rx_filter=$r err=$e",
		"mlx5e_hwtstamp_get: " NETDEV "tx_type=OFF rx_filter=$r err=$e",
		"mlx5_fs_rule_dst: dev=$d add=$b table_type=$T table=$n vport=0 group=$0 entry=$n dst_type=$D dst_id=$n dst_vhca_id=0 err=$e",
		"mlx5e_ethtool_rule: " NETDEV "location=$0 table=$n entry=$n add=$b err=$e",
		"mlx5_cmd_issue: dev=$d opcode=$O op_mod=0 uid=0 token=$0",
		"mlx5_cmd: $O op_mod(0x0) failed, status bad resource(0x5), syndrome (0xb06e1f), err($e)",
		"netlink_extack: msg=$k is wrong",
		"devlink_health_report: bus_name=pci dev_name=$d driver_name=mlx5_core reporter_name=$r: msg=TX timeout on queue $0",
		"devlink_hwerr: bus_name=pci dev_name=$d driver_name=mlx5_core err=$9 message=x",
		"devlink_health_recover_aborted: bus_name=pci dev_name=$d driver_name=mlx5_core reporter_name=tx",
		"mlx5e_set_channels(dev: \"$d\", netdev: \"$i\", ifindex: $0, old_count: $0, new_count: $0, err: $e)",
		"mlx5e_xsk_setup_pool:" NETDEV "qid=$0 enable=$b opened=$b xdp=$b err=$e",
		"mlx5e_set_channels: " NETDEV "old_count=$0 (0x$0) new_count=$0 (0x$0) err=$e (0x0)",
		"mlx5e_set_channels: " NETDEV "old_count=$9 new_count=$9 err=$9 more=$0", "mlx5e_new_event: a=$0 b=$d",
		"sched:sched_switch: $k:$p ==> $k:$p", "vfs_read <-ksys_read", "ioctl(fd: 3, cmd: $9, arg: 0x$0) = $e",
		"funcgraph_entry:        $0.$0$0$0 us   |  mlx5e_open_rq();", "funcgraph_entry:                   |  $u() {",
		"funcgraph_exit:         9$0.123 us  |  }", "PERF_RECORD_LOST lost $9", "PERF_RECORD_LOST_SAMPLES lost $0") },
	{ 'U', GRAMMAR_OF("OK", "BAD_RES_ERR", "LIM_ERR", "NONE", "bad") },
	/* frames of call stacks */
	{ 'S', GRAMMAR_OF("", " => $u\n$S", "\tffffffffc065116$0 $u+0x5$0e ([mlx5_core])\n$S", "=> $u (ffffffff8830c35$0)\n$S",
		"\t    7efeb9f002c$0 __libc_send+0x12 (/usr/lib/libc.so.6)\n$S", "\tffffffffc065116$0 [unknown] ([kernel.kallsyms])\n$S",
		"\t$u+0x1 ([mlx5_core])\n$S", "  file.c:12$0\n$S", " => <user stack trace>\n", " =>  <00007f$0$0>\n$S",
		"                      $u (/usr/lib/a)\n$S", "\t 0 [unknown] ([unknown])\n$S", "\n") },
	{ 'u', GRAMMAR_OF("mlx5e_ethtool_set_channels.isra.0", "mlx5e_open_channels", "mlx5e_open_channel", "mlx5e_close_channel",
		"mlx5e_safe_switch_params", "ethnl_set_channels", "do_syscall_64", "xsk_bind", "mlx5_cmd_exec.cold", "a$0") },
	/* function_graph */
	{ 'G', GRAMMAR_OF(" $0)               |  $u() {", " $0)   $0.500 us    |    $u();", " $0) + 12.345 us   |  }",
		" $0) ! 8$0.1 us |  } /* $u */", " $0)  $k-$p   =>  $k-$p ", " $0)               |  /* $E */",
		"  $t |   $0)     $k-$p     | ! 827.126 us  |  } /* $u */", "  $t |   $0)     $k-$p     |               |  $u() {",
		" $0) @ $9.125 us |    $u [mlx5_core]() {", " ------------------------------------------", " $0) |      $u() {") },
	{ 'X', GRAMMAR_OF("CPU:$0 [LOST $9 EVENTS]", "CPU:$0 [$9 EVENTS DROPPED]", "CPU:$0 [EVENTS DROPPED]", "CPU:$0 [LOST EVENTS]",
		"# a comment", "cpus=$9", "not a line of a trace", "", "CPU:$9 [x]", "##### CPU $0 buffer started ####") },
	/* broken lines */
	{ 'M', GRAMMAR_OF("$k-$p [00$0", "$k-$p [00$0] $g", "$k-$p [00$0] $g $t:", "$k-$p [00$0] $g $t: no colon", "|", ")", "[", ": : :",
		" $0)    |  neither", "$k-$p [00$0] $g $t: :", "$k-$p [00$0] $g $t: funcgraph_entry: x", "ifindex=$0 err=$e", "$9") },
	/* the rest of a line that a mail program has broken */
	{ 'Q', GRAMMAR_OF("$H" "mlx5e_set_channels: dev=$d netdev=$i ifindex=2\nold_count=$0 new_count=$0 err=$e",
		"$H" "mlx5e_set_channels: dev=3D$d netdev=3D$i ifindex=3D2 =\nold_count=3D$0 new_count=3D$0 err=3D$e",
		"$H" "mlx5e_open_channel: dev=$d netdev=$i ifindex=2 ix=$0 cpu=$0 vhca_id=0 rqn=10$0 cqn=11$0\nxsk_rqn=0 num_tc=1 xdp=0 err=0") },
	{ 0, NULL },
};
// clang-format on

/* The form in which mail has the text: lines are broken, and "=" is escaped. */
enum mail { MAIL_ESCAPED = 5, MAIL_COLUMNS, MAIL_WORDS, MAIL_NR };
#define MAIL_WIDTH 78

static bool breaks_here(enum mail mail, const char *at, size_t column)
{
	const char *next;

	if (mail == MAIL_ESCAPED)
		return column >= 70;
	if (mail == MAIL_COLUMNS)
		return column >= MAIL_WIDTH;
	next = strpbrk(at + 1, " \n");
	return *at == ' ' && next && column + (size_t)(next - at) > MAIL_WIDTH;
}

static void mail(struct grammar *g, enum mail mail)
{
	static char from[GRAMMAR_ROOM + 1];
	size_t column = 0, end = g->len;

	memcpy(from, g->text, end);
	from[end] = '\0';
	g->len = 0;
	for (size_t i = 0; i < end && g->len + 8 < GRAMMAR_ROOM; i++, column++) {
		bool breaks = breaks_here(mail, from + i, column);

		if (breaks && mail == MAIL_ESCAPED)
			g->text[g->len++] = '=';
		if (breaks)
			g->text[g->len++] = '\n';
		if (breaks || from[i] == '\n')
			column = 0;
		if (breaks && mail == MAIL_WORDS)
			continue;
		g->text[g->len++] = from[i];
		if (from[i] == '=' && mail == MAIL_ESCAPED) {
			memcpy(g->text + g->len, "3D", 2);
			g->len += 2;
		}
	}
}

void grammar_trace(struct grammar *g, const uint8_t *data, size_t size)
{
	unsigned int form;

	grammar_begin(g, rules, data, size);
	form = grammar_take(g) % MAIL_NR;
	grammar_put(g, 'F');
	grammar_fill(g, 'L');
	if (form >= MAIL_ESCAPED)
		mail(g, form);
}
