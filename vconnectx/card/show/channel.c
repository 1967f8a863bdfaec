// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/card/show/channel.h"

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/rx/rq.h"
#include "vconnectx/host/util.h"

static bool is_events_first(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	const struct vcx_eq *eq = container_of(obj, struct vcx_eq, obj);
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

bool vcx_channel_of_rq(struct vcx_dev *dev, const struct vcx_rq *rq, uint32_t *channel, bool *xsk)
{
	if (!vcx_channel_of_cq(dev, rq->cq, channel))
		return false;
	*xsk = rq->older_rq > rq->older_icosq;
	return rq->older_icosq;
}
