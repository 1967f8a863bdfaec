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
		"Shows each operation of the driver with its steps, their times and its firmware\n"
		"commands (--all shows every opcode). Operations are ethtool -L and -N, XSK bind\n"
		"and unbind, hwtstamp set and get, and all others that open or close channels.\n\n"
		"Examples:\n"
		"  mlx5-trace ops recording/\n"
		"  mlx5-trace ops --json trace.dat | jq '.recordings[].ops[] | select(.err != 0)'\n"
		"  trace-cmd report trace.dat | mlx5-trace ops -\n\n"
		"The duration of an operation is the time from the start of its first command, or\n"
		"from its first event, to its last event. It does not include earlier work, such\n"
		"as the system call, locks and checks.\n",
		1 << MT_MODEL_OPS, NULL, mt_text_ops, parts_ops, NULL, &mt_table_ops, NULL, true,
	}, {
		"channels", "channels and queues over time, and which RQ each feeds at the end",
		"Shows channels and queues over time, and which RQ each channel feeds at the end.\n\n"
		"Examples:\n"
		"  mlx5-trace channels recording/\n"
		"  mlx5-trace channels --all trace.txt\n"
		"  mlx5-trace channels --json perf.data | jq '.recordings[].map[].channels'\n\n"
		"There is one row for each channel (RQ) and each pair of XSK queues (XSK), with\n"
		"the times at which it was opened, activated, deactivated and closed. The map at\n"
		"the end shows the RQ in use, the TIR and the RQT of each channel index. \"-\" is a\n"
		"value that was neither recorded nor in the snapshot, \"N ?\" an RQ that belongs\n"
		"to no known channel.\n",
		1 << MT_MODEL_CHANNELS, NULL, mt_text_channels, parts_channels, NULL, &mt_table_changes, NULL, false,
	}, {
		"stats", "durations of operations, their steps and firmware commands",
		"Shows the count, median, 99th percentile and maximum duration of each kind of\n"
		"operation, step and firmware command.\n\n"
		"Examples:\n"
		"  mlx5-trace stats recording/\n"
		"  mlx5-trace stats --csv before/ after/ >stats.csv\n"
		"  mlx5-trace stats --json trace.dat | jq '.recordings[].stats[].name'\n\n"
		"A step lasts from the previous event to its own event. Deactivation and closing\n"
		"last until the next event, as their events are emitted first.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_COMMANDS, NULL, mt_text_stats, parts_stats, NULL, &mt_table_stats, NULL, false,
	}, {
		"findings", "faults, with the events that prove them and the remedies",
		"Shows faults in recordings and kernel logs, with the events that prove them and\n"
		"the remedies.\n\n"
		"Examples:\n"
		"  mlx5-trace findings recording/ || echo look at this\n"
		"  dmesg | mlx5-trace findings -\n"
		"  mlx5-trace findings recording/ dmesg.txt\n\n"
		"Faults are failed operations and firmware commands, sockets without a queue or\n"
		"without zero copy, queues that were never closed, closed RQs that an RQT still\n"
		"leads to, and lost events.\n"
		"Kernel logs (dmesg, journal, console) can be read alone or with a recording.\n"
		"Each message of the driver at level warning or above is shown with its meaning,\n"
		"and each WARN, BUG or hung task in the driver with the operation.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		NULL, mt_text_findings, parts_findings, NULL, &mt_table_findings, mt_has_findings, false,
	}, {
		"map", "channels, queues, TIRs, flow rules and RSS at an instant",
		"Shows the state at the end of the recording, or at TIME with --at (inclusive),\n"
		"as derived from the snapshot and the events, and which queue to bind and to\n"
		"steer to on this kernel.\n\n"
		"Examples:\n"
		"  mlx5-trace map recording/\n"
		"  mlx5-trace map --at 10.014 --diff 10.023 recording/\n"
		"  mlx5-trace map --json trace.dat | jq '.recordings[].map[].rules'\n\n"
		"The state consists of the channels and their queues, the TIRs and their\n"
		"destinations, the rules of ethtool -N, and RSS. --diff TIME shows the\n"
		"differences at another instant. TIME must be within the recording. Values that\n"
		"are in neither the snapshot nor an event are unknown.\n",
		1 << MT_MODEL_MAP | 1 << MT_MODEL_MAP_OTHER, NULL, mt_text_map_at, parts_map, &mt_table_map_devs, &mt_table_channels, NULL, false,
	}, {
		"xsk", "whether mlx5e_open_xsk fired for each AF_XDP socket, and why",
		"Explains for each pool that was bound or unbound, and each time channels were\n"
		"opened, whether the driver opened AF_XDP queues, and why it did or did not.\n\n"
		"Examples:\n"
		"  mlx5-trace xsk recording/\n"
		"  mlx5-trace xsk --json trace.dat | jq -r '.recordings[].xsk[].words'\n\n"
		"It also shows how queue ids map to channels on this kernel.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_XSK, NULL, mt_text_xsk, parts_xsk, NULL, &mt_table_xsk, NULL, false,
	}, {
		"graph", "call graph with counts, from call stacks or function_graph",
		"Shows the call graph with counts. It is merged from the call stacks of events,\n"
		"which reach from user space to the driver; calls that the function_graph tracer\n"
		"recorded are shown as a second graph.\n\n"
		"Examples:\n"
		"  mlx5-trace graph --event mlx5e_open_channel recording/\n"
		"  mlx5-trace graph --expect set_channels@v6.12 recording/ || echo another path\n"
		"  dmesg | mlx5-trace graph -\n\n"
		"Without --event, the stacks of all mlx5 events are used. Suffixes that the\n"
		"compiler adds to function names (.isra.0) are omitted.\n"
		"--expect compares the graph with one in a file, which is indented text or DOT.\n"
		"The graph of ethtool -L is built in for each kernel of the series.\n"
		"Call stacks are also read from kernel logs (WARN, BUG, hung task), from\n"
		"/proc/PID/stack and from the output of bpftrace.\n",
		1 << MT_MODEL_GRAPH, NULL, mt_text_graph, parts_graph, NULL, NULL, mt_graph_deviates, false,
	}, {
		"events", "each event of any trace system, with its fields by name",
		"Shows the events of all trace systems in the order of the recording, with time,\n"
		"CPU, task and text, and in JSON with their fields by name.\n\n"
		"Examples:\n"
		"  mlx5-trace events --event 'devlink*' trace.dat\n"
		"  mlx5-trace events --json trace.dat | jq '.recordings[].trace_events[].fields'\n"
		"  trace-cmd report trace.dat | mlx5-trace events --csv - >events.csv\n\n"
		"Fields are taken from the text if it consists of name=value pairs, and otherwise\n"
		"from the binary record. --event selects events by NAME or SYSTEM:NAME; * and ?\n"
		"are wildcards.\n",
		1 << MT_MODEL_EVENTS, NULL, mt_text_events, parts_events, NULL, &mt_table_events, NULL, false,
	}, {
		"report", "all results as text, and why mlx5e_open_xsk fired or not",
		"Shows all results of a recording as text, and why mlx5e_open_xsk fired or not.\n\n"
		"Examples:\n"
		"  mlx5-trace report recording/\n"
		"  perf script --ns | mlx5-trace report -\n\n"
		"The results are the origin of the recording and its lost events, the operations,\n"
		"the findings, an explanation for each XSK queue, channels over time, the map at\n"
		"the end, and the observed call graph of mlx5e_ethtool_set_channels.\n",
		1 << MT_MODEL_OPS | 1 << MT_MODEL_CHANNELS | 1 << MT_MODEL_XSK | 1 << MT_MODEL_GRAPH |
		1 << MT_MODEL_COMMANDS | 1 << MT_MODEL_RQS |
		1 << MT_MODEL_STOCK | 1 << MT_MODEL_LOG,
		"mlx5e_ethtool_set_channels", mt_text_report, parts_report, NULL, NULL, NULL, true,
	}, {
		"export", "time line, results and stacks in the format of another program",
		"Writes the time line, the results of the other verbs and the call stacks in the\n"
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
