/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state at an instant: channels with their queues, TIRs and their destinations, flow
 * rules, RSS. It starts from the snapshot of the recording and is updated by its events
 * up to the instant; values that are in neither are unknown: -1.
 */
#ifndef MLX5TRACE_MAP_H
#define MLX5TRACE_MAP_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/* A TIR, of a channel or of RSS. */
struct mt_map_tir {
	unsigned int next; /* of the same device: its index; MT_INDEX_NEW: none */
	const char *dev;
	int64_t tirn, rqtn;
	int64_t ix;	 /* of the channel; -1: of RSS */
	bool xsk;	 /* of the channel's XSK RQ, if that has a separate one */
	int64_t rqn;	 /* destination of its RQT; -1: unknown, or RSS */
	int64_t vhca_id; /* the function of that RQ; -1: unknown */
	int64_t context; /* of RSS, as in ethtool -X; -1: unknown */
	bool drop;
	const char *traffic; /* of RSS: "IPV4_TCP"; "" */
	bool inner;
	uint64_t since; /* 0: before the recording */
};

/* Destination of a flow table entry. */
struct mt_map_dst {
	const char *dev;
	int64_t table_type, table, entry;
	int64_t vport;	     /* of the table; -1: unknown */
	const char *type;    /* "TIR", "FLOW_TABLE", "NONE" ... */
	int64_t id, vhca_id; /* the number, and the function that it belongs to; -1: unknown */
	uint64_t since;
};

/* A rule of ethtool -N. */
struct mt_map_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* -1: older than the recording */
	int64_t queue;	      /* from the snapshot; -1: unknown */
	bool drops;	      /* drop rule, from the snapshot */
	uint64_t since;	      /* 0: before the recording */
};

/* Mapping of channels to queue ids of AF_XDP and rules. */
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
	struct mt_index first_tir; /* of a device */
	MT_VEC(struct mt_map_dst) dsts;
	MT_VEC(struct mt_map_rule) rules;
	MT_VEC(struct mt_map_count) counts; /* from set_channels */
	struct mt_index by_netdev;	    /* of counts */
};

extern const struct mt_model_ops mt_model_map;	     /* at query.at */
extern const struct mt_model_ops mt_model_map_other; /* at query.diff */

/* The key of a netdev in by_netdev. */
struct mt_index_key mt_map_netdev_key(const char *dev, const char *netdev);

/* Number of channels of a netdev at that time; -1: unknown. */
int64_t mt_map_nr_channels(const struct mt_map *m, const struct mt_chan_dev *dev);

/* The queue id to bind a socket to for channel @ix, and to steer to; -1: unknown. */
int64_t mt_map_queue(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix);

/* The first TIR of a device, by its name: its index, MT_INDEX_NEW if there is none. */
unsigned int mt_map_first_tir(const struct mt_map *m, const char *dev);

/* Append a TIR of a device, with nothing else set; NULL when out of memory. */
struct mt_map_tir *mt_map_add_tir(struct mt_map *m, const char *dev);

/* The TIR with that number; NULL: in no event. */
const struct mt_map_tir *mt_map_find_tir(const struct mt_map *m, const char *dev, int64_t tirn);

/*
 * The TIR of channel @ix, @xsk: the separate one of its XSK RQ. NULL: unknown or none.
 */
const struct mt_map_tir *mt_map_channel_tir(const struct mt_map *m, const struct mt_chan_dev *dev,
					    int64_t ix, bool xsk);

/* The destination TIR of a rule; NULL: none, or unknown. */
const struct mt_map_tir *mt_map_rule_tir(const struct mt_map *m, const struct mt_map_rule *rule);

/* Initialise a device from the snapshot. */
void mt_map_start(struct mt_map *m, const struct mt_snapshot_dev *dev);

/* The first destination of the rule's entry; NULL: unknown. */
const struct mt_map_dst *mt_map_rule_dst(const struct mt_map *m, const struct mt_map_rule *rule);

/* The channel of the RQ of a TIR, and whether it is the XSK RQ. False: unknown. */
bool mt_map_owner(const struct mt_map *m, const struct mt_map_tir *tir, int64_t *ix, bool *xsk);

#endif
