/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parser for one line of output of ftrace, `trace-cmd report`, `perf script` or `perf trace`.
 *
 *	ip-291     [000] d..2.  34.276458: net_dev_queue: dev=d0 len=70
 *	ip-291     (  291) [000] d..2.  34.276458: net_dev_queue: ...
 *	ip-291       0d..2. 708210us+: net_dev_queue: ...
 *	ip   291 [000]  34.276458:   net:net_dev_queue: dev=d0 len=70
 *	ip   291/291  34.276458001: net:net_dev_queue: ...
 *	ip   291 [000] 2026-11-29 10:00:34.276458: net:net_dev_queue: ...
 *	34.276 ip/291 net:net_dev_queue(dev: d0, len: 70)
 *
 * The parser is stateless.
 */
#ifndef MLX5TRACE_TEXT_LINE_H
#define MLX5TRACE_TEXT_LINE_H

#include "analysis/base/span.h"

enum mt_line_kind {
	MT_LINE_NOTHING, /* blank line, comment or separator */
	MT_LINE_EVENT,
	MT_LINE_STACK, /* header of a call stack */
	MT_LINE_FRAME,
	MT_LINE_LOST,
	MT_LINE_GRAPH,	/* function_graph: see mt_graph_line */
	MT_LINE_SWITCH, /* function_graph: task switch on this CPU */
	MT_LINE_BAD,
};

enum mt_dialect {
	MT_DIALECT_UNKNOWN,
	MT_DIALECT_FTRACE,
	MT_DIALECT_TRACE_CMD,
	MT_DIALECT_PERF,
	MT_DIALECT_PERF_TRACE,
};

/* Maximum length of a task's name: TASK_COMM_LEN without the NUL. */
#define MT_COMM_MAX 15

enum mt_graph_what {
	MT_GRAPH_CALL,	  /* func() { */
	MT_GRAPH_LEAF,	  /* func(); */
	MT_GRAPH_RETURN,  /* } */
	MT_GRAPH_COMMENT, /* an event between calls */
};

struct mt_line {
	enum mt_line_kind kind;
	enum mt_dialect dialect;
	const char *why; /* MT_LINE_BAD */

	struct mt_span comm; /* empty if unknown */
	int pid, cpu;	     /* -1 if unknown */
	bool irq;
	uint64_t ts;
	bool has_ts;
	bool ticks;	  /* ts is a count without a unit */
	bool time_of_day; /* ts is the time since midnight of an unknown day */
	struct mt_span system, name, text;
	bool sample;	/* has a period, as in the samples of a counter */
	bool arguments; /* text is "name: value, ...": see mt_perf_trace_fields() */

	bool user_stack; /* MT_LINE_STACK */

	struct mt_span func; /* MT_LINE_FRAME, MT_LINE_GRAPH; may be empty */
	bool user_frame;
	bool note;	  /* MT_LINE_FRAME: belongs to the previous frame */
	uint64_t address; /* 0 if not printed */

	uint64_t lost; /* MT_LINE_LOST; 0 for a gap of unknown size */

	enum mt_graph_what graph;
	int depth;
	uint64_t duration; /* ns, or MT_DURATION_UNKNOWN */

	uint64_t overwritten; /* MT_LINE_NOTHING: as given in ftrace's header */
};

void mt_line_scan(struct mt_span text, struct mt_line *line);

#endif
