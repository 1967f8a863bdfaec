// SPDX-License-Identifier: GPL-2.0-only
/* Tracks the destinations of the RQTs of channels and of RSS. */
#include "analysis/model/channels_parts.h"

static bool is_of_xsk(const struct mt_slot *slot, int64_t rqn, int64_t vhca_id)
{
	for (unsigned int i = 0; i < slot->chans.nr; i++)
		if (mt_same_rq(slot->chans.at[i].xsk_rqn, slot->chans.at[i].vhca_id, rqn, vhca_id))
			return true;
	return slot->opened_xsk.rqn == rqn;
}

static bool is_regular(const struct mt_slot *slot, int64_t rqn, int64_t vhca_id)
{
	for (unsigned int i = 0; i < slot->chans.nr; i++)
		if (mt_same_rq(slot->chans.at[i].rqn, slot->chans.at[i].vhca_id, rqn, vhca_id))
			return true;
	return false;
}

/*
 * Find out whether an event is about the TIR of an XSK RQ or of the regular RQ. This is determined
 * by the RQ or by a known TIR. For the first change to the drop RQ it is determined by the order of
 * the events: TIRs of XSK RQs precede RSS, and regular TIRs follow it. An index beyond the channels
 * has no XSK RQ. Returns NULL if unknown.
 */
static struct mt_direct *which_tir(const struct mt_channels *m, const struct mt_chan_dev *dev,
				   struct mt_slot *slot, const struct mt_record *r)
{
	int64_t tirn = mt_num(r, MT_KEY_TIRN, -1), rqn = mt_num(r, MT_KEY_RQN, -1);
	const struct mt_rss *rss = dev->rss.nr ? &dev->rss.at[0] : NULL;
	int64_t vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	bool drop = mt_num(r, MT_KEY_DROP, 0);

	if (!m->xsk_tirs)
		return &slot->direct;
	if (!drop && is_regular(slot, rqn, vhca_id))
		return &slot->direct;
	if (!drop && is_of_xsk(slot, rqn, vhca_id))
		return &slot->xsk_direct;
	if (tirn == slot->direct.tirn)
		return &slot->direct;
	if (tirn == slot->xsk_direct.tirn)
		return &slot->xsk_direct;
	if (!drop)
		return &slot->direct;
	if (!rss)
		return NULL;
	return rss->drop || mt_num(r, MT_KEY_IX, -1) >= rss->nch ? &slot->direct :
								   &slot->xsk_direct;
}

/* If other events are missing, derive the state of a channel from the steering to its RQ. */
static void notice(struct mt_slot *slot, const struct mt_record *r)
{
	int64_t rqn = mt_num(r, MT_KEY_RQN, -1), vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);

	for (unsigned int i = 0; i < slot->chans.nr; i++) {
		struct mt_chan *c = &slot->chans.at[i];

		if ((mt_same_rq(c->rqn, c->vhca_id, rqn, vhca_id) ||
		     mt_same_rq(c->xsk_rqn, c->vhca_id, rqn, vhca_id)) &&
		    c->state == MT_CHAN_OPENED) {
			c->state = MT_CHAN_ACTIVE;
			c->since = r->ts;
		}
		if (slot->opened_xsk.rqn == rqn && c->state == MT_CHAN_ACTIVE && c->xsk_rqn < 0) {
			c->xsk = slot->opened_xsk;
			c->xsk_rqn = rqn;
			slot->opened_xsk = (struct mt_xsk_queues){ 0 };
		}
	}
}

void mt_chan_take_direct(struct mt_channels *m, struct mt_chan_dev *dev, struct mt_slot *slot,
			 const struct mt_record *r)
{
	struct mt_direct *d = which_tir(m, dev, slot, r);

	if (!d)
		return;
	if (!mt_num(r, MT_KEY_DROP, 0) && !mt_num(r, MT_KEY_ERR, 0))
		notice(slot, r);
	d->since = r->ts;
	d->err = (int)mt_num(r, MT_KEY_ERR, 0);
	d->tirn = mt_num(r, MT_KEY_TIRN, d->tirn);
	d->rqtn = mt_num(r, MT_KEY_RQTN, d->rqtn);
	/* a failed command leaves the RQT unchanged */
	if (d->err)
		return;
	d->rqn = mt_num(r, MT_KEY_RQN, -1);
	d->vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	d->drop = mt_num(r, MT_KEY_DROP, 0);
}

void mt_chan_take_rss(struct mt_chan_dev *dev, const struct mt_record *r)
{
	int64_t rqtn = mt_num(r, MT_KEY_RQTN, -1);
	struct mt_rss *rss = NULL;

	for (unsigned int i = 0; i < dev->rss.nr; i++)
		if (dev->rss.at[i].rqtn == rqtn)
			rss = &dev->rss.at[i];
	if (!rss)
		rss = mt_vec_add(&dev->rss);
	if (!rss)
		return;
	rss->since = r->ts;
	rss->rqtn = rqtn;
	rss->context = mt_num(r, MT_KEY_RSS_CTX, -1);
	rss->err = (int)mt_num(r, MT_KEY_ERR, 0);
	if (rss->err)
		return;
	rss->nch = mt_num(r, MT_KEY_NCH, -1);
	rss->hfunc = mt_num(r, MT_KEY_HFUNC, -1);
	rss->drop = mt_num(r, MT_KEY_DROP, 0);
}

/*
 * RSS is steered to the channels before the RQTs of the channels are. The RQT of an index that was
 * active at that time thus no longer leads to the drop RQ, even if that event was not recorded.
 */
static bool is_overtaken_xsk(const struct mt_slot *slot)
{
	const struct mt_chan *c = mt_slot_now(slot);

	/*
	 * its RQT leads to its RQ from directly after activation until directly before deactivation
	 */
	return slot->xsk_direct.drop && c && c->state == MT_CHAN_ACTIVE && c->xsk_active;
}

static bool is_overtaken(const struct mt_chan_dev *dev, const struct mt_slot *slot)
{
	const struct mt_chan *c = mt_slot_now(slot);

	if (!slot->direct.drop || !c || c->state != MT_CHAN_ACTIVE)
		return false;
	for (unsigned int i = 0; i < dev->rss.nr; i++)
		if (!dev->rss.at[i].drop && !dev->rss.at[i].err &&
		    dev->rss.at[i].since > slot->direct.since)
			return true;
	return false;
}

void mt_chan_settle(struct mt_channels *m)
{
	for (unsigned int d = 0; d < m->devs.nr; d++) {
		for (unsigned int i = 0; i < m->devs.at[d].slots.nr; i++) {
			struct mt_slot *slot = &m->devs.at[d].slots.at[i];

			if (is_overtaken_xsk(slot)) {
				slot->xsk_direct.drop = false;
				slot->xsk_direct.rqn = -1;
			}
			if (!is_overtaken(&m->devs.at[d], slot))
				continue;
			slot->direct.drop = false;
			slot->direct.rqn = -1;
		}
	}
}
