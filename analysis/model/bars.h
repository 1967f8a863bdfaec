/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bars of a time line, for pictures and exports: the start and end of each operation, step,
 * firmware command, channel, XSK binding, and destination of a table or rule.
 *
 * The model keeps a bar for each pair of events; operations and steps are taken from struct mt_ops.
 */
#ifndef MLX5TRACE_BARS_H
#define MLX5TRACE_BARS_H

#include "analysis/model/channels.h"
#include "analysis/model/ops.h"

enum mt_bar_kind {
	MT_BAR_OP,
	MT_BAR_STEP,
	MT_BAR_COMMAND, /* from mlx5_cmd_issue, or the start by its durations, to mlx5_cmd_done */
	MT_BAR_CHANNEL, /* from opening to closing */
	MT_BAR_ACTIVE,	/* a channel, from activation to deactivation */
	MT_BAR_XSK,	/* XSK queues, from opening to closing */
	MT_BAR_XSK_ACTIVE, /* XSK queues, from activation to deactivation */
	MT_BAR_STEERING,   /* a direct RQT, from one modification to the next */
	MT_BAR_RSS,	   /* an RQT of RSS, from one modification to the next */
	MT_BAR_RULE,	   /* a rule of ethtool -N, from its addition to its deletion */
	MT_BAR_NR,
};

struct mt_bar {
	enum mt_bar_kind kind;
	const char *name; /* "ethtool -L 2 -> 4", "CREATE_RQ", "channel 3", "RQT 7 -> RQ 21" */
	const char *dev, *netdev; /* "" if unknown */
	const char *comm;	  /* comm of the first event; "" if unknown */
	int pid;		  /* -1 if unknown */
	uint64_t start, end;
	uint64_t submitted; /* a command: end of the wait for a slot; otherwise equal to start */
	bool begun;	    /* it began before the recording; start is the start of the recording */
	bool goes_on;	    /* it did not end; end is the end of the recording */
	bool failed;
	int err;
	const char *status; /* status of a failed command, such as "BAD_PARAM_ERR"; otherwise "" */
	int64_t op;	    /* operations and steps: index in struct mt_ops; otherwise -1 */
	int64_t count;	    /* number of events of a step; otherwise 1 */
	int64_t ix, qid;    /* channel index; queue id of XSK queues; -1 if unknown or none */
	int64_t vhca_id, rqn, sqn, rqtn, tirn; /* -1 if unknown or none */
	int64_t location;		       /* location of a rule; otherwise -1 */
	bool drop;			       /* the destination is the drop RQ */
	/*
	 * bars of the same kind and device (and channel, table or rule) do not overlap within a
	 * lane
	 */
	unsigned int lane;
};

/* A bar whose values are all unknown. */
extern const struct mt_bar mt_bar_unknown;

/* A destination that was added to a rule of the flow tables. */
struct mt_bar_dst {
	const char *dev, *type;
	int64_t table, entry, id;
};

struct mt_bars {
	struct mt_model base;
	MT_LONG(struct mt_bar) done;
	MT_VEC(struct mt_bar) open; /* bars that have not ended */
	MT_VEC(struct mt_bar_dst) dsts;
	bool seen;	   /* first and last are set */
	bool commands_end; /* mlx5_cmd_done was recorded */
	uint64_t first, last;
};

extern const struct mt_model_ops mt_model_bars;

/* "operation" etc. for machine-readable formats; "Operations" etc. for display. */
const char *mt_bar_id(enum mt_bar_kind kind);
const char *mt_bar_title(enum mt_bar_kind kind);

/*
 * The channel, RQT or location whose bars share lanes; -1 if all bars of the kind and device share
 * lanes.
 */
int64_t mt_bar_object(const struct mt_bar *bar);

struct mt_bar_list {
	MT_LONG(struct mt_bar) list; /* sorted by start; if equal, the longer bar first */
};

/*
 * Set @to to all bars of a finished recording. @channels adds the channels in the snapshot that
 * have no event. @ops and @channels may be NULL. The list points into its sources, and is freed
 * with mt_bar_list_free().
 */
void mt_bars_list(struct mt_bar_list *to, const struct mt_bars *bars, const struct mt_ops *ops,
		  const struct mt_channels *channels);
void mt_bar_list_free(struct mt_bar_list *list);

#endif
