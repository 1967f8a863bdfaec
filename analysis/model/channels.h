/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channels and their queues over time, and the map at the end: which RQ each
 * channel index stands for, and where its RQT points.
 *
 * While a device changes over from old channels to new ones an index has two
 * of them; they are told apart by rqn. A number is -1 where neither an event
 * nor the snapshot says it.
 */
#ifndef MLX5TRACE_CHANNELS_H
#define MLX5TRACE_CHANNELS_H

#include "analysis/model/model.h"
#include "analysis/base/vec.h"

enum mt_chan_state {
	MT_CHAN_UNKNOWN,
	MT_CHAN_OPENED, /* created, not yet active */
	MT_CHAN_ACTIVE,
	MT_CHAN_INACTIVE, /* deactivated, not yet closed */
	MT_CHAN_CLOSED,
};

struct mt_xsk_queues {
	int64_t rqn, cqn, sqn, sq_cqn; /* 0: none */
};

#define MT_SQS_KEPT 8

struct mt_chan {
	enum mt_chan_state state;
	uint64_t since; /* of the state; 0: before the recording */
	int64_t cpu, rqn, cqn;
	int64_t xsk_rqn; /* 0: none */
	struct mt_xsk_queues xsk;
	bool xsk_active;
	int64_t num_tc, xdp;
	bool from_snapshot;
	/* its SQs by traffic class, which the snapshot tells and no event; 0: unknown */
	unsigned int nr_sqs;
	int64_t sqn[MT_SQS_KEPT];
};

/* An RQT that steers to one RQ: the direct one of a channel index. */
struct mt_direct {
	uint64_t since; /* 0: no event has set it */
	int64_t tirn, rqtn, rqn;
	bool drop;
	int err;
};

struct mt_slot {
	MT_VEC(struct mt_chan) chans; /* open ones, oldest first */
	struct mt_chan last;	      /* the last that was closed */
	bool closed;		      /* last is set */
	/*
	 * XSK queues that were opened for this index, until the event after it
	 * shows for which channel: open_channel (they are part of the new one)
	 * or activate_xsk (a bind adds them to the one that is active).
	 */
	struct mt_xsk_queues opened_xsk;
	struct mt_direct direct;
	struct mt_direct xsk_direct; /* of its XSK RQ, where that has a TIR of its own */
};

struct mt_rss {
	uint64_t since;
	int64_t rqtn, nch, hfunc;
	bool drop;
	int err;
};

struct mt_chan_dev {
	const char *dev, *netdev; /* netdev "": no event says it */
	int64_t ifindex;
	int64_t combined;	      /* the count the snapshot gives; -1 */
	int64_t had;		      /* channels that the snapshot tells RQs of; -1 */
	MT_VEC(struct mt_slot) slots; /* by channel index */
	MT_VEC(struct mt_rss) rss;    /* by RQT */
};

/* What happened to a channel, when. */
struct mt_change {
	uint64_t ts;
	unsigned int dev; /* index into devs */
	enum mt_event event;
	int64_t ix, cpu, rqn, cqn, xsk_rqn, tirn, rqtn;
	int err;
	bool of_xsk; /* the change is to the XSK queues */
};

/* The timeline keeps this many changes; older ones are counted only. */
#define MT_CHANGES_KEPT 65536

struct mt_channels {
	struct mt_model base;
	/*
	 * Before 6.1 an XSK RQ has a TIR and an RQT of its own, beside those of
	 * the regular RQ. Which one an event means it does not say.
	 */
	bool xsk_tirs;
	MT_VEC(struct mt_chan_dev) devs;
	MT_VEC(struct mt_change) changes; /* a ring once it is full */
	unsigned int oldest;		  /* where the ring begins */
	uint64_t dropped;		  /* changes no longer kept */
};

extern const struct mt_model_ops mt_model_channels;

/* The device of these names, made when it is new; NULL when memory is short. */
struct mt_chan_dev *mt_channels_dev(struct mt_channels *m, struct mt_span dev,
				    struct mt_span netdev);

/* The channel that an index stands for now; NULL: none is known. */
const struct mt_chan *mt_slot_now(const struct mt_slot *slot);

/* The i-th change kept, 0 is the oldest. */
const struct mt_change *mt_change_at(const struct mt_channels *m, unsigned int i);

const char *mt_chan_state_name(enum mt_chan_state state);

/* "opened", "XSK closed", "steered to drop RQ" ... */
const char *mt_change_title(const struct mt_change *c);

#endif
