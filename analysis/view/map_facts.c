// SPDX-License-Identifier: GPL-2.0-only
/* Converts a map to a list of facts, so that two maps can be compared. */
#include "analysis/view/map.h"

#include <inttypes.h>
#include <stdarg.h>

static void add(struct mt_facts *facts, const char *value, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A value that is unknown is not a fact. */
static void add(struct mt_facts *facts, const char *value, const char *fmt, ...)
{
	struct mt_fact *fact = *value && strcmp(value, "-") ? mt_vec_add(&facts->list) : NULL;
	va_list ap;

	if (!fact)
		return;
	va_start(ap, fmt);
	vsnprintf(fact->what, sizeof(fact->what), fmt, ap);
	va_end(ap);
	snprintf(fact->value, sizeof(fact->value), "%s", value);
}

static void add_channel(struct mt_facts *facts, const char *where, unsigned int ix,
			const struct mt_slot *slot)
{
	const struct mt_chan *c = mt_slot_now(slot);

	if (!c || c->state == MT_CHAN_CLOSED)
		return;
	add(facts, mt_chan_state_name(c->state), "%s channel %u state", where, ix);
	add(facts, mt_fmt_number(c->cpu).text, "%s channel %u cpu", where, ix);
	add(facts, mt_fmt_number(c->rqn).text, "%s channel %u RQ", where, ix);
	add(facts, mt_fmt_number(c->cqn).text, "%s channel %u CQ", where, ix);
	add(facts, mt_fmt_object(c->xsk_rqn).text, "%s channel %u XSK RQ", where, ix);
	if (c->xsk_rqn > 0)
		add(facts, mt_fmt_number(c->xsk.sqn).text, "%s channel %u XSK SQ", where, ix);
}

static void add_rss(struct mt_facts *facts, const char *where, const struct mt_chan_dev *dev,
		    const struct mt_rss *rss)
{
	char value[80];

	if (rss->err && rss->nch < 0)
		return;
	if (rss->drop)
		snprintf(value, sizeof(value), "drop RQ");
	else
		mt_rss_spread_words(dev, rss, value, sizeof(value));
	add(facts, value, "%s RSS RQT %" PRId64, where, rss->rqtn);
}

void mt_map_facts(const struct mt_map *m, struct mt_facts *facts)
{
	char value[400];

	for (unsigned int d = 0; d < m->channels->devs.nr; d++) {
		const struct mt_chan_dev *dev = &m->channels->devs.at[d];
		const char *where = *dev->netdev ? dev->netdev : dev->dev;

		for (unsigned int ix = 0; ix < dev->slots.nr; ix++)
			add_channel(facts, where, ix, &dev->slots.at[ix]);
		for (unsigned int i = 0; i < dev->rss.nr; i++)
			add_rss(facts, where, dev, &dev->rss.at[i]);
	}
	for (unsigned int i = 0; i < m->tirs.nr; i++) {
		const struct mt_map_tir *tir = &m->tirs.at[i];

		if (tir->ix >= 0 && tir->rqn < 0)
			value[0] = '\0';
		else if (tir->ix < 0)
			snprintf(value, sizeof(value), "RQT %" PRId64 " (RSS)", tir->rqtn);
		else
			snprintf(value, sizeof(value), "%s %" PRId64, tir->drop ? "drop RQ" : "RQ",
				 tir->rqn);
		add(facts, value, "%s TIR %" PRId64, tir->dev, tir->tirn);
	}
	for (unsigned int i = 0; i < m->rules.nr; i++) {
		const struct mt_map_rule *rule = &m->rules.at[i];
		const struct mt_map_dst *dst = mt_map_rule_dst(m, rule);

		if (rule->drops)
			snprintf(value, sizeof(value), "drops");
		else
			snprintf(value, sizeof(value), "%.40s %s", dst ? dst->type : "queue",
				 dst ? mt_fmt_number(dst->id).text :
				       mt_fmt_number(rule->queue).text);
		add(facts, value, "%s rule at location %" PRId64, rule->netdev, rule->location);
	}
}

const struct mt_fact *mt_fact_in(const struct mt_facts *facts, const struct mt_fact *fact)
{
	for (unsigned int i = 0; i < facts->list.nr; i++)
		if (!strcmp(facts->list.at[i].what, fact->what))
			return &facts->list.at[i];
	return NULL;
}
