/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XSK queues: when and why mlx5e_open_xsk occurs, and why it does not.
 *
 * The driver opens XSK queues for a channel if a pool is bound to the channel's queue, the
 * interface is up and an XDP program is attached. This happens when the pool is bound, or else the
 * next time the channels are opened with all three conditions met.
 */
#ifndef MLX5TRACE_XSK_H
#define MLX5TRACE_XSK_H

#include "analysis/model/ops.h"

struct mt_xsk_open {
	uint64_t ts;
	int pid;
	const char *dev, *netdev;
	int64_t ix, qid, xsk_rqn, xsk_sqn; /* -1 if not in the event */
	int err;
};

struct mt_xsk {
	struct mt_model base;
	MT_LONG(struct mt_xsk_open) opens; /* sorted by time once finished */
	uint64_t pools;			   /* number of xsk_setup_pool events */
};

extern const struct mt_model_ops mt_model_xsk;

enum mt_xsk_verdict {
	MT_XSK_FIRED_AT_BIND,
	MT_XSK_FIRED_AT_REOPEN, /* a pool was bound before */
	MT_XSK_FAILED_AT_BIND,
	MT_XSK_FAILED_AT_REOPEN,
	MT_XSK_DEFERRED_DOWN,	/* bind succeeded, but the interface was down */
	MT_XSK_DEFERRED_NO_XDP, /* bind succeeded, but there was no XDP program */
	MT_XSK_REFUSED,		/* bind failed before queues were opened */
	MT_XSK_NOT_SEEN,	/* bind succeeded, but its open_xsk is missing */
	MT_XSK_UNBOUND,
	MT_XSK_NOT_NO_POOL, /* channels were opened, but no pool was bound */
	MT_XSK_NOT_NO_XDP,  /* channels were opened without an XDP program */
	MT_XSK_NOT_FAILED,  /* the channels failed to open before that */
	MT_XSK_NOT_DOWN,    /* ethtool -L on an interface that is down */
};

struct mt_xsk_answer {
	enum mt_xsk_verdict verdict;
	const struct mt_op *op;		/* the operation */
	const struct mt_xsk_open *open; /* the mlx5e_open_xsk, or NULL */
	const struct mt_op *bind;	/* the earlier bind, or NULL if not recorded */
	unsigned int bound;		/* number of pools bound in the recording at that time */
};

struct mt_xsk_answers {
	MT_LONG(struct mt_xsk_answer) list;
};

/*
 * One answer for each open_xsk, for each bind and unbind, and each time channels were opened
 * without open_xsk, in time order. Answers point into @ops and @xsk, which must be finished.
 */
void mt_xsk_answers(struct mt_xsk_answers *to, const struct mt_ops *ops, const struct mt_xsk *xsk);
void mt_xsk_answers_free(struct mt_xsk_answers *answers);

/* "fired_at_bind" etc. */
const char *mt_xsk_verdict_id(enum mt_xsk_verdict verdict);

#endif
