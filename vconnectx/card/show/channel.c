// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/card/show/channel.h"

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/rx/rq.h"
#include "vconnectx/card/tx/sq.h"

static bool is_events_first(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	const struct vcx_eq *eq = (struct vcx_eq *)obj;
	bool *first = ctx;

	(void)dev;
	*first = eq->mask && !eq->vector;
	return !*first;
}

bool vcx_channel_of_cq(struct vcx_dev *dev, const struct vcx_cq *cq, uint32_t *channel)
{
	bool events_first = false;

	vcx_obj_each(dev, VCX_OBJ_EQ, is_events_first, &events_first);
	if (cq->eq->mask || (events_first && !cq->eq->vector))
		return false;
	*channel = cq->eq->vector - events_first;
	return true;
}

/* latest object created on the EQ of @rq before it, 0: none */
struct search {
	const struct vcx_rq *rq;
	uint64_t icosq;
	uint64_t other_rq;
};

static bool look_at_sq(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	const struct vcx_sq *sq = (struct vcx_sq *)obj;
	struct search *search = ctx;

	(void)dev;
	if (sq->cq->eq == search->rq->cq->eq && !VCX_GET(sqc, sq->ctx, tis_lst_sz) &&
	    obj->born < search->rq->obj.born && obj->born > search->icosq)
		search->icosq = obj->born;
	return true;
}

static bool look_at_rq(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	const struct vcx_rq *rq = (struct vcx_rq *)obj;
	struct search *search = ctx;

	(void)dev;
	if (rq->cq->eq == search->rq->cq->eq && obj->born < search->rq->obj.born &&
	    obj->born > search->other_rq)
		search->other_rq = obj->born;
	return true;
}

bool vcx_channel_of_rq(struct vcx_dev *dev, const struct vcx_rq *rq, uint32_t *channel, bool *xsk)
{
	struct search search = { .rq = rq };

	if (!vcx_channel_of_cq(dev, rq->cq, channel))
		return false;
	vcx_obj_each(dev, VCX_OBJ_SQ, look_at_sq, &search);
	vcx_obj_each(dev, VCX_OBJ_RQ, look_at_rq, &search);
	*xsk = search.other_rq > search.icosq;
	return search.icosq;
}
