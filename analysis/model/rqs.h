/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events in the life cycle of each RQ, used to find anomalies: RQs that are left open, and RQs
 * to which traffic is still steered after they were closed.
 */
#ifndef MLX5TRACE_RQS_H
#define MLX5TRACE_RQS_H

#include "analysis/model/evidence.h"
#include "analysis/base/longlist.h"

/* The RQ of a channel or its XSK RQ. Events that were not recorded are NULL. */
struct mt_rq {
	const char *dev, *netdev;
	int64_t ix, rqn;
	int64_t vhca_id; /* the function that the number belongs to; -1 if unknown */
	bool xsk;
	struct mt_evidence opened, active, inactive, closed;
	/* opening of a newer RQ of the same channel index that is active */
	struct mt_evidence replaced;
	uint64_t successor_opened;
	/* later failure to open the channels that include this RQ */
	struct mt_evidence aborted;
};

/* An RQT that contains a closed RQ. */
struct mt_stray {
	const char *dev;
	int64_t ix, rqn, vhca_id, rqtn, tirn;
	bool xsk;
	bool at_close; /* the RQT contained the RQ when it was closed; otherwise set later */
	struct mt_evidence closed, steered;
};

struct mt_steering {
	const char *dev;
	int64_t rqtn, rqn, vhca_id;
	struct mt_evidence by;
};

/* Times of the last events of a device; 0 if there is none. */
struct mt_rq_dev {
	const char *dev;
	uint64_t closed, answered, opened;
};

struct mt_rqs {
	struct mt_model base;
	MT_VEC(struct mt_rq) rqs; /* all open RQs, and the most recent RQ of each other number */
	MT_VEC(struct mt_steering) rqts;
	MT_LONG(struct mt_stray) strays;
	MT_VEC(struct mt_rq_dev) devs;
	uint64_t closes, xsk_closes; /* number of events */
};

extern const struct mt_model_ops mt_model_rqs;

/*
 * The event that proves that this RQ should have been closed by the end of the recording; NULL if
 * that is not the case or unknown.
 */
const struct mt_evidence *mt_rq_left_open(const struct mt_rqs *m, const struct mt_rq *rq);

#endif
