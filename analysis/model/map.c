// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/map.h"

static const char *name(struct mt_map *m, const struct mt_record *r, enum mt_key key)
{
	return mt_model_name(&m->base, mt_str(r, key));
}

/* Whether this is the TIR of an XSK RQ of this channel. The channels have already been updated. */
static bool is_xsk_tir(const struct mt_map *m, const char *dev, int64_t ix, int64_t tirn)
{
	for (unsigned int d = mt_channels_first(m->channels, dev); d != MT_INDEX_NEW;
	     d = m->channels->devs.at[d].next) {
		const struct mt_chan_dev *found = &m->channels->devs.at[d];

		if (ix >= 0 && ix < found->slots.nr && found->slots.at[ix].xsk_direct.tirn == tirn)
			return true;
	}
	return false;
}

static void take_direct(struct mt_map *m, const struct mt_record *r)
{
	const char *dev = name(m, r, MT_KEY_DEV);
	int64_t tirn = mt_num(r, MT_KEY_TIRN, -1);
	struct mt_map_tir *tir = (struct mt_map_tir *)mt_map_find_tir(m, dev, tirn);

	/* a failed command leaves the RQT unchanged */
	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	if (!tir)
		tir = mt_map_add_tir(m, dev);
	if (tir)
		*tir = (struct mt_map_tir){
			.next = tir->next,
			.dev = dev,
			.tirn = tirn,
			.rqtn = mt_num(r, MT_KEY_RQTN, -1),
			.ix = mt_num(r, MT_KEY_IX, -1),
			.rqn = mt_num(r, MT_KEY_RQN, -1),
			.vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1),
			.context = -1,
			.xsk = is_xsk_tir(m, dev, mt_num(r, MT_KEY_IX, -1), tirn),
			.drop = mt_num(r, MT_KEY_DROP, 0),
			.traffic = "",
			.since = r->ts,
		};
}

static void take_rss_tir(struct mt_map *m, const struct mt_record *r)
{
	const char *dev = name(m, r, MT_KEY_DEV);
	int64_t tirn = mt_num(r, MT_KEY_TIRN, -1);
	struct mt_map_tir *tir = (struct mt_map_tir *)mt_map_find_tir(m, dev, tirn);

	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	if (!tir)
		tir = mt_map_add_tir(m, dev);
	if (tir)
		*tir = (struct mt_map_tir){
			.next = tir->next,
			.dev = dev,
			.tirn = tirn,
			.rqtn = mt_num(r, MT_KEY_RQTN, -1),
			.ix = -1,
			.rqn = -1,
			.vhca_id = -1,
			.context = mt_num(r, MT_KEY_RSS_CTX, -1),
			.traffic = name(m, r, MT_KEY_TT),
			.inner = mt_num(r, MT_KEY_INNER, 0),
			.since = r->ts,
		};
}

static bool leads_anywhere(const struct mt_map *m, const char *dev, int64_t table, int64_t entry)
{
	for (unsigned int i = 0; i < m->dsts.nr; i++)
		if (m->dsts.at[i].dev == dev && m->dsts.at[i].table == table &&
		    m->dsts.at[i].entry == entry)
			return true;
	return false;
}

/* An entry without destinations has been deleted, and so has its rule: remove the rule. */
static void drop_entry(struct mt_map *m, const char *dev, int64_t table, int64_t entry)
{
	for (unsigned int i = m->rules.nr; i-- > 0;)
		if (m->rules.at[i].dev == dev && m->rules.at[i].table == table &&
		    m->rules.at[i].entry == entry)
			mt_vec_remove(&m->rules, i);
}

static void take_dst(struct mt_map *m, const struct mt_record *r)
{
	struct mt_map_dst now = {
		.dev = name(m, r, MT_KEY_DEV),
		.table_type = mt_num(r, MT_KEY_TABLE_TYPE, -1),
		.table = mt_num(r, MT_KEY_TABLE, -1),
		.vport = mt_num(r, MT_KEY_VPORT, -1),
		.entry = mt_num(r, MT_KEY_ENTRY, -1),
		.type = name(m, r, MT_KEY_DST_TYPE),
		.id = mt_num(r, MT_KEY_DST_ID, -1),
		.vhca_id = mt_num(r, MT_KEY_DST_VHCA_ID, -1),
		.since = r->ts,
	};
	struct mt_map_dst *dst;

	/* the destination was not added, and the entry keeps its other destinations */
	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	for (unsigned int i = 0; i < m->dsts.nr; i++) {
		dst = &m->dsts.at[i];
		if (dst->dev == now.dev && dst->table_type == now.table_type &&
		    dst->table == now.table && dst->entry == now.entry && dst->type == now.type &&
		    dst->vport == now.vport && dst->id == now.id && dst->vhca_id == now.vhca_id) {
			mt_vec_remove(&m->dsts, i);
			break;
		}
	}
	if (mt_num(r, MT_KEY_ADD, 0)) {
		dst = mt_vec_add(&m->dsts);
		if (dst)
			*dst = now;
	} else if (!leads_anywhere(m, now.dev, now.table, now.entry)) {
		drop_entry(m, now.dev, now.table, now.entry);
	}
}

static void take_rule(struct mt_map *m, const struct mt_record *r)
{
	const char *dev = name(m, r, MT_KEY_DEV), *netdev = name(m, r, MT_KEY_NETDEV);
	int64_t location = mt_num(r, MT_KEY_LOCATION, -1);
	struct mt_map_rule *rule;

	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	/* create the device, so that it is shown */
	mt_channels_dev(m->channels, mt_str(r, MT_KEY_DEV), mt_str(r, MT_KEY_NETDEV));
	for (unsigned int i = m->rules.nr; i-- > 0;)
		if (m->rules.at[i].dev == dev && m->rules.at[i].netdev == netdev &&
		    m->rules.at[i].location == location)
			mt_vec_remove(&m->rules, i);
	rule = mt_num(r, MT_KEY_ADD, 0) ? mt_vec_add(&m->rules) : NULL;
	if (rule)
		*rule = (struct mt_map_rule){
			.dev = dev,
			.netdev = netdev,
			.location = location,
			.table = mt_num(r, MT_KEY_TABLE, -1),
			.entry = mt_num(r, MT_KEY_ENTRY, -1),
			.queue = -1,
			.since = r->ts,
		};
}

static void take_count(struct mt_map *m, const struct mt_record *r, int64_t channels)
{
	const char *dev = name(m, r, MT_KEY_DEV), *netdev = name(m, r, MT_KEY_NETDEV);
	unsigned int *place;
	struct mt_map_count *count;

	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	place = mt_index_at(&m->by_netdev, mt_map_netdev_key(dev, netdev));
	if (!place)
		return;
	count = *place == MT_INDEX_NEW ? mt_vec_add(&m->counts) : &m->counts.at[*place];
	if (!count)
		return;
	*count = (struct mt_map_count){ dev, netdev, channels };
	*place = (unsigned int)(count - m->counts.at);
}

static bool is_after(const struct mt_map *m, uint64_t ts)
{
	bool ticks = mt_recording_stats(m->rec)->ticks;

	return m->until.set && ts > (ticks ? m->until.ticks : m->until.ns);
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_map *m = model;

	if (r->kind != MT_REC_EVENT || r->event == MT_EV_OTHER)
		return;
	/* a kernel has a fixed numbering scheme, so later events are also used */
	if (r->event == MT_EV_OPEN_XSK && mt_has(r, MT_KEY_QID) && mt_has(r, MT_KEY_IX))
		m->scheme = mt_num(r, MT_KEY_QID, -1) == mt_num(r, MT_KEY_IX, -1) ?
				    MT_SCHEME_SAME :
				    MT_SCHEME_BEHIND;
	if (is_after(m, r->ts))
		return;
	mt_model_channels.record(m->channels, r);
	switch (r->event) {
	case MT_EV_RX_CHANNEL_REDIRECT:
		take_direct(m, r);
		break;
	case MT_EV_RSS_TIR:
		take_rss_tir(m, r);
		break;
	case MT_EV_FS_RULE_DST:
		take_dst(m, r);
		break;
	case MT_EV_ETHTOOL_RULE:
		take_rule(m, r);
		break;
	case MT_EV_SET_CHANNELS:
		take_count(m, r, mt_num(r, MT_KEY_NEW_COUNT, -1));
		break;
	case MT_EV_SWITCH_PARAMS:
		take_count(m, r, mt_num(r, MT_KEY_NEW_NCH, -1));
		break;
	default:
		break;
	}
}

static void *create_at(const struct mt_recording *rec, const struct mt_query *query,
		       struct mt_instant until)
{
	struct mt_map *m = mt_model_new(sizeof(*m));
	struct mt_query then = query ? *query : (struct mt_query){ 0 };
	struct mt_snapshot snapshot;

	if (!m)
		return NULL;
	m->rec = rec;
	m->until = until;
	then.at = until;
	m->channels = mt_model_channels.create(rec, &then);
	if (!m->channels) {
		mt_model_map.destroy(m);
		return NULL;
	}
	m->channels->no_changes = true;
	mt_snapshot_read(&snapshot, rec);
	mt_snapshot_without_events(&snapshot, !until.set);
	switch (mt_release_at_least(snapshot.release, 6, 1)) {
	case 1:
		m->scheme = MT_SCHEME_SAME;
		break;
	case 0:
		m->scheme = MT_SCHEME_BEHIND;
		break;
	default:
		break;
	}
	for (unsigned int i = 0; i < snapshot.devs.nr; i++)
		mt_map_start(m, &snapshot.devs.at[i]);
	mt_snapshot_free(&snapshot);
	return m;
}

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	return create_at(rec, query, query ? query->at : (struct mt_instant){ 0 });
}

static void *create_other(const struct mt_recording *rec, const struct mt_query *query)
{
	return create_at(rec, query, query ? query->diff : (struct mt_instant){ 0 });
}

static void take_settled(struct mt_map *m, struct mt_map_tir *tir)
{
	for (unsigned int d = mt_channels_first(m->channels, tir->dev);
	     d != MT_INDEX_NEW && tir->ix >= 0; d = m->channels->devs.at[d].next) {
		const struct mt_chan_dev *dev = &m->channels->devs.at[d];
		const struct mt_direct *direct;

		if (tir->ix >= dev->slots.nr)
			continue;
		direct = tir->xsk ? &dev->slots.at[tir->ix].xsk_direct :
				    &dev->slots.at[tir->ix].direct;
		if (direct->tirn != tir->tirn)
			continue;
		tir->rqn = direct->rqn;
		tir->vhca_id = direct->vhca_id;
		tir->drop = direct->drop;
		return;
	}
}

static void finish(void *model)
{
	struct mt_map *m = model;

	mt_model_channels.finish(m->channels);
	/* if the state of a channel is unknown, so is that of its TIRs */
	for (unsigned int i = 0; i < m->tirs.nr; i++)
		take_settled(m, &m->tirs.at[i]);
}

static void destroy(void *model)
{
	struct mt_map *m = model;

	if (m->channels)
		mt_model_channels.destroy(m->channels);
	mt_index_free(&m->first_tir);
	mt_index_free(&m->by_netdev);
	free(m->tirs.at);
	free(m->dsts.at);
	free(m->rules.at);
	free(m->counts.at);
	mt_model_fini(&m->base);
	free(m);
}

const struct mt_model_ops mt_model_map = {
	.name = "map",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};

const struct mt_model_ops mt_model_map_other = {
	.name = "other map",
	.create = create_other,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
