/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bars of a time line: each operation, step, firmware command, channel, XSK binding and
 * destination of a table or rule with its start and its end, for pictures and exports.
 *
 * The model keeps one bar for each pair of events; operations and steps are those of
 * struct mt_ops.
 */
#ifndef MLX5TRACE_BARS_H
#define MLX5TRACE_BARS_H

#include "analysis/model/channels.h"
#include "analysis/model/ops.h"

enum mt_bar_kind {
	MT_BAR_OP,
	MT_BAR_STEP,
	MT_BAR_COMMAND, /* from mlx5_cmd_issue, or a wait and a duration, to mlx5_cmd_done */
	MT_BAR_CHANNEL, /* from its opening to its closing */
	MT_BAR_ACTIVE,	/* ... from activation to deactivation */
	MT_BAR_XSK,	/* XSK queues, likewise */
	MT_BAR_XSK_ACTIVE,
	MT_BAR_STEERING, /* a direct RQT, until its next modification */
	MT_BAR_RSS,	 /* an RQT of RSS, likewise */
	MT_BAR_RULE,	 /* of ethtool -N, from its addition to its deletion */
	MT_BAR_NR,
};

struct mt_bar {
	enum mt_bar_kind kind;
	const char *name; /* "ethtool -L 2 -> 4", "CREATE_RQ", "channel 3", "RQT 7 -> RQ 21" */
	const char *dev, *netdev; /* "" unknown */
	const char *comm;	  /* of its first event; "" unknown */
	int pid;		  /* -1: unknown */
	uint64_t start, end;
	uint64_t submitted; /* of a command: end of its wait for a slot; otherwise start */
	bool begun;	    /* it began before the recording: start is that of the recording */
	bool goes_on;	    /* not over: end is that of the recording */
	bool failed;
	int err;
	const char *status; /* of a failed command: "BAD_PARAM_ERR"; otherwise "" */
	int64_t op;	    /* of operations and steps: the index in struct mt_ops; -1 */
	int64_t count;	    /* of a step: events; otherwise 1 */
	int64_t ix, qid;    /* channel index; queue of XSK queues; -1: unknown or none */
	int64_t vhca_id, rqn, sqn, rqtn, tirn; /* -1: unknown or none */
	int64_t location;		       /* of a rule; -1 */
	bool drop;			       /* its destination is the drop RQ */
	/* bars of a kind and device (and its channel, table or rule) do not overlap in a lane */
	unsigned int lane;
};

/* A bar with all values unknown. */
extern const struct mt_bar mt_bar_unknown;

/* A destination that was added to a rule of the flow tables. */
struct mt_bar_dst {
	const char *dev, *type;
	int64_t table, entry, id;
};

struct mt_bars {
	struct mt_model base;
	MT_LONG(struct mt_bar) done;
	MT_VEC(struct mt_bar) open; /* not over */
	MT_VEC(struct mt_bar_dst) dsts;
	bool seen;	   /* first and last are set */
	bool commands_end; /* mlx5_cmd_done was recorded */
	uint64_t first, last;
};

extern const struct mt_model_ops mt_model_bars;

/* "operation" ... for formats; "Operations" ... for readers. */
const char *mt_bar_id(enum mt_bar_kind kind);
const char *mt_bar_title(enum mt_bar_kind kind);

/* The channel, RQT or location whose bars share lanes; -1: all of the kind and device do. */
int64_t mt_bar_object(const struct mt_bar *bar);

struct mt_bar_list {
	MT_LONG(struct mt_bar) list; /* by start; of equal start the longer one first */
};

/*
 * All bars of a finished recording; @channels add those without an event, from the snapshot.
 * @ops and @channels may be NULL. The list refers to its sources; it is freed with
 * mt_bar_list_free().
 */
void mt_bars_list(struct mt_bar_list *to, const struct mt_bars *bars, const struct mt_ops *ops,
		  const struct mt_channels *channels);
void mt_bar_list_free(struct mt_bar_list *list);

#endif
