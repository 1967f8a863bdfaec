// SPDX-License-Identifier: GPL-2.0-only
/* Initialises channels from the snapshot, that is, from devlink's output before the first event. */
#include "analysis/model/channels_parts.h"

static int64_t number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/*
 * devlink lists one RQ of each channel, the active one. Newer kernels also report whether it is an
 * XSK RQ.
 */
static void take_rq(struct mt_chan *c, json_t *rq)
{
	int64_t rqn = number(rq, "rqn"), cqn = number(json_object_get(rq, "CQ"), "cqn");

	c->from_snapshot = true;
	c->state = MT_CHAN_ACTIVE;
	if (number(json_object_get(rq, "SW State"), "xsk") == 1) {
		c->xsk_rqn = rqn;
		c->xsk = (struct mt_xsk_queues){ rqn, cqn, -1, -1 };
		c->xsk_active = true;
		return;
	}
	c->rqn = rqn;
	c->cqn = cqn;
	if (number(json_object_get(rq, "SW State"), "xsk") == 0)
		c->xsk_rqn = 0;
}

static void take_sqs(struct mt_chan_dev *dev, json_t *sqs)
{
	json_t *sq;
	size_t i;

	json_array_foreach(sqs, i, sq) {
		int64_t ix = number(sq, "channel ix"), tc = number(sq, "tc");
		struct mt_slot *slot = ix >= 0 && ix < dev->had ? mt_chan_find_slot(dev, ix) : NULL;
		struct mt_chan *c = slot && slot->chans.nr ? &slot->chans.at[0] : NULL;

		if (!c || tc < 0 || tc >= MT_SQS_KEPT)
			continue;
		c->sqn[tc] = number(sq, "sqn");
		if (tc >= c->nr_sqs)
			c->nr_sqs = (unsigned int)tc + 1;
	}
}

static void take_tirs(struct mt_chan_dev *dev, json_t *tirs)
{
	json_t *tir;
	size_t i;

	json_array_foreach(tirs, i, tir) {
		int64_t ix = number(tir, "ix");
		struct mt_slot *slot = ix >= 0 && ix < dev->had ? mt_chan_find_slot(dev, ix) : NULL;

		if (!slot)
			continue;
		slot->direct.tirn = number(tir, "tirn");
		slot->direct.rqtn = number(tir, "rqtn");
	}
}

void mt_chan_start(struct mt_channels *m, const struct mt_snapshot_dev *s)
{
	struct mt_chan_dev *dev = mt_chan_find_dev(m, mt_model_name(&m->base, mt_span_z(s->pci)),
						   mt_model_name(&m->base, mt_span_z(s->netdev)));
	json_t *rq;
	size_t i;

	if (!dev)
		return;
	dev->ifindex = s->ifindex;
	dev->side = s->side;
	dev->combined = s->combined;
	mt_chan_start_spread(dev, s->indir);
	json_array_foreach(s->rqs, i, rq) {
		int64_t ix = number(rq, "channel ix");
		struct mt_slot *slot = number(rq, "rqn") < 0 ? NULL : mt_chan_find_slot(dev, ix);
		struct mt_chan *c = slot && !slot->chans.nr ? mt_chan_new(slot) : NULL;

		if (!c)
			continue;
		take_rq(c, rq);
		if (ix >= dev->had)
			dev->had = ix + 1;
	}
	take_sqs(dev, s->sqs);
	take_tirs(dev, s->direct_tirs);
}
