// SPDX-License-Identifier: GPL-2.0-only
/* Columns of devices, channels and their changes, for all formats. */
#include "analysis/base/util.h"
#include "analysis/view/channels.h"
#include "analysis/view/map.h"

/* Define a getter for the current channel of an index; @none is used if there is no channel. */
#define CHANNEL(name, value, none) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_chan *c = mt_slot_now(row->at); \
\
		return c ? value : none; \
	}

#define UNKNOWN ((struct mt_value){ 0 })

CHANNEL(chan_state, mt_value_text(mt_chan_state_name(c->state)),
	mt_value_text(mt_chan_state_name(MT_CHAN_UNKNOWN)))
CHANNEL(chan_since, mt_value_if(c->since, (int64_t)c->since), UNKNOWN)
CHANNEL(chan_cpu, mt_value_number(c->cpu), UNKNOWN)
CHANNEL(chan_rqn, mt_value_number(c->rqn), UNKNOWN)
CHANNEL(chan_cqn, mt_value_number(c->cqn), UNKNOWN)
CHANNEL(chan_vhca_id, mt_value_number(c->vhca_id), UNKNOWN)
CHANNEL(chan_xsk_rqn, mt_value_number(c->xsk_rqn), UNKNOWN)
CHANNEL(chan_xsk_sqn, mt_value_number(c->xsk.sqn), UNKNOWN)
CHANNEL(chan_num_tc, mt_value_number(c->num_tc), UNKNOWN)
CHANNEL(chan_xdp, mt_value_number(c->xdp), UNKNOWN)
CHANNEL(chan_sqns,
	((struct mt_value){ .known = c->nr_sqs, .number = c->nr_sqs, .numbers = c->sqn }), UNKNOWN)

static struct mt_value chan_ix(const struct mt_row *row)
{
	return mt_value_count(row->i);
}

static struct mt_value chan_dev(const struct mt_row *row)
{
	return mt_dev_name(row->up);
}

static struct mt_value chan_netdev(const struct mt_row *row)
{
	return mt_dev_netdev(row->up);
}

MT_GETTER(direct_tirn, struct mt_slot, mt_value_number(at->direct.tirn))
MT_GETTER(direct_rqtn, struct mt_slot, mt_value_number(at->direct.rqtn))
MT_GETTER(direct_rqn, struct mt_slot, mt_value_number(at->direct.since ? at->direct.rqn : -1))
MT_GETTER(direct_drop, struct mt_slot,
	  mt_value_if(at->direct.since && at->direct.rqn >= 0, at->direct.drop))
MT_GETTER(direct_since, struct mt_slot, mt_value_if(at->direct.since, (int64_t)at->direct.since))

static struct mt_value direct_is_xsk(const struct mt_row *row)
{
	const struct mt_slot *slot = row->at;
	const struct mt_direct *d = &slot->direct;
	const struct mt_chan *c = mt_slot_now(slot);

	return mt_value_if(d->since && d->rqn > 0 && c && c->xsk_rqn >= 0,
			   c && !d->drop && d->rqn == c->xsk_rqn);
}

static const struct mt_column channel_columns[] = {
	MT_COL("dev", TEXT, chan_dev, CSV),
	MT_COL("netdev", TEXT, chan_netdev, CSV),
	MT_COL("ix", COUNT, chan_ix, BOTH),
	MT_COL("state", ID, chan_state, BOTH),
	MT_COL("state_since_ns", NUMBER, chan_since, JSON),
	MT_COL("cpu", NUMBER, chan_cpu, BOTH),
	MT_COL("rqn", NUMBER, chan_rqn, BOTH),
	MT_COL("cqn", NUMBER, chan_cqn, BOTH),
	MT_COL("xsk_rqn", NUMBER, chan_xsk_rqn, BOTH),
	MT_COL("xsk_sqn", NUMBER, chan_xsk_sqn, BOTH),
	MT_COL("sqns", NUMBERS, chan_sqns, JSON),
	MT_COL("num_tc", NUMBER, chan_num_tc, JSON),
	MT_COL("xdp", BOOL, chan_xdp, JSON),
	MT_COL("tirn", NUMBER, direct_tirn, BOTH),
	MT_COL("rqtn", NUMBER, direct_rqtn, BOTH),
	MT_COL("rq_in_use", NUMBER, direct_rqn, BOTH),
	MT_COL("rq_in_use_is_xsk", BOOL, direct_is_xsk, JSON),
	MT_COL("to_drop_rq", BOOL, direct_drop, BOTH),
	MT_COL("steered_since_ns", NUMBER, direct_since, JSON),
	MT_COL("since_ns", NUMBER, direct_since, CSV),
	MT_COL("queue", NUMBER, mt_map_channel_queue, CSV),
	MT_COL("rules", TEXT, mt_map_channel_rules, CSV),
	MT_COL("vhca_id", NUMBER, chan_vhca_id, BOTH),
};

static void channels_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_chan_dev *dev = up->at;

	*list = (struct mt_list){ .at = dev->slots.at,
				  .nr = dev->slots.nr,
				  .size = sizeof(*dev->slots.at) };
}

const struct mt_table mt_table_channels = { MT_COLUMNS(channel_columns), .list = channels_of };

MT_GETTER(rss_rqtn, struct mt_rss, mt_value_number(at->rqtn))
MT_GETTER(rss_context, struct mt_rss, mt_value_number(at->context))
MT_GETTER(rss_channels, struct mt_rss, mt_value_number(at->nch))
MT_GETTER(rss_hfunc, struct mt_rss, mt_value_number(at->hfunc))
MT_GETTER(rss_drop, struct mt_rss, mt_value_count(at->drop))
MT_GETTER(rss_since, struct mt_rss, mt_value_count(at->since))
MT_GETTER(rss_err, struct mt_rss, mt_value_if(true, at->err))

/* The table belongs to a device, which is the parent row. */
static struct mt_value rss_spread(const struct mt_row *row)
{
	const struct mt_chan_dev *dev = row->up->at;

	return (struct mt_value){
		.known = !((const struct mt_rss *)row->at)->drop &&
			 mt_rss_spread_known(dev, row->at),
		.number = dev->spread.nr,
		.numbers = dev->spread.at,
	};
}

static const struct mt_column rss_columns[] = {
	MT_COL("context", NUMBER, rss_context, JSON),	MT_COL("rqtn", NUMBER, rss_rqtn, JSON),
	MT_COL("channels", NUMBER, rss_channels, JSON), MT_COL("spread", NUMBERS, rss_spread, JSON),
	MT_COL("hfunc", NUMBER, rss_hfunc, JSON),	MT_COL("to_drop_rq", FLAG, rss_drop, JSON),
	MT_COL("since_ns", COUNT, rss_since, JSON),	MT_COL("err", COUNT, rss_err, JSON),
};

static void rss_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_chan_dev *dev = up->at;

	*list = (struct mt_list){ .at = dev->rss.at,
				  .nr = dev->rss.nr,
				  .size = sizeof(*dev->rss.at) };
}

const struct mt_table mt_table_rss = { MT_COLUMNS(rss_columns), .list = rss_of };

#define DEV(name, value) \
	struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_chan_dev *at = row->at; \
\
		return value; \
	}

DEV(mt_dev_name, mt_value_text(at->dev))
DEV(mt_dev_netdev, mt_value_text(at->netdev))
DEV(mt_dev_ifindex, mt_value_number(at->ifindex))
DEV(mt_dev_combined, mt_value_number(at->combined))

static const struct mt_column dev_columns[] = { MT_DEV_COLUMNS };

static void devs_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_channels *m = up->v->channels;

	*list = (struct mt_list){ .at = m->devs.at, .nr = m->devs.nr, .size = sizeof(*m->devs.at) };
}

static const struct mt_table devs = { MT_COLUMNS(dev_columns), .list = devs_of };

static struct mt_value change_dev(const struct mt_row *row)
{
	const struct mt_change *c = row->at;

	return mt_value_text(row->v->channels->devs.at[c->dev].dev);
}

static struct mt_value change_netdev(const struct mt_row *row)
{
	const struct mt_change *c = row->at;

	return mt_value_text(row->v->channels->devs.at[c->dev].netdev);
}

MT_GETTER(change_ts, struct mt_change, mt_value_count(at->ts))
MT_GETTER(change_event, struct mt_change, mt_value_text(at->name))
MT_GETTER(change_ix, struct mt_change, mt_value_number(at->ix))
MT_GETTER(change_cpu, struct mt_change, mt_value_number(at->cpu))
MT_GETTER(change_rqn, struct mt_change, mt_value_number(at->rqn))
MT_GETTER(change_cqn, struct mt_change, mt_value_number(at->cqn))
MT_GETTER(change_xsk_rqn, struct mt_change, mt_value_number(at->xsk_rqn))
MT_GETTER(change_tirn, struct mt_change, mt_value_number(at->tirn))
MT_GETTER(change_rqtn, struct mt_change, mt_value_number(at->rqtn))
MT_GETTER(change_vhca_id, struct mt_change, mt_value_number(at->vhca_id))
MT_GETTER(change_drop, struct mt_change,
	  mt_value_if(at->event == MT_EV_RX_CHANNEL_REDIRECT, at->drop))
MT_GETTER(change_err, struct mt_change, mt_value_if(true, at->err))
MT_GETTER(change_errno, struct mt_change, mt_value_errno(at->err))

static const struct mt_column change_columns[] = {
	MT_COL("time_ns", COUNT, change_ts, BOTH),
	MT_COL("dev", TEXT, change_dev, BOTH),
	MT_COL("netdev", TEXT, change_netdev, CSV),
	MT_COL("event", ID, change_event, BOTH),
	MT_COL("ix", NUMBER, change_ix, BOTH),
	MT_COL("cpu", NUMBER, change_cpu, CSV),
	MT_COL("rqn", NUMBER, change_rqn, BOTH),
	MT_COL("cqn", NUMBER, change_cqn, BOTH),
	MT_COL("xsk_rqn", NUMBER, change_xsk_rqn, BOTH),
	MT_COL("tirn", NUMBER, change_tirn, BOTH),
	MT_COL("rqtn", NUMBER, change_rqtn, BOTH),
	MT_COL("err", COUNT, change_err, JSON),
	MT_COL("errno", ERRNO, change_errno, CSV),
	MT_COL("vhca_id", NUMBER, change_vhca_id, BOTH),
	MT_COL("to_drop_rq", BOOL, change_drop, BOTH),
};

static void changes_of(const struct mt_row *up, struct mt_list *list)
{
	list->nr = up->v->channels->changes.nr;
}

static const void *change_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	(void)list;
	return mt_change_at(up->v->channels, i);
}

const struct mt_table mt_table_changes = { MT_COLUMNS(change_columns), .list = changes_of,
					   .at = change_at };

static struct mt_value changes_not_kept(const struct mt_row *row)
{
	return mt_value_count(row->v->channels->dropped);
}

static const struct mt_column part_columns[] = {
	{ "map", MT_COL_LIST, .in = MT_IN_JSON, .rows = &devs },
	{ "changes", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_changes },
	MT_COL("changes_not_kept", COUNT, changes_not_kept, JSON),
};

const struct mt_table mt_part_channels = { MT_COLUMNS(part_columns) };
