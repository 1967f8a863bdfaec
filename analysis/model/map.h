/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state at a point in time: channels with their queues, TIRs and their destinations, flow rules
 * and RSS. It is initialised from the snapshot of the recording, and updated by the events up to
 * that time. Values that are neither in the snapshot nor in an event are unknown, which is -1.
 */
#ifndef MLX5TRACE_MAP_H
#define MLX5TRACE_MAP_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/* A TIR of a channel or of RSS. */
struct mt_map_tir {
	unsigned int next; /* index of the next TIR of the device, or MT_INDEX_NEW */
	const char *dev;
	int64_t tirn, rqtn;
	int64_t ix;	 /* index of the channel; -1 for RSS */
	bool xsk;	 /* for the channel's XSK RQ, if it has a separate TIR */
	int64_t rqn;	 /* destination of the RQT; -1 if unknown or RSS */
	int64_t vhca_id; /* the function of that RQ; -1 if unknown */
	int64_t context; /* RSS context, as in ethtool -X; -1 if unknown */
	bool drop;
	const char *traffic; /* traffic type of RSS, such as "IPV4_TCP"; otherwise "" */
	bool inner;
	uint64_t since; /* 0 if before the recording */
};

/* A destination of a flow table entry. */
struct mt_map_dst {
	const char *dev;
	int64_t table_type, table, entry;
	int64_t vport;	     /* vport of the table; -1 if unknown */
	const char *type;    /* "TIR", "FLOW_TABLE", "NONE" etc. */
	int64_t id, vhca_id; /* the number and the function that it belongs to; -1 if unknown */
	uint64_t since;
};

/* A rule of ethtool -N. */
struct mt_map_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* -1 if older than the recording */
	int64_t queue;	      /* from the snapshot; -1 if unknown */
	bool drops;	      /* drop rule, from the snapshot */
	uint64_t since;	      /* 0 if before the recording */
};

/* The mapping of channels to queue ids of AF_XDP and of rules. */
enum mt_scheme {
	MT_SCHEME_UNKNOWN,
	MT_SCHEME_BEHIND, /* number of channels + ix, before 6.1 */
	MT_SCHEME_SAME,	  /* ix */
};

struct mt_map_count {
	const char *dev, *netdev;
	int64_t channels;
};

struct mt_map {
	struct mt_model base;
	const struct mt_recording *rec;
	struct mt_instant until;
	struct mt_channels *channels;
	enum mt_scheme scheme;
	MT_VEC(struct mt_map_tir) tirs;
	struct mt_index first_tir; /* the first TIR of a device */
	MT_VEC(struct mt_map_dst) dsts;
	MT_VEC(struct mt_map_rule) rules;
	MT_VEC(struct mt_map_count) counts; /* number of channels, from set_channels */
	struct mt_index by_netdev;	    /* indices of counts */
};

extern const struct mt_model_ops mt_model_map;	     /* the state at query.at */
extern const struct mt_model_ops mt_model_map_other; /* the state at query.diff */

/* The key of a netdev in by_netdev. */
struct mt_index_key mt_map_netdev_key(const char *dev, const char *netdev);

/* The number of channels of a netdev at that time; -1 if unknown. */
int64_t mt_map_nr_channels(const struct mt_map *m, const struct mt_chan_dev *dev);

/*
 * The queue id with which a socket is bound to channel @ix and a rule is steered to it; -1 if
 * unknown.
 */
int64_t mt_map_queue(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix);

/* The index of the first TIR of the device @dev; MT_INDEX_NEW if there is none. */
unsigned int mt_map_first_tir(const struct mt_map *m, const char *dev);

/* Append a TIR of a device, with all other values unknown. Returns NULL when out of memory. */
struct mt_map_tir *mt_map_add_tir(struct mt_map *m, const char *dev);

/* The TIR with this number; NULL if it is in no event. */
const struct mt_map_tir *mt_map_find_tir(const struct mt_map *m, const char *dev, int64_t tirn);

/*
 * The TIR of channel @ix or, if @xsk is set, the separate TIR of its XSK RQ. NULL if unknown or
 * none.
 */
const struct mt_map_tir *mt_map_channel_tir(const struct mt_map *m, const struct mt_chan_dev *dev,
					    int64_t ix, bool xsk);

/* The destination TIR of a rule; NULL if none or unknown. */
const struct mt_map_tir *mt_map_rule_tir(const struct mt_map *m, const struct mt_map_rule *rule);

/* Initialise a device from the snapshot. */
void mt_map_start(struct mt_map *m, const struct mt_snapshot_dev *dev);

/* The first destination of the rule's flow table entry; NULL if unknown. */
const struct mt_map_dst *mt_map_rule_dst(const struct mt_map *m, const struct mt_map_rule *rule);

/*
 * Get the channel of the RQ that a TIR leads to, and whether that RQ is the XSK RQ. Returns false
 * if unknown.
 */
bool mt_map_owner(const struct mt_map *m, const struct mt_map_tir *tir, int64_t *ix, bool *xsk);

#endif
