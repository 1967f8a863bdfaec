/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the function_graph tracer:
 *
 *	 0) + 18.608 us   |    }
 *	  113.324228 |   0)     ip-460     |   1.082 us    |      kfree();
 *	 0)    ip-460   =>   bash-12
 */
#ifndef MLX5TRACE_TEXT_GRAPH_H
#define MLX5TRACE_TEXT_GRAPH_H

#include "analysis/source/text_line.h"

/*
 * Parse the part of a function_graph line after '|', which has the same format in all three tools.
 */
bool mt_line_scan_graph_body(struct mt_span body, struct mt_line *line);

/* Parse a complete line of the tracer. Returns false for any other line. */
bool mt_graph_scan(struct mt_span text, struct mt_line *line);

/* Convert "+ 18.608 us" to ns. Returns MT_DURATION_UNKNOWN if there is no duration. */
uint64_t mt_graph_duration(struct mt_span text);

#endif
