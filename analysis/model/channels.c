// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/channels_parts.h"

#include "analysis/base/util.h"
#include "analysis/model/snapshot.h"

const char *mt_chan_state_name(enum mt_chan_state state)
{
	static const char *const names[] = {
		[MT_CHAN_UNKNOWN] = "unknown", [MT_CHAN_OPENED] = "opened",
		[MT_CHAN_ACTIVE] = "active",   [MT_CHAN_INACTIVE] = "inactive",
		[MT_CHAN_CLOSED] = "closed",
	};

	return names[state];
}

const char *mt_change_title(const struct mt_change *c)
{
	switch (c->event) {
	case MT_EV_OPEN_CHANNEL:
		return c->err ? "open failed" : "opened";
	case MT_EV_ACTIVATE_CHANNEL:
		return "active";
	case MT_EV_DEACTIVATE_CHANNEL:
		return "inactive";
	case MT_EV_CLOSE_CHANNEL:
		return "closed";
	case MT_EV_OPEN_XSK:
		return c->err ? "XSK open failed" : "XSK opened";
	case MT_EV_ACTIVATE_XSK:
		return "XSK active";
	case MT_EV_DEACTIVATE_XSK:
		return "XSK inactive";
	case MT_EV_CLOSE_XSK:
		return "XSK closed";
	case MT_EV_RX_CHANNEL_REDIRECT:
		return c->err ? "steering failed" : c->drop ? "steered to drop" : "steered to RQ";
	default:
		return "?";
	}
}

static void clear(struct mt_channels *m)
{
	for (unsigned int d = 0; d < m->devs.nr; d++) {
		for (unsigned int i = 0; i < m->devs.at[d].slots.nr; i++)
			free(m->devs.at[d].slots.at[i].chans.at);
		free(m->devs.at[d].slots.at);
		free(m->devs.at[d].rss.at);
		free(m->devs.at[d].spread.at);
		free(m->devs.at[d].modifiers.at);
	}
	mt_index_free(&m->by_names);
	mt_index_free(&m->by_dev);
	free(m->devs.at);
	free(m->changes.at);
	mt_model_fini(&m->base);
	free(m);
}

struct mt_chan_dev *mt_channels_dev(struct mt_channels *m, struct mt_span dev,
				    struct mt_span netdev)
{
	return mt_chan_find_dev(m, mt_model_name(&m->base, dev), mt_model_name(&m->base, netdev));
}

static bool owns_rq(const struct mt_slot *slot, int64_t rqn, int64_t vhca_id)
{
	for (unsigned int i = 0; i < slot->chans.nr; i++) {
		const struct mt_chan *c = &slot->chans.at[i];

		if (mt_same_rq(c->rqn, c->vhca_id, rqn, vhca_id) ||
		    mt_same_rq(c->xsk_rqn, c->vhca_id, rqn, vhca_id))
			return true;
	}
	return false;
}

/*
 * Find the device of a steering event, which only contains the mdev. If the mdev has several
 * netdevs, the device is the netdev with the RQ, otherwise the first netdev with the channel index.
 */
static struct mt_chan_dev *steered_dev(struct mt_channels *m, const char *dev,
				       const struct mt_record *r)
{
	int64_t ix = mt_num(r, MT_KEY_IX, -1), rqn = mt_num(r, MT_KEY_RQN, -1);
	int64_t vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	struct mt_chan_dev *first = NULL;

	for (unsigned int i = mt_channels_first(m, dev); i != MT_INDEX_NEW;
	     i = m->devs.at[i].next) {
		struct mt_chan_dev *d = &m->devs.at[i];

		if (!*d->netdev)
			continue;
		if (!first)
			first = d;
		if (ix >= 0 && (unsigned int)ix < d->slots.nr &&
		    owns_rq(&d->slots.at[ix], rqn, vhca_id))
			return d;
	}
	return first ? first : mt_chan_find_dev(m, dev, mt_model_name(&m->base, mt_span_z("")));
}

/* Find the channel of this index with this RQ, or create it. */
static struct mt_chan *chan_by_rqn(struct mt_slot *slot, int64_t rqn, int64_t vhca_id)
{
	for (unsigned int i = 0; i < slot->chans.nr; i++)
		if (mt_same_rq(slot->chans.at[i].rqn, slot->chans.at[i].vhca_id, rqn, vhca_id))
			return &slot->chans.at[i];
	/* the snapshot contains one RQ of a channel, which may be the XSK RQ */
	if (slot->chans.nr == 1 && slot->chans.at[0].from_snapshot)
		slot->chans.nr = 0;
	return mt_chan_new(slot);
}

static struct mt_chan *chan_now(struct mt_slot *slot)
{
	for (unsigned int i = slot->chans.nr; i-- > 0;)
		if (slot->chans.at[i].state == MT_CHAN_ACTIVE)
			return &slot->chans.at[i];
	return slot->chans.nr ? &slot->chans.at[slot->chans.nr - 1] : NULL;
}

/* Find the channel with this XSK RQ, or a channel whose XSK RQ is unknown. */
static struct mt_chan *chan_by_xsk(struct mt_slot *slot, int64_t xsk_rqn, int64_t vhca_id)
{
	struct mt_chan *now = chan_now(slot);

	for (unsigned int i = 0; i < slot->chans.nr; i++)
		if (mt_same_rq(slot->chans.at[i].xsk_rqn, slot->chans.at[i].vhca_id, xsk_rqn,
			       vhca_id))
			return &slot->chans.at[i];
	return now && now->xsk_rqn < 0 ? now : NULL;
}

static void set_state(struct mt_chan *c, enum mt_chan_state state, uint64_t ts)
{
	c->state = state;
	c->since = ts;
}

static void set_xsk(struct mt_chan *c, struct mt_xsk_queues *q)
{
	c->xsk = *q;
	c->xsk_rqn = q->rqn;
	*q = (struct mt_xsk_queues){ 0 };
}

/* If a new RQ reuses a number, the old RQ was closed although this was not recorded. */
static void clear_rqn(struct mt_chan_dev *dev, int64_t rqn, int64_t vhca_id)
{
	for (unsigned int i = 0; i < dev->slots.nr; i++) {
		struct mt_slot *slot = &dev->slots.at[i];

		for (unsigned int k = slot->chans.nr; k-- > 0;)
			if (mt_same_rq(slot->chans.at[k].rqn, slot->chans.at[k].vhca_id, rqn,
				       vhca_id))
				mt_vec_remove(&slot->chans, k);
	}
}

/*
 * An RQT is modified before its RQ is closed; if this event is missing, the RQ of the RQT is
 * unknown.
 */
static void clear_direct(struct mt_slot *slot, int64_t rqn, int64_t vhca_id)
{
	struct mt_direct *const both[] = { &slot->direct, &slot->xsk_direct };

	for (size_t i = 0; i < ARRAY_SIZE(both); i++)
		if (rqn > 0 && mt_same_rq(both[i]->rqn, both[i]->vhca_id, rqn, vhca_id) &&
		    !both[i]->drop)
			both[i]->rqn = -1;
}

static void take_channel(struct mt_chan_dev *dev, struct mt_slot *slot, const struct mt_record *r)
{
	int64_t rqn = mt_num(r, MT_KEY_RQN, -1), vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	struct mt_chan *c;

	if (r->event == MT_EV_OPEN_CHANNEL && mt_num(r, MT_KEY_ERR, 0))
		return;
	if (r->event == MT_EV_OPEN_CHANNEL)
		clear_rqn(dev, rqn, vhca_id);
	if (r->event == MT_EV_OPEN_CHANNEL)
		c = mt_chan_new(slot);
	else
		c = chan_by_rqn(slot, rqn, vhca_id);
	if (!c)
		return;
	c->cpu = mt_num(r, MT_KEY_CPU, c->cpu);
	c->rqn = mt_num(r, MT_KEY_RQN, c->rqn);
	c->vhca_id = mt_num(r, MT_KEY_VHCA_ID, c->vhca_id);
	c->cqn = mt_num(r, MT_KEY_CQN, c->cqn);
	c->xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, c->xsk_rqn);
	c->num_tc = mt_num(r, MT_KEY_NUM_TC, c->num_tc);
	c->xdp = mt_num(r, MT_KEY_XDP, c->xdp);
	if (r->event == MT_EV_OPEN_CHANNEL && c->xsk_rqn > 0 && slot->opened_xsk.rqn == c->xsk_rqn)
		set_xsk(c, &slot->opened_xsk);
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
		set_state(c, MT_CHAN_OPENED, r->ts);
		break;
	case MT_EV_ACTIVATE_CHANNEL:
		set_state(c, MT_CHAN_ACTIVE, r->ts);
		break;
	case MT_EV_DEACTIVATE_CHANNEL:
		set_state(c, MT_CHAN_INACTIVE, r->ts);
		break;
	default:
		set_state(c, MT_CHAN_CLOSED, r->ts);
		clear_direct(slot, c->rqn, c->vhca_id);
		c->xsk_rqn = 0;
		c->xsk_active = false;
		slot->last = *c;
		slot->closed = true;
		mt_vec_remove(&slot->chans, (unsigned int)(c - slot->chans.at));
	}
}

static void take_xsk(struct mt_channels *m, struct mt_slot *slot, const struct mt_record *r)
{
	int64_t xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, -1);
	int64_t vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	struct mt_chan *c;

	if (r->event == MT_EV_OPEN_XSK) {
		c = chan_now(slot);
		if (c && !mt_num(r, MT_KEY_ERR, 0) && !c->xsk_rqn)
			c->xsk_rqn = -1;
		m->xsk_tirs |= mt_has(r, MT_KEY_QID) &&
			       mt_num(r, MT_KEY_QID, 0) != mt_num(r, MT_KEY_IX, 0);
		/* the next event identifies their channel, see struct mt_slot */
		if (!mt_num(r, MT_KEY_ERR, 0))
			slot->opened_xsk = (struct mt_xsk_queues){
				.rqn = xsk_rqn,
				.cqn = mt_num(r, MT_KEY_XSK_CQN, -1),
				.sqn = mt_num(r, MT_KEY_XSK_SQN, -1),
				.sq_cqn = mt_num(r, MT_KEY_XSK_SQ_CQN, -1),
			};
		return;
	}
	if (r->event == MT_EV_ACTIVATE_XSK && slot->opened_xsk.rqn == xsk_rqn)
		c = chan_now(slot);
	else
		c = chan_by_xsk(slot, xsk_rqn, vhca_id);
	/* the opening was not recorded: use the current channel */
	if (!c && r->event == MT_EV_ACTIVATE_XSK)
		c = chan_now(slot);
	if (!c)
		return;
	if (r->event == MT_EV_CLOSE_XSK) {
		clear_direct(slot, xsk_rqn, vhca_id);
		c->xsk_active = false;
		c->xsk_rqn = 0;
		c->xsk = (struct mt_xsk_queues){ 0 };
		return;
	}
	if (slot->opened_xsk.rqn > 0 && slot->opened_xsk.rqn == xsk_rqn)
		set_xsk(c, &slot->opened_xsk);
	c->xsk_rqn = xsk_rqn;
	c->xsk.rqn = xsk_rqn;
	c->xsk.sqn = mt_num(r, MT_KEY_XSK_SQN, c->xsk.sqn);
	c->xsk_active = r->event == MT_EV_ACTIVATE_XSK;
}

const struct mt_change *mt_change_at(const struct mt_channels *m, unsigned int i)
{
	return &m->changes.at[(m->oldest + i) % m->changes.nr];
}

static void keep_change(struct mt_channels *m, const struct mt_chan_dev *dev,
			const struct mt_record *r)
{
	struct mt_change *c;
	bool of_xsk;

	if (m->changes.nr == MT_CHANGES_KEPT) {
		c = &m->changes.at[m->oldest];
		m->oldest = (m->oldest + 1) % MT_CHANGES_KEPT;
		m->dropped++;
	} else {
		c = mt_vec_add(&m->changes);
	}
	if (!c)
		return;
	of_xsk = r->event == MT_EV_OPEN_XSK || r->event == MT_EV_ACTIVATE_XSK ||
		 r->event == MT_EV_DEACTIVATE_XSK || r->event == MT_EV_CLOSE_XSK;
	*c = (struct mt_change){
		.ts = r->ts,
		.dev = (unsigned int)(dev - m->devs.at),
		.event = r->event,
		.name = mt_model_name(&m->base, r->name),
		.vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1),
		.drop = mt_num(r, MT_KEY_DROP, 0),
		.ix = mt_num(r, MT_KEY_IX, -1),
		.cpu = mt_num(r, MT_KEY_CPU, -1),
		.rqn = mt_num(r, MT_KEY_RQN, -1),
		.xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, -1),
		.cqn = mt_num(r, of_xsk ? MT_KEY_XSK_CQN : MT_KEY_CQN, -1),
		.tirn = mt_num(r, MT_KEY_TIRN, -1),
		.rqtn = mt_num(r, MT_KEY_RQTN, -1),
		.err = (int)mt_num(r, MT_KEY_ERR, 0),
		.of_xsk = of_xsk,
	};
}

/* Events unrelated to channels must not create a device. */
static bool is_of_channels(enum mt_event event)
{
	switch (event) {
	case MT_EV_CMD_ISSUE:
	case MT_EV_CMD_SUBMIT:
	case MT_EV_CMD_DONE:
	case MT_EV_FS_RULE_DST:
	case MT_EV_ETHTOOL_RULE:
	case MT_EV_RSS_TIR:
		return false;
	default:
		return event != MT_EV_OTHER;
	}
}

/* Track the tasks that modify RQTs, and whether events explain the modifications. */
static void watch_table(struct mt_channels *m, const struct mt_record *r)
{
	const char *pci = r->event == MT_EV_OTHER ? NULL :
						    mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	unsigned int i = pci ? mt_channels_first(m, pci) : MT_INDEX_NEW;

	for (; i != MT_INDEX_NEW; i = m->devs.at[i].next) {
		struct mt_chan_dev *dev = &m->devs.at[i];

		if (r->event == MT_EV_CMD_DONE)
			mt_chan_take_command(dev, r);
		else if (is_of_channels(r->event))
			mt_chan_explained(dev, r->pid);
	}
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_channels *m = model;
	const char *pci;
	struct mt_chan_dev *dev;
	struct mt_slot *slot;
	int64_t ix;

	if (r->kind == MT_REC_EVENT)
		watch_table(m, r);
	if (r->kind != MT_REC_EVENT || !is_of_channels(r->event))
		return;
	pci = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	ix = mt_num(r, MT_KEY_IX, -1);
	if (mt_has(r, MT_KEY_NETDEV)) {
		dev = mt_chan_find_dev(m, pci, mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV)));
		if (dev)
			dev->ifindex = mt_num(r, MT_KEY_IFINDEX, dev->ifindex);
	} else {
		dev = steered_dev(m, pci, r);
	}
	if (!dev)
		return;
	if (r->event == MT_EV_RSS_REDIRECT) {
		mt_chan_take_rss(dev, r);
		return;
	}
	slot = mt_chan_find_slot(dev, ix);
	if (!slot)
		return;
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
	case MT_EV_ACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_CHANNEL:
	case MT_EV_CLOSE_CHANNEL:
		take_channel(dev, slot, r);
		break;
	case MT_EV_RX_CHANNEL_REDIRECT:
		mt_chan_take_direct(m, dev, slot, r);
		break;
	default:
		take_xsk(m, slot, r);
	}
	if (!m->no_changes)
		keep_change(m, dev, r);
}

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_channels *m = mt_model_new(sizeof(*m));
	struct mt_snapshot snapshot;

	if (!m)
		return NULL;
	mt_snapshot_read(&snapshot, rec);
	mt_snapshot_without_events(&snapshot, !query || !query->at.set);
	m->xsk_tirs = mt_release_at_least(snapshot.release, 6, 1) == 0;
	for (unsigned int i = 0; i < snapshot.devs.nr; i++)
		mt_chan_start(m, &snapshot.devs.at[i]);
	mt_snapshot_free(&snapshot);
	return m;
}

static void finish(void *model)
{
	mt_chan_settle(model);
}

static void destroy(void *model)
{
	clear(model);
}

const struct mt_model_ops mt_model_channels = {
	.name = "channels",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
