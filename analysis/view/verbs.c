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
		"Shows each ethtool -L and -N, XSK bind and unbind, hwtstamp set and get, and\n"
		"each other opening, closing or reopening of channels, with its steps, their\n"
		"times and its firmware commands (all opcodes: --all).\n\n"
		"Examples:\n"
		"  mlx5-trace ops recording/\n"
		"  mlx5-trace ops --json trace.dat | jq '.recordings[].ops[] | select(.err != 0)'\n"
		"  trace-cmd report trace.dat | mlx5-trace ops -\n\n"
		"A duration is the time from the start of the first command of an operation, or\n"
		"from its first event, to its last event; it does not include the work before\n"
		"that, such as system call, locks and checks.\n",
		1 << MT_MODEL_OPS, NULL, mt_text_ops, parts_ops, NULL, &mt_table_ops, NULL, true,
	}, {
		"channels", "channels and queues over time, and which RQ each feeds at the end",
		"Shows channels and queues over time, and which RQ each channel feeds at the end.\n\n"
		"Examples:\n"
		"  mlx5-trace channels recording/\n"
		"  mlx5-trace channels --all trace.txt\n"
		"  mlx5-trace channels --json perf.data | jq '.recordings[].map[].channels'\n\n"
		"One row for each channel (RQ) and each pair of XSK queues (XSK) with the times\n"
		"at which it was opened, active, inactive and closed; then the map at the end:\n"
		"channel index, its RQ in use, TIR and RQT. \"-\" means unknown: neither recorded\n"
		"nor in the snapshot. \"N ?\" is an RQ of no known channel.\n",
		1 << MT_MODEL_CHANNELS, NULL, mt_text_channels, parts_channels, NULL, &mt_table_changes, NULL, false,
	}, {
		"stats", "durations of operations, their steps and firmware commands",
		"Shows count, median, 99th percentile and maximum of the durations of each kind\n"
		"of operation, step and firmware command.\n\n"
		"Examples:\n"
		"  mlx5-trace stats recording/\n"
		"  mlx5-trace stats --csv before/ after/ >stats.csv\n"
		"  mlx5-trace stats --json trace.dat | jq '.recordings[].stats[].name'\n\n"
		"A step lasts from the previous event to its own; deactivation and closing, whose\n"
		"events are emitted first, last until the next event.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_COMMANDS, NULL, mt_text_stats, parts_stats, NULL, &mt_table_stats, NULL, false,
	}, {
		"findings", "faults, with the events that prove them and the remedies",
		"Shows faults in recordings and kernel logs, with the events that prove them and\n"
		"the remedies.\n\n"
		"Examples:\n"
		"  mlx5-trace findings recording/ || echo look at this\n"
		"  dmesg | mlx5-trace findings -\n"
		"  mlx5-trace findings recording/ dmesg.txt\n\n"
		"Faults are operations and firmware commands that failed, sockets without a queue\n"
		"or without zero copy, queues never closed, RQs steered to after their close,\n"
		"lost events.\n"
		"Kernel logs (dmesg, journal, console) are read too, alone or beside a recording:\n"
		"each message of the driver at warning or above with its meaning, and each WARN,\n"
		"BUG or hung task in it with the operation.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		NULL, mt_text_findings, parts_findings, NULL, &mt_table_findings, mt_has_findings, false,
	}, {
		"map", "channels, queues, TIRs, flow rules and RSS at an instant",
		"Shows the state at the end, or up to and including --at TIME, from the snapshot\n"
		"and the events, and in words the queue to bind and to steer to on this kernel.\n\n"
		"Examples:\n"
		"  mlx5-trace map recording/\n"
		"  mlx5-trace map --at 10.014 --diff 10.023 recording/\n"
		"  mlx5-trace map --json trace.dat | jq '.recordings[].map[].rules'\n\n"
		"The state is: channels and their queues, the TIRs and their destinations, the\n"
		"rules of ethtool -N, RSS. --diff TIME shows the differences at another instant.\n"
		"TIME is within the recording. Values in neither the snapshot nor an event are\n"
		"unknown.\n",
		1 << MT_MODEL_MAP | 1 << MT_MODEL_MAP_OTHER, NULL, mt_text_map_at, parts_map, &mt_table_map_devs, &mt_table_channels, NULL, false,
	}, {
		"xsk", "for each AF_XDP socket whether mlx5e_open_xsk fired, and why",
		"Shows in words, for each pool that was bound or unbound and each opening of\n"
		"channels, whether the driver opened AF_XDP queues, or why it did not.\n\n"
		"Examples:\n"
		"  mlx5-trace xsk recording/\n"
		"  mlx5-trace xsk --json trace.dat | jq -r '.recordings[].xsk[].words'\n\n"
		"It also shows how queue ids and channels relate on this kernel.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK, NULL, mt_text_xsk, parts_xsk, NULL, &mt_table_xsk, NULL, false,
	}, {
		"graph", "call graph with counts, from call stacks or function_graph",
		"Shows the call graph with counts: the call stacks of events, merged, from user\n"
		"space to the driver, and the calls that the function_graph tracer recorded.\n\n"
		"Examples:\n"
		"  mlx5-trace graph --event mlx5e_open_channel recording/\n"
		"  mlx5-trace graph --expect set_channels@v6.12 recording/ || echo another path\n"
		"  dmesg | mlx5-trace graph -\n\n"
		"Without --event the stacks are those of all mlx5 events. Suffixes of\n"
		"compiler-generated copies (.isra.0) are omitted.\n"
		"With --expect it is compared with a graph in a file: indented text, or DOT;\n"
		"that of ethtool -L is built in, for each kernel of the series.\n"
		"Also the stacks in a kernel log (WARN, BUG, hung task), of /proc/PID/stack and\n"
		"of bpftrace.\n",
		1 << MT_MODEL_GRAPH, NULL, mt_text_graph, parts_graph, NULL, NULL, mt_graph_deviates, false,
	}, {
		"events", "each event of any trace system, with its fields by name",
		"Shows each event of any trace system in the recording, in its order: time, cpu,\n"
		"task and text, and in JSON its fields by name.\n\n"
		"Examples:\n"
		"  mlx5-trace events --event 'devlink*' trace.dat\n"
		"  mlx5-trace events --json trace.dat | jq '.recordings[].trace_events[].fields'\n"
		"  trace-cmd report trace.dat | mlx5-trace events --csv - >events.csv\n\n"
		"Fields are the name=value of the text where it consists of them, otherwise those\n"
		"in the binary record. --event selects by NAME or SYSTEM:NAME, with * and ?.\n",
		1 << MT_MODEL_EVENTS, NULL, mt_text_events, parts_events, NULL, &mt_table_events, NULL, false,
	}, {
		"report", "all results as text, and why mlx5e_open_xsk fired or not",
		"Shows all results of a recording as text, and why mlx5e_open_xsk fired or not.\n\n"
		"Examples:\n"
		"  mlx5-trace report recording/\n"
		"  perf script --ns | mlx5-trace report -\n\n"
		"These are the origin of the recording and its lost events, the operations, the\n"
		"findings, the results for XSK in words, channels over time, the map at the end,\n"
		"and the observed call graph of mlx5e_ethtool_set_channels.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_CHANNELS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_GRAPH |
		1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		"mlx5e_ethtool_set_channels", mt_text_report, parts_report, NULL, NULL, NULL, true,
	}, {
		"export", "time line, results and stacks in a format of another program",
		"Writes the time line, the results of the other verbs and the call stacks in a\n"
		"format of another program.\n\n"
		"Examples:\n"
		"  mlx5-trace export --perfetto recording/ >trace.json   # ui.perfetto.dev\n"
		"  mlx5-trace export --folded recording/ >stacks.txt     # speedscope.app\n"
		"  mlx5-trace export --html recording/ >page.html        # a browser\n\n"
		"The time line has all bars (operations, steps, firmware commands, channels, XSK\n"
		"queues, destinations of RQTs and rules) with their start and end.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_CHANNELS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_GRAPH |
		1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS | 1 << MT_MODEL_STOCK | 1 << MT_MODEL_MAP |
		1 << MT_MODEL_MAP_OTHER | 1 << MT_MODEL_BARS | 1 << MT_MODEL_LOG,
		NULL, NULL, parts_export, NULL, &mt_table_bars, NULL, false,
	},
};
// clang-format on

const size_t mt_nr_verbs = ARRAY_SIZE(mt_verbs);
