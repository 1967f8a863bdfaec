/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of each RQ with the events that tell it, to see what should not be:
 * one that was left open, or one that is steered to after its close.
 */
#ifndef MLX5TRACE_RQS_H
#define MLX5TRACE_RQS_H

#include "analysis/model/evidence.h"
#include "analysis/base/vec.h"

/* The RQ of a channel, or its XSK RQ. An event that did not come is NULL. */
struct mt_rq {
	const char *dev, *netdev;
	int64_t ix, rqn;
	bool xsk;
	struct mt_evidence opened, active, inactive, closed;
	/* a newer one of the same channel index became active; its opening */
	struct mt_evidence replaced;
	uint64_t successor_opened;
	/* the opening of channels that it was part of failed after it */
	struct mt_evidence aborted;
};

/* An RQT led to an RQ that was closed. */
struct mt_stray {
	const char *dev;
	int64_t ix, rqn, rqtn, tirn;
	bool xsk;
	bool at_close; /* it led there when the RQ was closed; else it came later */
	struct mt_evidence closed, steered;
};

struct mt_steering {
	const char *dev;
	int64_t rqtn, rqn;
	struct mt_evidence by;
};

/* When something last happened on a device; 0: never. */
struct mt_rq_dev {
	const char *dev;
	uint64_t closed, answered, opened;
};

struct mt_rqs {
	struct mt_model base;
	MT_VEC(struct mt_rq) rqs; /* open ones, and the last of each number */
	MT_VEC(struct mt_steering) rqts;
	MT_VEC(struct mt_stray) strays;
	MT_VEC(struct mt_rq_dev) devs;
	uint64_t closes, xsk_closes; /* events seen */
};

extern const struct mt_model_ops mt_model_rqs;

/*
 * Should this RQ have been closed by the end of what was recorded? The event
 * that shows it, NULL: no, or nothing tells.
 */
const struct mt_evidence *mt_rq_left_open(const struct mt_rqs *m, const struct mt_rq *rq);

#endif
