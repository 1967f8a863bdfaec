/* SPDX-License-Identifier: GPL-2.0-only */
/* The data of a view: the models of a recording, and the output. */
#ifndef MLX5TRACE_VIEW_H
#define MLX5TRACE_VIEW_H

#include "analysis/model/bars.h"
#include "analysis/model/channels.h"
#include "analysis/model/commands.h"
#include "analysis/model/events.h"
#include "analysis/model/graph_expect.h"
#include "analysis/model/log.h"
#include "analysis/model/map.h"
#include "analysis/model/ops.h"
#include "analysis/model/rqs.h"
#include "analysis/model/snapshot.h"
#include "analysis/model/stats.h"
#include "analysis/model/stock.h"
#include "analysis/model/xsk.h"
#include "analysis/view/format/term.h"

struct mt_view {
	struct mt_out to;
	bool all; /* do not shorten long lists */
	const struct mt_recording *rec;
	const struct mt_error *err; /* error that ended reading early, or NULL */
	struct mt_query query;
	struct mt_snapshot snapshot;
	const struct mt_expected *expected; /* the expected graph, or NULL */
	const char *expected_path;

	/* the models of the verb; the others are NULL */
	const struct mt_ops *ops;
	const struct mt_channels *channels;
	const struct mt_xsk *xsk;
	const struct mt_graph *graph;
	const struct mt_commands *commands;
	const struct mt_rqs *rqs;
	const struct mt_map *map, *map_other;
	const struct mt_log *log;
	struct mt_recording *const *beside; /* kernel logs in addition to the recording */
	unsigned int nr_beside;
	const struct mt_events *events;
	const struct mt_stock *stock;
	const struct mt_bars *bars;
	const struct mt_stat_sum *sum; /* sums of several recordings of a host, instead of models */
};

/* Is the recording a kernel log? */
static inline bool mt_view_is_log(const struct mt_view *v)
{
	return mt_recording_is_log(v->rec);
}

#endif
