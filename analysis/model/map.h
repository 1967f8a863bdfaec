/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state at an instant: channels with their queues, TIRs and where they
 * lead, flow rules, RSS. It starts from the snapshot of the recording and
 * follows its events up to the instant; what neither says is unknown: -1.
 */
#ifndef MLX5TRACE_MAP_H
#define MLX5TRACE_MAP_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/* A TIR, of a channel or of RSS. */
struct mt_map_tir {
	const char *dev;
	int64_t tirn, rqtn;
	int64_t ix;  /* of the channel; -1: of RSS */
	bool xsk;    /* of the channel's XSK RQ, where that has one of its own */
	int64_t rqn; /* that its RQT leads to; -1: unknown, or RSS */
	bool drop;
	const char *traffic; /* of RSS: "IPV4_TCP"; "" */
	bool inner;
	uint64_t since; /* 0: before the recording */
};

/* Where an entry of a flow table leads to. */
struct mt_map_dst {
	const char *dev;
	int64_t table_type, table, entry;
	const char *type; /* "TIR", "FLOW_TABLE", "NONE" ... */
	int64_t id;
	uint64_t since;
};

/* A rule of ethtool -N. */
struct mt_map_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* -1: it is older than the recording */
	int64_t queue;	      /* as the snapshot has it; -1: unknown */
	bool drops;	      /* the snapshot says so */
	uint64_t since;	      /* 0: before the recording */
};

/* How queue ids of AF_XDP and rules name channels. */
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
	MT_VEC(struct mt_map_dst) dsts;
	MT_VEC(struct mt_map_rule) rules;
	MT_VEC(struct mt_map_count) counts; /* as set_channels says */
};

extern const struct mt_model_ops mt_model_map;	     /* at query.at */
extern const struct mt_model_ops mt_model_map_other; /* at query.diff */

/* How many channels a netdev has then; -1: unknown. */
int64_t mt_map_nr_channels(const struct mt_map *m, const struct mt_chan_dev *dev);

/* The queue id to bind a socket to for channel @ix, and to steer to; -1: unknown. */
int64_t mt_map_queue(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix);

/* The TIR of that number; NULL: no event said anything of it. */
const struct mt_map_tir *mt_map_find_tir(const struct mt_map *m, const char *dev, int64_t tirn);

/*
 * The TIR of channel @ix, @xsk: the one of its XSK RQ where that has one of its
 * own. NULL: unknown, or there is none.
 */
const struct mt_map_tir *mt_map_channel_tir(const struct mt_map *m, const struct mt_chan_dev *dev,
					    int64_t ix, bool xsk);

/* The TIR that a rule leads to; NULL: to none, or unknown. */
const struct mt_map_tir *mt_map_rule_tir(const struct mt_map *m, const struct mt_map_rule *rule);

/* Begin with what the snapshot says of a device. */
void mt_map_start(struct mt_map *m, const struct mt_snapshot_dev *dev);

/* The first destination of the rule's entry; NULL: unknown. */
const struct mt_map_dst *mt_map_rule_dst(const struct mt_map *m, const struct mt_map_rule *rule);

/* Whose RQ is it on that device: the channel, and whether the XSK one. False: unknown. */
bool mt_map_owner(const struct mt_map *m, const char *dev, int64_t rqn, int64_t *ix, bool *xsk);

#endif
