// SPDX-License-Identifier: GPL-2.0-only
/* The paths of packets to a channel by flow rule, TIR, RQT and RQ or XSK RQ, and its SQs. */
#include "analysis/view/map.h"

#include <inttypes.h>
#include <string.h>

bool mt_map_is_of(const struct mt_chan_dev *dev, const struct mt_map_rule *rule)
{
	return !strcmp(rule->dev, dev->dev) && !strcmp(rule->netdev, dev->netdev);
}

/* Write "RQ 500, its XSK RQ". */
static void rq_words(const struct mt_map *m, const struct mt_map_tir *tir, char *text, size_t size)
{
	int64_t ix;
	bool xsk;

	if (tir->rqn < 0)
		snprintf(text, size, "an RQ that no event contains");
	else if (tir->drop)
		snprintf(text, size, "the drop RQ %" PRId64, tir->rqn);
	else if (!mt_map_owner(m, tir, &ix, &xsk))
		snprintf(text, size, "RQ %" PRId64 " of no known channel", tir->rqn);
	else if (ix != tir->ix)
		snprintf(text, size, "RQ %" PRId64 ", which is of channel %" PRId64, tir->rqn, ix);
	else
		snprintf(text, size, "RQ %" PRId64 ", its %sRQ", tir->rqn, xsk ? "XSK " : "own ");
}

static void print_path(const struct mt_view *v, const struct mt_chan_dev *dev,
		       const struct mt_map_tir *tir)
{
	const struct mt_map *m = v->map;
	char rules[256] = "", rq[96];
	unsigned int nr = 0;
	size_t len = 0;

	for (unsigned int i = 0; i < m->rules.nr && len < sizeof(rules); i++) {
		if (!mt_map_is_of(dev, &m->rules.at[i]) ||
		    mt_map_rule_tir(m, &m->rules.at[i]) != tir)
			continue;
		len += (size_t)snprintf(rules + len, sizeof(rules) - len, "%s%" PRId64,
					nr++ ? ", " : "", m->rules.at[i].location);
	}
	rq_words(m, tir, rq, sizeof(rq));
	mt_paragraph(&v->to, 2,
		     "- channel %" PRId64 ": %s%s%sTIR %" PRId64 " -> RQT %" PRId64 " -> %s",
		     tir->ix,
		     nr > 1 ? "rules " :
		     nr	    ? "rule " :
			      "",
		     rules, nr ? " -> " : "", tir->tirn, tir->rqtn, rq);
}

static void print_sqs(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[1024] = "";
	bool all = true;
	size_t len = 0;

	for (unsigned int ix = 0; ix < dev->slots.nr; ix++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);

		if (!c || c->state == MT_CHAN_CLOSED)
			continue;
		all &= c->nr_sqs > 0;
		for (unsigned int tc = 0; tc < c->nr_sqs && len < sizeof(text); tc++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%s%" PRId64 " of channel %u",
						len ? ", " : "SQs: ", c->sqn[tc], ix);
	}
	if (len && all)
		mt_paragraph(&v->to, 2, "%s.", text);
	else if (len)
		mt_paragraph(&v->to, 2,
			     "%s; of channels opened since, unknown: no event names them.", text);
	else
		mt_paragraph(
			&v->to, 2,
			"SQs: unknown except those of XSKs; no event names them, and the snapshot only those before the first event.");
}

void mt_text_map_paths(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	unsigned int nr = 0;

	for (unsigned int ix = 0; ix < dev->slots.nr; ix++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);

		if (!c || c->state == MT_CHAN_CLOSED)
			continue;
		if (!nr++)
			fprintf(v->to.out, "  Which RQ each channel feeds:\n");
		if (!mt_map_channel_tir(v->map, dev, ix, false))
			mt_paragraph(&v->to, 2,
				     "- channel %u: unknown, as no event contains its TIR yet", ix);
		for (int xsk = 0; xsk < 2; xsk++) {
			const struct mt_map_tir *tir = mt_map_channel_tir(v->map, dev, ix, xsk);

			if (tir && !(xsk && tir->drop))
				print_path(v, dev, tir);
		}
	}
	print_sqs(v, dev);
}
