// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/verbs.h"

#include "analysis/base/util.h"
#include "analysis/view/bars.h"
#include "analysis/view/channels.h"
#include "analysis/view/events.h"
#include "analysis/view/findings.h"
#include "analysis/view/graph.h"
#include "analysis/view/log.h"
#include "analysis/view/map.h"
#include "analysis/view/ops.h"
#include "analysis/view/report.h"
#include "analysis/view/stats.h"
#include "analysis/view/xsk.h"

static const struct mt_table *const parts_ops[] = { &mt_part_ops, NULL };
static const struct mt_table *const parts_events[] = { &mt_part_events, NULL };
static const struct mt_table *const parts_channels[] = { &mt_part_channels, NULL };
static const struct mt_table *const parts_stats[] = { &mt_part_stats, NULL };
static const struct mt_table *const parts_findings[] = { &mt_part_findings, &mt_part_log, NULL };
static const struct mt_table *const parts_map[] = { &mt_part_map, NULL };
static const struct mt_table *const parts_xsk[] = { &mt_part_xsk, NULL };
static const struct mt_table *const parts_graph[] = { &mt_part_graph, NULL };
static const struct mt_table *const parts_export[] = {
	&mt_part_bars,	&mt_part_ops, &mt_part_findings, &mt_part_xsk, &mt_part_channels,
	&mt_part_stats, NULL
};
static const struct mt_table *const parts_report[] = {
	&mt_part_ops,	&mt_part_findings, &mt_part_xsk, &mt_part_channels,
	&mt_part_graph, &mt_part_log,	   NULL
};

// clang-format off
const struct mt_verb mt_verbs[] = {
	{
		"ops", "operations of the driver: task, time, duration, result, steps",
		"Each ethtool -L and -N, XSK bind and unbind, hwtstamp set and get, and each\n"
		"other opening, closing or reopening of channels, with its steps, their times and\n"
		"its firmware commands (all opcodes: --all).\n"
		"A duration is the time from the start of the first command of an operation, or\n"
		"from its first event, to its last event; it does not include the work before\n"
		"that, such as system call, locks and checks.\n\n"
		"  mlx5-trace ops recording/\n"
		"  mlx5-trace ops --json trace.dat | jq '.recordings[].ops[] | select(.err != 0)'\n"
		"  trace-cmd report trace.dat | mlx5-trace ops -\n",
		1 << MT_MODEL_OPS, NULL, mt_text_ops, parts_ops, NULL, &mt_table_ops, NULL, true,
	}, {
		"channels", "channels and queues over time, and which RQ each feeds at the end",
		"One row for each channel (RQ) and each pair of XSK queues (XSK) with the times\n"
		"at which it was opened, active, inactive and closed; then the map at the end:\n"
		"channel index, its RQ in use, TIR and RQT. \"-\" means unknown: neither recorded\n"
		"nor in the snapshot. \"N ?\" is an RQ of no known channel.\n\n"
		"  mlx5-trace channels recording/\n"
		"  mlx5-trace channels --all trace.txt\n"
		"  mlx5-trace channels --json perf.data | jq '.recordings[].map[].channels'\n",
		1 << MT_MODEL_CHANNELS, NULL, mt_text_channels, parts_channels, NULL, &mt_table_changes, NULL, false,
	}, {
		"stats", "durations of operations, their steps and firmware commands",
		"Count, median, 99th percentile and maximum for each kind of operation, step and\n"
		"firmware command. A step lasts from the previous event to its own; deactivation\n"
		"and closing, whose events are emitted first, last until the next event.\n\n"
		"  mlx5-trace stats recording/\n"
		"  mlx5-trace stats --csv before/ after/ >stats.csv\n"
		"  mlx5-trace stats --json trace.dat | jq '.recordings[].stats[].name'\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_COMMANDS, NULL, mt_text_stats, parts_stats, NULL, &mt_table_stats, NULL, false,
	}, {
		"findings", "faults, with the events that prove them and the remedies",
		"Operations and firmware commands that failed, sockets without a queue or without\n"
		"zero copy, queues never closed, RQs steered to after their close, lost events.\n"
		"Kernel logs (dmesg, journal, console) are read too, alone or beside a recording:\n"
		"each message of the driver at warning or above with its meaning, and each WARN,\n"
		"BUG or hung task in it with the operation.\n"
		"Exit status 1 if there are any.\n\n"
		"  mlx5-trace findings recording/ || echo look at this\n"
		"  dmesg | mlx5-trace findings -\n"
		"  mlx5-trace findings recording/ dmesg.txt\n"
		"  mlx5-trace findings --json trace.dat | jq -r '.recordings[].findings[].words'\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		NULL, mt_text_findings, parts_findings, NULL, &mt_table_findings, mt_has_findings, false,
	}, {
		"map", "channels, queues, TIRs, flow rules and RSS at an instant",
		"The state at the end, or up to and including --at TIME, from the snapshot and\n"
		"the events: channels and their queues, the TIRs and their destinations, the\n"
		"rules of ethtool -N, RSS, and in words the queue to bind and to steer to on\n"
		"this kernel. --diff TIME shows the differences at another instant. Values in\n"
		"neither the snapshot nor an event are unknown.\n\n"
		"  mlx5-trace map recording/\n"
		"  mlx5-trace map --at 97.810540 --diff 99.2 recording/\n"
		"  mlx5-trace map --json trace.dat | jq '.recordings[].map[].rules'\n",
		1 << MT_MODEL_MAP | 1 << MT_MODEL_MAP_OTHER, NULL, mt_text_map_at, parts_map, &mt_table_map_devs, &mt_table_channels, NULL, false,
	}, {
		"xsk", "for each AF_XDP socket whether mlx5e_open_xsk fired, and why",
		"In words, for each pool that was bound or unbound and each opening of channels:\n"
		"whether the driver opened AF_XDP queues, or why it did not; and how queue ids\n"
		"and channels relate on this kernel.\n\n"
		"  mlx5-trace xsk recording/\n"
		"  mlx5-trace xsk --json trace.dat | jq -r '.recordings[].xsk[].words'\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK, NULL, mt_text_xsk, parts_xsk, NULL, &mt_table_xsk, NULL, false,
	}, {
		"graph", "call graph with counts, from call stacks or function_graph",
		"Call stacks of events, merged, from user space to the driver; without --event\n"
		"those of all mlx5 events. Where the function_graph tracer was recorded, its\n"
		"calls too. Suffixes of compiler-generated copies (.isra.0) are omitted.\n"
		"With --expect it is compared with a graph in a file: indented text, or DOT;\n"
		"that of ethtool -L is built in, for each kernel of the series.\n"
		"Also the stacks in a kernel log (WARN, BUG, hung task), of /proc/PID/stack and\n"
		"of bpftrace.\n\n"
		"  mlx5-trace graph --event mlx5e_open_channel recording/\n"
		"  mlx5-trace graph --from mlx5e_ethtool_set_channels trace.dat\n"
		"  dmesg | mlx5-trace graph -\n"
		"  mlx5-trace graph --event 'net_dev_*' --through sch_direct_xmit perf.data\n"
		"  mlx5-trace graph --expect set_channels@v6.12 recording/ || echo another path\n",
		1 << MT_MODEL_GRAPH, NULL, mt_text_graph, parts_graph, NULL, NULL, mt_graph_deviates, false,
	}, {
		"events", "each event of any trace system, with its fields by name",
		"Time, cpu, task and text of each event in the recording, in its order, and in\n"
		"JSON its fields: name=value of the text where it consists of them, otherwise\n"
		"those in the binary record. --event selects by NAME or SYSTEM:NAME, with * and\n"
		"?.\n\n"
		"  mlx5-trace events --event 'devlink*' trace.dat\n"
		"  mlx5-trace events --json trace.dat | jq '.recordings[].trace_events[].fields'\n"
		"  trace-cmd report trace.dat | mlx5-trace events --csv - >events.csv\n",
		1 << MT_MODEL_EVENTS, NULL, mt_text_events, parts_events, NULL, &mt_table_events, NULL, false,
	}, {
		"report", "all results as text, and why mlx5e_open_xsk fired or not",
		"The origin of the recording and its lost events, the operations, the\n"
		"findings, the results for XSK in words, channels over time, the map at the end,\n"
		"and the observed call graph of mlx5e_ethtool_set_channels.\n\n"
		"  mlx5-trace report recording/\n"
		"  perf script --ns | mlx5-trace report -\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_CHANNELS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_GRAPH |
		1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		"mlx5e_ethtool_set_channels", mt_text_report, parts_report, NULL, NULL, NULL, true,
	}, {
		"export", "time line, results and stacks in a format of another program",
		"All bars of the time line (operations, steps, firmware commands, channels, XSK\n"
		"queues, destinations of RQTs and rules) with their start and end, and the\n"
		"results of the other verbs, in the format of the option.\n\n"
		"  mlx5-trace export --perfetto recording/ >trace.json   # ui.perfetto.dev\n"
		"  mlx5-trace export --folded recording/ >stacks.txt     # speedscope.app\n"
		"  mlx5-trace export --html recording/ >page.html        # a browser\n"
		"  mlx5-trace export --csv recording/ >bars.csv\n"
		"  mlx5-trace export --jsonl recording/ | jq 'select(.list == \"findings\")'\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_CHANNELS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_GRAPH |
		1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS | 1 << MT_MODEL_STOCK | 1 << MT_MODEL_MAP |
		1 << MT_MODEL_MAP_OTHER | 1 << MT_MODEL_BARS | 1 << MT_MODEL_LOG,
		NULL, NULL, parts_export, NULL, &mt_table_bars, NULL, false,
	},
};
// clang-format on

const size_t mt_nr_verbs = ARRAY_SIZE(mt_verbs);
