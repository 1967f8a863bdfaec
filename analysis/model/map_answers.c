// SPDX-License-Identifier: GPL-2.0-only
/* Queries on a map: the owner of an RQ, the destination of a rule, and the queue to bind to. */
#include "analysis/model/map.h"

unsigned int mt_map_first_tir(const struct mt_map *m, const char *dev)
{
	return mt_index_find(&m->first_tir, (struct mt_index_key){ { mt_index_text(dev) } });
}

struct mt_map_tir *mt_map_add_tir(struct mt_map *m, const char *dev)
{
	struct mt_map_tir *tir = mt_vec_add(&m->tirs);
	unsigned int *at =
		mt_index_at(&m->first_tir, (struct mt_index_key){ { mt_index_text(dev) } });

	if (!tir || !at) {
		m->tirs.nr -= tir != NULL;
		return NULL;
	}
	tir->next = MT_INDEX_NEW;
	while (*at != MT_INDEX_NEW)
		at = &m->tirs.at[*at].next;
	*at = m->tirs.nr - 1;
	return tir;
}

const struct mt_map_tir *mt_map_find_tir(const struct mt_map *m, const char *dev, int64_t tirn)
{
	for (unsigned int i = mt_map_first_tir(m, dev); i != MT_INDEX_NEW; i = m->tirs.at[i].next)
		if (m->tirs.at[i].tirn == tirn)
			return &m->tirs.at[i];
	return NULL;
}

const struct mt_map_dst *mt_map_rule_dst(const struct mt_map *m, const struct mt_map_rule *rule)
{
	for (unsigned int i = 0; i < m->dsts.nr && rule->table >= 0; i++) {
		const struct mt_map_dst *dst = &m->dsts.at[i];

		if (dst->dev == rule->dev && !dst->table_type && dst->table == rule->table &&
		    dst->entry == rule->entry)
			return dst;
	}
	return NULL;
}

const struct mt_map_tir *mt_map_channel_tir(const struct mt_map *m, const struct mt_chan_dev *dev,
					    int64_t ix, bool xsk)
{
	for (unsigned int i = mt_map_first_tir(m, dev->dev); i != MT_INDEX_NEW;
	     i = m->tirs.at[i].next)
		if (m->tirs.at[i].ix == ix && m->tirs.at[i].xsk == xsk)
			return &m->tirs.at[i];
	return NULL;
}

/*
 * The TIR of a rule from the snapshot is found by its queue, according to the kernel's numbering
 * scheme.
 */
static const struct mt_map_tir *queue_tir(const struct mt_map *m, const struct mt_map_rule *rule)
{
	const struct mt_chan_dev *dev = NULL;

	for (unsigned int d = mt_channels_first(m->channels, rule->dev); d != MT_INDEX_NEW;
	     d = m->channels->devs.at[d].next)
		if (!strcmp(m->channels->devs.at[d].netdev, rule->netdev))
			dev = &m->channels->devs.at[d];
	if (!dev || rule->queue < 0)
		return NULL;
	if (m->scheme == MT_SCHEME_SAME)
		return mt_map_channel_tir(m, dev, rule->queue, false);
	/* the number of channels when the rule was added is unknown */
	return NULL;
}

const struct mt_map_tir *mt_map_rule_tir(const struct mt_map *m, const struct mt_map_rule *rule)
{
	const struct mt_map_dst *dst;

	if (rule->table < 0)
		return queue_tir(m, rule);
	dst = mt_map_rule_dst(m, rule);
	return dst && !strcmp(dst->type, "TIR") ? mt_map_find_tir(m, rule->dev, dst->id) : NULL;
}

bool mt_map_owner(const struct mt_map *m, const struct mt_map_tir *tir, int64_t *ix, bool *xsk)
{
	for (unsigned int d = mt_channels_first(m->channels, tir->dev);
	     d != MT_INDEX_NEW && tir->rqn > 0; d = m->channels->devs.at[d].next) {
		const struct mt_chan_dev *found = &m->channels->devs.at[d];

		for (unsigned int i = 0; i < found->slots.nr; i++) {
			for (unsigned int c = 0; c < found->slots.at[i].chans.nr; c++) {
				const struct mt_chan *chan = &found->slots.at[i].chans.at[c];

				*ix = i;
				*xsk = mt_same_rq(chan->xsk_rqn, chan->vhca_id, tir->rqn,
						  tir->vhca_id);
				if (*xsk ||
				    mt_same_rq(chan->rqn, chan->vhca_id, tir->rqn, tir->vhca_id))
					return true;
			}
		}
	}
	return false;
}

struct mt_index_key mt_map_netdev_key(const char *dev, const char *netdev)
{
	return (struct mt_index_key){ { mt_index_text(dev), mt_index_text(netdev) } };
}

int64_t mt_map_nr_channels(const struct mt_map *m, const struct mt_chan_dev *dev)
{
	unsigned int place = mt_index_find(&m->by_netdev, mt_map_netdev_key(dev->dev, dev->netdev));
	int64_t open = 0;

	if (place != MT_INDEX_NEW)
		return m->counts.at[place].channels;
	/* the RSS event contains the number of channels, not the channels over which RSS spreads */
	for (unsigned int i = 0; i < dev->rss.nr; i++)
		if (!dev->rss.at[i].err && !dev->rss.at[i].drop && dev->rss.at[i].nch > open)
			open = dev->rss.at[i].nch;
	return open ? open : dev->had;
}

int64_t mt_map_queue(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix)
{
	int64_t nr;

	switch (m->scheme) {
	case MT_SCHEME_SAME:
		return ix;
	case MT_SCHEME_BEHIND:
		nr = mt_map_nr_channels(m, dev);
		return nr < 0 ? -1 : nr + ix;
	default:
		return -1;
	}
}
