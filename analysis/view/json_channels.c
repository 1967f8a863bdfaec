// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/view.h"

static json_t *time_or_null(uint64_t ts)
{
	return ts ? json_integer((json_int_t)ts) : json_null();
}

static json_t *sqns(const struct mt_chan *c)
{
	json_t *list = c && c->nr_sqs ? json_array() : json_null();

	for (unsigned int tc = 0; c && tc < c->nr_sqs; tc++)
		json_array_append_new(list, mt_json_number(c->sqn[tc]));
	return list;
}

static json_t *channel(int64_t ix, const struct mt_slot *slot)
{
	const struct mt_chan *c = mt_slot_now(slot);
	const struct mt_direct *d = &slot->direct;
	json_t *is_xsk = json_null();

	if (d->since && d->rqn > 0 && c && c->xsk_rqn >= 0)
		is_xsk = json_boolean(!d->drop && d->rqn == c->xsk_rqn);
	return json_pack("{sI ss so so so so so so so so so so so so so so so}", "ix",
			 (json_int_t)ix, "state",
			 mt_chan_state_name(c ? c->state : MT_CHAN_UNKNOWN), "state_since_ns",
			 time_or_null(c ? c->since : 0), "cpu", mt_json_number(c ? c->cpu : -1),
			 "rqn", mt_json_number(c ? c->rqn : -1), "cqn",
			 mt_json_number(c ? c->cqn : -1), "xsk_rqn",
			 mt_json_number(c ? c->xsk_rqn : -1), "xsk_sqn",
			 mt_json_number(c ? c->xsk.sqn : -1), "sqns", sqns(c), "num_tc",
			 mt_json_number(c ? c->num_tc : -1), "xdp",
			 c && c->xdp >= 0 ? json_boolean(c->xdp) : json_null(), "tirn",
			 mt_json_number(d->tirn), "rqtn", mt_json_number(d->rqtn), "rq_in_use",
			 mt_json_number(d->since ? d->rqn : -1), "rq_in_use_is_xsk", is_xsk,
			 "to_drop_rq",
			 d->since && d->rqn >= 0 ? json_boolean(d->drop) : json_null(),
			 "steered_since_ns", time_or_null(d->since));
}

static json_t *device(const struct mt_chan_dev *dev)
{
	json_t *channels = json_array(), *rss = json_array();

	for (unsigned int ix = 0; ix < dev->slots.nr; ix++)
		json_array_append_new(channels, channel(ix, &dev->slots.at[ix]));
	for (unsigned int i = 0; i < dev->rss.nr; i++) {
		const struct mt_rss *r = &dev->rss.at[i];

		json_array_append_new(rss,
				      json_pack("{so so so sb sI si}", "rqtn",
						mt_json_number(r->rqtn), "channels",
						mt_json_number(r->nch), "hfunc",
						mt_json_number(r->hfunc), "to_drop_rq", r->drop,
						"since_ns", (json_int_t)r->since, "err", r->err));
	}
	return json_pack("{so so so so so so}", "dev", mt_json_text(dev->dev), "netdev",
			 mt_json_text(dev->netdev), "ifindex", mt_json_number(dev->ifindex),
			 "combined_before", mt_json_number(dev->combined), "channels", channels,
			 "rss", rss);
}

static json_t *change(const struct mt_channels *m, const struct mt_change *c)
{
	return json_pack("{sI so ss so so so so so so si}", "time_ns", (json_int_t)c->ts, "dev",
			 mt_json_text(m->devs.at[c->dev].dev), "event", mt_event_name(c->event),
			 "ix", mt_json_number(c->ix), "rqn", mt_json_number(c->rqn), "cqn",
			 mt_json_number(c->cqn), "xsk_rqn", mt_json_number(c->xsk_rqn), "tirn",
			 mt_json_number(c->tirn), "rqtn", mt_json_number(c->rqtn), "err", c->err);
}

json_t *mt_json_map_devs(const struct mt_channels *m)
{
	json_t *devices = json_array();

	for (unsigned int i = 0; i < m->devs.nr; i++)
		json_array_append_new(devices, device(&m->devs.at[i]));
	return devices;
}

void mt_json_channels(const struct mt_view *v, json_t *to)
{
	const struct mt_channels *m = v->channels;
	json_t *changes = json_array();

	for (unsigned int i = 0; i < m->changes.nr; i++)
		json_array_append_new(changes, change(m, mt_change_at(m, i)));
	json_object_set_new(to, "map", mt_json_map_devs(m));
	json_object_set_new(to, "changes", changes);
	json_object_set_new(to, "changes_not_kept", json_integer((json_int_t)m->dropped));
}
