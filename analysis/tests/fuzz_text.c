// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: any text as a recording, in the forms of ftrace, trace-cmd report and
 * perf script, read by all models and shown by all views.
 */
#include <string.h>

#include "analysis/tests/fuzz_file.h"

#define DEV    "dev=0000:01:00.0 "
#define NETDEV DEV "netdev=eth0 ifindex=2 "

static const char *const seeds[] = {
	/* ftrace: a change of channels, its stack, commands, losses */
	"# tracer: nop\n"
	"# entries-in-buffer/entries-written: 9/12   #P:2\n"
	"  ethtool-312     [001] d..2.    10.000000: mlx5_cmd_issue: " DEV
	"op=MODIFY_RQT(0x917) token=1 idx=3 uid=0\n"
	"  ethtool-312     [001] .....    10.000100: mlx5e_open_channel: " NETDEV
	"ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=0\n"
	"  ethtool-312     [001] .....    10.000200: <stack trace>\n"
	" => mlx5e_open_channels\n"
	" => mlx5e_ethtool_set_channels.isra.0\n"
	"  ethtool-312     [001] .....    10.000300: mlx5e_rss_redirect: " DEV
	"rqtn=20 nch=1 hfunc=1 drop=1 err=0\n"
	"  ethtool-312     [001] .....    10.000400: mlx5e_rx_channel_drop: " DEV
	"ix=0 tirn=30 rqtn=21 rqn=7 err=0\n"
	"CPU:1 [LOST 12 EVENTS]\n"
	"  ethtool-312     [001] .....    10.000500: mlx5e_close_channel: " NETDEV
	"ix=0 cpu=0 rqn=90 cqn=1090 xsk_rqn=0 xsk=0\n"
	"  ethtool-312     [001] .....    10.000600: mlx5e_activate_channel: " NETDEV
	"ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0\n"
	"  ethtool-312     [001] .....    10.000700: mlx5e_set_channels: " NETDEV
	"old_count=1 new_count=2 err=-22\n",
	/* the latency format, and XSK */
	"# tracer: nop\n"
	"     xsk-427     0d..2. 708210us+: mlx5e_open_xsk: " NETDEV
	"ix=2 qid=2 xsk_rqn=200 xsk_cqn=1200 xsk_sqn=2200 xsk_sq_cqn=3200 chunk_size=4096 headroom=256 err=0\n"
	"     xsk-427     0d..2. 708300us : mlx5e_xsk_setup_pool: " NETDEV
	"qid=2 enable=1 opened=1 xdp=1 err=0\n"
	"     xsk-427     1.N.3. 42.169667 : mlx5e_close_xsk: " NETDEV
	"ix=2 xsk_rqn=200 xsk_sqn=2200\n",
	/* trace-cmd report */
	"cpus=2\n"
	"   ethtool-312   [000] .....    33.816296: mlx5e_ethtool_rule:   " NETDEV
	"add=1 location=5 action=2 table=3 entry=4 err=0\n"
	"CPU:1 [12 EVENTS DROPPED]\n"
	"   ethtool-312   [000] .....    33.819174: kernel_stack:         <stack trace >\n"
	"=> mlx5e_ethtool_flow_replace (ffffffff8830c35b)\n"
	"   ethtool-312   [000]    33.819200: funcgraph_entry:                   |  mlx5e_open_channels() {\n"
	"   ethtool-312   [000]    33.819210: funcgraph_entry:        1.234 us   |    mlx5e_open_rq();\n"
	"   ethtool-312   [000]    33.819300: funcgraph_exit:         99.123 us  |  }\n",
	/* perf script */
	"# ========\n# hostname : here\n# clockid: monotonic (1)\n# ========\n#\n"
	"ethtool   324/324   [000]    67.747158001:          1 mlx5:mlx5e_hwtstamp_set: " NETDEV
	"tx_type=ON req_rx_filter=ALL rx_filter=ALL err=0\n"
	"\tffffffffc065116e mlx5e_ethtool_set_channels+0x58e ([mlx5_core])\n"
	"\tffffffff88652873 [unknown] ([kernel.kallsyms])\n"
	"\t    7efeb9f002c0 __libc_send+0x12 (/usr/lib/libc.so.6)\n"
	"\n"
	"ethtool 324  67.747159: PERF_RECORD_LOST lost 3\n",
	/* function_graph */
	"# tracer: function_graph\n"
	"# CPU  DURATION                  FUNCTION CALLS\n"
	" 0)               |  mlx5e_ethtool_set_channels() {\n"
	" 0)   1.500 us    |    mlx5e_open_channel();\n"
	" ------------------------------------------\n"
	" 0)  bash-290     =>  ip-291 \n"
	" ------------------------------------------\n"
	" 0) + 12.345 us   |  } /* mlx5e_ethtool_set_channels */\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* these magic bytes are covered by other targets */
	static const char *const others[] = { "\x1f\x8b",
					      "\x28\xb5",
					      "\xfd"
					      "7z",
					      "BZh",
					      "\xff\xfe",
					      "\xfe\xff",
					      "PERF",
					      "2ELI",
					      "\x17\x08" };

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
