// SPDX-License-Identifier: GPL-2.0-only
/* The text of a map: the destinations of rules, and the queues to bind and steer to. */
#include "analysis/view/map.h"

#include <inttypes.h>

/* Write "RQ 500, the XSK RQ of channel 2". */
static void rq_words(const struct mt_map *m, const struct mt_map_tir *tir, char *text, size_t size)
{
	int64_t ix;
	bool xsk;

	if (mt_map_owner(m, tir, &ix, &xsk))
		snprintf(text, size, "RQ %" PRId64 ", the %sRQ of channel %" PRId64, tir->rqn,
			 xsk ? "XSK " : "", ix);
	else
		snprintf(text, size, "RQ %" PRId64 " of no known channel", tir->rqn);
}

static void spread_words(const struct mt_chan_dev *dev, const struct mt_rss *rss, char *text,
			 size_t size)
{
	char spread[80];

	mt_rss_spread_words(dev, rss, spread, sizeof(spread));
	snprintf(text, size, "RSS%s%s over %s", rss->context > 0 ? " context " : "",
		 rss->context > 0 ? mt_fmt_number(rss->context).text : "", spread);
}

static void rss_words(const struct mt_map *m, const struct mt_map_tir *tir, char *text, size_t size)
{
	for (unsigned int d = mt_channels_first(m->channels, tir->dev); d != MT_INDEX_NEW;
	     d = m->channels->devs.at[d].next) {
		const struct mt_chan_dev *dev = &m->channels->devs.at[d];

		for (unsigned int i = 0; i < dev->rss.nr; i++) {
			const struct mt_rss *rss = &dev->rss.at[i];

			if (rss->rqtn != tir->rqtn)
				continue;
			if (rss->drop)
				snprintf(text, size, "RSS, which leads to the drop RQ");
			else
				spread_words(dev, rss, text, size);
			return;
		}
	}
	snprintf(text, size, "RSS over channels that are unknown");
}

void mt_map_tir_words(const struct mt_map *m, const char *dev, int64_t tirn, char *text,
		      size_t size)
{
	const struct mt_map_tir *tir = mt_map_find_tir(m, dev, tirn);
	char to[160];

	if (!tir) {
		snprintf(text, size, "TIR %" PRId64 ", whose destination is unknown", tirn);
		return;
	}
	if (tir->ix < 0)
		rss_words(m, tir, to, sizeof(to));
	else if (tir->rqn < 0)
		snprintf(to, sizeof(to), "an RQ that no event contains");
	else if (tir->drop)
		snprintf(to, sizeof(to), "the drop RQ %" PRId64, tir->rqn);
	else
		rq_words(m, tir, to, sizeof(to));
	snprintf(text, size, "TIR %" PRId64 " -> RQT %" PRId64 " -> %s", tirn, tir->rqtn, to);
}

/* Whether the rule is from after.json. */
static bool is_after(const struct mt_map *m, const struct mt_map_rule *rule)
{
	for (unsigned int d = mt_channels_first(m->channels, rule->dev); d != MT_INDEX_NEW;
	     d = m->channels->devs.at[d].next)
		if (m->channels->devs.at[d].side == MT_SNAPSHOT_AFTER)
			return true;
	return false;
}

/* The rule is from the snapshot, which has its queue but not its table and entry. */
static void older_words(const struct mt_map *m, const struct mt_map_rule *rule, char *text,
			size_t size)
{
	const struct mt_map_tir *tir = mt_map_rule_tir(m, rule);
	char to[256] = "its TIR is unknown";
	size_t len;

	len = (size_t)snprintf(text, size, "location %" PRId64 ": %s, ", rule->location,
			       is_after(m, rule) ? "present after the command" :
						   "older than the recording");
	if (rule->drops) {
		snprintf(text + len, size - len, "drops; its table and entry are unknown");
		return;
	}
	if (tir)
		mt_map_tir_words(m, rule->dev, tir->tirn, to, sizeof(to));
	snprintf(text + len, size - len, "to queue %s: %s; its table and entry are unknown",
		 rule->queue < 0 ? "unknown" : mt_fmt_number(rule->queue).text, to);
}

void mt_map_rule_words(const struct mt_map *m, const struct mt_map_rule *rule, char *text,
		       size_t size)
{
	const struct mt_map_dst *dst = mt_map_rule_dst(m, rule);
	char to[256];

	if (rule->table < 0) {
		older_words(m, rule, text, size);
		return;
	}
	if (!dst)
		snprintf(to, sizeof(to), "unknown");
	else if (!strcmp(dst->type, "TIR"))
		mt_map_tir_words(m, rule->dev, dst->id, to, sizeof(to));
	else if (!strcmp(dst->type, "NONE"))
		snprintf(to, sizeof(to), "no destination: dropped");
	else
		snprintf(to, sizeof(to), "%.40s %" PRId64, dst->type, dst->id);
	snprintf(text, size, "location %" PRId64 ": table %" PRId64 " entry %" PRId64 " -> %s",
		 rule->location, rule->table, rule->entry, to);
}

/* Returns the TIR that leads to the XSK RQ of this channel, or NULL if it is unknown. */
static const struct mt_map_tir *tir_to(const struct mt_map *m, const char *dev,
				       const struct mt_chan *c)
{
	for (unsigned int i = mt_map_first_tir(m, dev); i != MT_INDEX_NEW; i = m->tirs.at[i].next)
		if (m->tirs.at[i].ix >= 0 && !m->tirs.at[i].drop &&
		    mt_same_rq(m->tirs.at[i].rqn, m->tirs.at[i].vhca_id, c->xsk_rqn, c->vhca_id))
			return &m->tirs.at[i];
	return NULL;
}

bool mt_map_channel_words(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix,
			  char *text, size_t size)
{
	const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);
	const char *netdev = *dev->netdev ? dev->netdev : "DEV";
	int64_t queue = mt_map_queue(m, dev, ix);
	const struct mt_map_tir *tir;
	size_t len;

	if (!c || c->state == MT_CHAN_CLOSED || c->xsk_rqn <= 0)
		return false;
	tir = tir_to(m, dev->dev, c);
	len = (size_t)snprintf(text, size, "Channel %" PRId64 " has XSK RQ %" PRId64 ", ", ix,
			       c->xsk_rqn);
	if (!tir) {
		snprintf(text + len, size - len, "but no known TIR leads to it.");
		return true;
	}
	len += (size_t)snprintf(text + len, size - len, "to which TIR %" PRId64 " leads",
				tir->tirn);
	if (queue < 0)
		snprintf(text + len, size - len,
			 ". The queue id for it is unknown: %s is not in the recording.",
			 m->scheme == MT_SCHEME_UNKNOWN ? "the numbering scheme of this kernel" :
							  "the number of channels");
	else
		snprintf(text + len, size - len,
			 ": bind to queue %" PRId64
			 "; steer with \"ethtool -N %s ... action %" PRId64 "\".",
			 queue, netdev, queue);
	return true;
}

void mt_map_scheme_words(const struct mt_map *m, const struct mt_chan_dev *dev, char *text,
			 size_t size)
{
	const char *netdev = *dev->netdev ? dev->netdev : "DEV";
	int64_t nr = mt_map_nr_channels(m, dev);

	switch (m->scheme) {
	case MT_SCHEME_SAME:
		snprintf(text, size,
			 "AF_XDP on channel N: bind to queue N; steer with \"ethtool -N %s ... action N\".",
			 netdev);
		break;
	case MT_SCHEME_BEHIND:
		if (nr >= 0)
			snprintf(text, size,
				 "AF_XDP on channel N: bind to queue %" PRId64
				 " + N, for there are %" PRId64
				 " channels; steer with \"ethtool -N %s ... action\" and the same number.",
				 nr, nr, netdev);
		else
			snprintf(
				text, size,
				"AF_XDP on channel N: bind to queue N + the number of channels, which is unknown here.");
		break;
	default:
		snprintf(
			text, size,
			"Which queue to bind for AF_XDP is unknown: the recording names no kernel, and no mlx5e_open_xsk was recorded.");
	}
}
