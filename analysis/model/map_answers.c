// SPDX-License-Identifier: GPL-2.0-only
/* Queries on a map: owner of an RQ, destination of a rule, queue to bind. */
#include "analysis/model/map.h"

const struct mt_map_tir *mt_map_find_tir(const struct mt_map *m, const char *dev, int64_t tirn)
{
	for (unsigned int i = 0; i < m->tirs.nr; i++)
		if (!strcmp(m->tirs.at[i].dev, dev) && m->tirs.at[i].tirn == tirn)
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
	for (unsigned int i = 0; i < m->tirs.nr; i++)
		if (!strcmp(m->tirs.at[i].dev, dev->dev) && m->tirs.at[i].ix == ix &&
		    m->tirs.at[i].xsk == xsk)
			return &m->tirs.at[i];
	return NULL;
}

/* An older rule is identified by its queue, in the numbering scheme of the kernel. */
static const struct mt_map_tir *queue_tir(const struct mt_map *m, const struct mt_map_rule *rule)
{
	const struct mt_chan_dev *dev = NULL;

	for (unsigned int d = 0; d < m->channels->devs.nr; d++)
		if (!strcmp(m->channels->devs.at[d].dev, rule->dev) &&
		    !strcmp(m->channels->devs.at[d].netdev, rule->netdev))
			dev = &m->channels->devs.at[d];
	if (!dev || rule->queue < 0)
		return NULL;
	if (m->scheme == MT_SCHEME_SAME)
		return mt_map_channel_tir(m, dev, rule->queue, false);
	/* the number of channels at its creation is unknown */
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
	for (unsigned int d = 0; d < m->channels->devs.nr; d++) {
		const struct mt_chan_dev *found = &m->channels->devs.at[d];

		if (tir->rqn <= 0 || strcmp(found->dev, tir->dev))
			continue;
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

int64_t mt_map_nr_channels(const struct mt_map *m, const struct mt_chan_dev *dev)
{
	int64_t open = 0;

	for (unsigned int i = 0; i < m->counts.nr; i++)
		if (!strcmp(m->counts.at[i].dev, dev->dev) &&
		    !strcmp(m->counts.at[i].netdev, dev->netdev))
			return m->counts.at[i].channels;
	/* not over which it spreads, but how many there are is in the event of RSS */
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
