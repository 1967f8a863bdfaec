/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channels and their queues over time, and the mapping at the end: the RQ of each channel index,
 * and the destination of the RQT.
 *
 * While a device replaces its channels, an index has two channels, which are distinguished by rqn.
 * A number is -1 if it is neither in an event nor in the snapshot.
 */
#ifndef MLX5TRACE_CHANNELS_H
#define MLX5TRACE_CHANNELS_H

#include "analysis/model/model.h"
#include "analysis/model/rq_number.h"
#include "analysis/model/snapshot.h"
#include "analysis/base/index.h"
#include "analysis/base/vec.h"

enum mt_chan_state {
	MT_CHAN_UNKNOWN,
	MT_CHAN_OPENED, /* created but not yet active */
	MT_CHAN_ACTIVE,
	MT_CHAN_INACTIVE, /* deactivated but not yet closed */
	MT_CHAN_CLOSED,
};

struct mt_xsk_queues {
	int64_t rqn, cqn, sqn, sq_cqn; /* 0 if none */
};

#define MT_SQS_KEPT 8

struct mt_chan {
	enum mt_chan_state state;
	uint64_t since; /* time of the state; 0 if before the recording */
	int64_t cpu, rqn, cqn;
	int64_t vhca_id; /* the function that the RQ numbers belong to, or -1 */
	int64_t xsk_rqn; /* 0 if none */
	struct mt_xsk_queues xsk;
	bool xsk_active;
	int64_t num_tc, xdp;
	bool from_snapshot;
	/* SQs by traffic class, only from the snapshot; 0 if unknown */
	unsigned int nr_sqs;
	int64_t sqn[MT_SQS_KEPT];
};

/* The direct RQT of a channel index, which contains a single RQ. */
struct mt_direct {
	uint64_t since; /* 0 if not set by an event */
	int64_t tirn, rqtn, rqn;
	int64_t vhca_id; /* function of the RQ, or -1 */
	bool drop;
	int err;
};

struct mt_slot {
	MT_VEC(struct mt_chan) chans; /* open channels, oldest first */
	struct mt_chan last;	      /* the channel that was closed last */
	bool closed;		      /* last is set */
	/*
	 * XSK queues that were opened for this index, until the next event identifies their
	 * channel: after open_channel they belong to the new channel, after activate_xsk a bind has
	 * added them to the active channel.
	 */
	struct mt_xsk_queues opened_xsk;
	struct mt_direct direct;
	struct mt_direct xsk_direct; /* RQT of the XSK RQ, if the XSK RQ has a separate TIR */
};

struct mt_rss {
	uint64_t since;
	int64_t context; /* RSS context of ethtool -X; -1 if unknown */
	int64_t rqtn, hfunc;
	/* the number of channels in the event, not the channels over which RSS spreads */
	int64_t nch;
	bool drop;
	int err;
};

struct mt_chan_dev {
	unsigned int next;	  /* index of the next netdev of the device, or MT_INDEX_NEW */
	const char *dev, *netdev; /* netdev is "" if unknown */
	int64_t ifindex;
	enum mt_snapshot_side side;   /* the time of the state from the snapshot */
	int64_t combined;	      /* count in the snapshot, or -1 */
	int64_t had;		      /* number of channels with RQs in the snapshot, or -1 */
	MT_VEC(struct mt_slot) slots; /* by channel index */
	MT_VEC(struct mt_rss) rss;    /* by RQT */
	/* the queues in the indirection table of context 0 before the first event, ascending */
	MT_VEC(int64_t) spread;
	bool spread_default; /* spread is the driver's default for the channels at that time */
	/*
	 * tasks that modified RQTs without an event that explains why: the table may have changed
	 */
	MT_VEC(int) modifiers;
	int last_pid; /* pid of the last event of a channel */
};

/*
 * Whether the queues over which RSS spreads are known; they are then in dev->spread. The events
 * only contain the number of channels. The driver's default table changes with that number, but a
 * table set with ethtool -X does not.
 */
bool mt_rss_spread_known(const struct mt_chan_dev *dev, const struct mt_rss *rss);
/* Describe these queues: "channels 0, 1" or "channels that are unknown (of 4)". */
void mt_rss_spread_words(const struct mt_chan_dev *dev, const struct mt_rss *rss, char *text,
			 size_t size);

/* A timestamped change of a channel. */
struct mt_change {
	uint64_t ts;
	unsigned int dev; /* index in devs */
	enum mt_event event;
	const char *name; /* name of the event, as recorded */
	int64_t ix, cpu, rqn, cqn, xsk_rqn, tirn, rqtn;
	int64_t vhca_id; /* function of the RQ, or -1 */
	bool drop;	 /* the RQT contains the drop RQ */
	int err;
	bool of_xsk; /* the change is to the XSK queues */
};

/* Number of changes kept in the timeline; older changes are only counted. */
#define MT_CHANGES_KEPT 65536

struct mt_channels {
	struct mt_model base;
	/*
	 * Before 6.1 an XSK RQ has its own TIR and RQT, in addition to those of the regular RQ. The
	 * events do not distinguish them.
	 */
	bool xsk_tirs;
	MT_VEC(struct mt_chan_dev) devs;
	struct mt_index by_names, by_dev; /* by_dev: first netdev of a device */
	MT_VEC(struct mt_change) changes; /* a ring buffer once it is full */
	unsigned int oldest;		  /* start of the ring buffer */
	bool no_changes;		  /* changes are not kept, as in a map */
	uint64_t dropped;		  /* number of changes that are no longer kept */
};

extern const struct mt_model_ops mt_model_channels;

/* Find the device with these names, or create it. Returns NULL when out of memory. */
struct mt_chan_dev *mt_channels_dev(struct mt_channels *m, struct mt_span dev,
				    struct mt_span netdev);

/* The index of the first netdev of the device @dev; MT_INDEX_NEW if there is none. */
unsigned int mt_channels_first(const struct mt_channels *m, const char *dev);

/* Whether the device's RQs belong to several functions. */
bool mt_chan_dev_has_functions(const struct mt_chan_dev *dev);

/* The current channel of an index; NULL if unknown. */
const struct mt_chan *mt_slot_now(const struct mt_slot *slot);

/* The @i-th change that is kept, where 0 is the oldest. */
const struct mt_change *mt_change_at(const struct mt_channels *m, unsigned int i);

const char *mt_chan_state_name(enum mt_chan_state state);

/* "opened", "XSK closed", "steered to drop" etc. */
const char *mt_change_title(const struct mt_change *c);

#endif
