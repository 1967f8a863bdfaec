// SPDX-License-Identifier: GPL-2.0-only
/* The map at an instant, as text, JSON and CSV, and what changed to another one. */
#include "analysis/view/map.h"

#include <inttypes.h>

static struct mt_buf instant(const struct mt_view *v, const struct mt_instant *at)
{
	struct mt_buf b = { "the end" };

	if (at->set)
		b = mt_fmt_time(v, mt_recording_stats(v->rec)->ticks ? at->ticks : at->ns);
	return b;
}

/*
 * Entries lead to a channel's own TIR for rules of ethtool -N, and to that of
 * channel 0 for what the interface takes promiscuously. One that no rule claims
 * is of a rule that no event told.
 */
static bool has_unclaimed_entries(const struct mt_map *m, const struct mt_chan_dev *dev)
{
	for (unsigned int i = 0; i < m->dsts.nr; i++) {
		const struct mt_map_dst *dst = &m->dsts.at[i];
		const struct mt_map_tir *tir;
		bool claimed = false;

		tir = strcmp(dst->dev, dev->dev) || strcmp(dst->type, "TIR") ?
			      NULL :
			      mt_map_find_tir(m, dst->dev, dst->id);
		for (unsigned int k = 0; k < m->rules.nr; k++)
			claimed |= m->rules.at[k].dev == dst->dev &&
				   m->rules.at[k].table == dst->table &&
				   m->rules.at[k].entry == dst->entry;
		if (tir && tir->ix > 0 && !claimed)
			return true;
	}
	return false;
}

/* Would the recording say if there were a rule? */
static bool knows_rules(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	if (has_unclaimed_entries(v->map, dev))
		return false;
	for (unsigned int i = 0; i < v->snapshot.devs.nr; i++)
		if (!strcmp(v->snapshot.devs.at[i].netdev, dev->netdev) &&
		    json_is_array(v->snapshot.devs.at[i].rules))
			return mt_snapshot_recorded(&v->snapshot, MT_EV_ETHTOOL_RULE) == 1;
	return false;
}

static void print_rules(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	const struct mt_map *m = v->map;
	unsigned int nr = 0;
	char text[512];

	for (unsigned int i = 0; i < m->rules.nr; i++) {
		if (!mt_map_is_of(dev, &m->rules.at[i]))
			continue;
		if (!nr++)
			fprintf(v->out, "  Flow rules of ethtool -N:\n");
		mt_map_rule_words(m, &m->rules.at[i], text, sizeof(text));
		mt_paragraph(v, 4, "%s", text);
	}
	if (!knows_rules(v, dev))
		fprintf(v->out, "  Flow rules%s: unknown.\n", nr ? " besides" : "");
	else if (!nr)
		fprintf(v->out, "  Flow rules: none.\n");
}

static void print_rss_tirs(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[900] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < v->map->tirs.nr && len < sizeof(text); i++) {
		const struct mt_map_tir *tir = &v->map->tirs.at[i];

		if (tir->ix >= 0 || strcmp(tir->dev, dev->dev))
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%" PRId64 " %s%s",
					len ? ", " : "TIRs of RSS: ", tir->tirn, tir->traffic,
					tir->inner ? " inner" : "");
	}
	if (len)
		mt_paragraph(v, 2, "%s", text);
	else
		fprintf(v->out, "  TIRs of RSS: unknown.\n");
}

static void print_words(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[512];

	mt_map_scheme_words(v->map, dev, text, sizeof(text));
	mt_paragraph(v, 2, "%s", text);
	for (unsigned int ix = 0; ix < dev->slots.nr; ix++)
		if (mt_map_channel_words(v->map, dev, ix, text, sizeof(text)))
			mt_paragraph(v, 2, "- %s", text);
}

static void print_diff(const struct mt_view *v)
{
	struct mt_facts now = { 0 }, then = { 0 };
	unsigned int nr = 0;

	mt_map_facts(v->map, &now);
	mt_map_facts(v->map_other, &then);
	mt_heading(v, "From %s to %s", instant(v, &v->map->until).text,
		   instant(v, &v->map_other->until).text);
	for (unsigned int i = 0; i < now.list.nr; i++) {
		const struct mt_fact *fact = &now.list.at[i], *other = mt_fact_in(&then, fact);

		if (other && !strcmp(other->value, fact->value))
			continue;
		nr++;
		fprintf(v->out, "  %-34s %s -> %s\n", fact->what, fact->value,
			other ? other->value : "gone or unknown");
	}
	for (unsigned int i = 0; i < then.list.nr; i++) {
		if (mt_fact_in(&now, &then.list.at[i]))
			continue;
		nr++;
		fprintf(v->out, "  %-34s new or unknown before -> %s\n", then.list.at[i].what,
			then.list.at[i].value);
	}
	if (!nr)
		fprintf(v->out, "  Nothing that is known is different.\n");
	free(now.list.at);
	free(then.list.at);
}

void mt_text_map_at(const struct mt_view *v)
{
	const struct mt_channels *channels = v->map->channels;
	char title[80];

	if (!channels->devs.nr)
		fprintf(v->out, "  No channel event was recorded%s.\n",
			v->map->until.set ? " up to then" : "");
	snprintf(title, sizeof(title), "Map at %s", instant(v, &v->map->until).text);
	for (unsigned int d = 0; d < channels->devs.nr; d++) {
		const struct mt_chan_dev *dev = &channels->devs.at[d];

		mt_text_map_dev(v, dev, title);
		print_rss_tirs(v, dev);
		print_rules(v, dev);
		mt_text_map_paths(v, dev);
		print_words(v, dev);
	}
	if (v->map_other && v->map_other->until.set)
		print_diff(v);
}

static json_t *json_tirs(const struct mt_map *m, const char *dev)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < m->tirs.nr; i++) {
		const struct mt_map_tir *tir = &m->tirs.at[i];

		if (strcmp(tir->dev, dev))
			continue;
		json_array_append_new(list,
				      json_pack("{so so so so sb so sb so}", "tirn",
						mt_json_number(tir->tirn), "rqtn",
						mt_json_number(tir->rqtn), "ix",
						mt_json_number(tir->ix), "rqn",
						mt_json_number(tir->rqn), "to_drop_rq", tir->drop,
						"traffic", mt_json_text(tir->traffic), "inner",
						tir->inner, "since_ns",
						tir->since ? json_integer((json_int_t)tir->since) :
							     json_null()));
	}
	return list;
}

static json_t *json_rules(const struct mt_map *m, const struct mt_chan_dev *dev)
{
	json_t *list = json_array();
	char text[512];

	for (unsigned int i = 0; i < m->rules.nr; i++) {
		const struct mt_map_rule *rule = &m->rules.at[i];
		const struct mt_map_dst *dst = mt_map_rule_dst(m, rule);
		int64_t ix = -1;
		const struct mt_map_tir *tir = mt_map_rule_tir(m, rule);

		if (!mt_map_is_of(dev, rule))
			continue;
		if (tir)
			ix = tir->ix;
		mt_map_rule_words(m, rule, text, sizeof(text));
		json_array_append_new(
			list,
			json_pack("{so so so so so so so so so}", "location",
				  mt_json_number(rule->location), "table",
				  mt_json_number(rule->table), "entry", mt_json_number(rule->entry),
				  "dst_type", mt_json_text(dst ? dst->type : ""), "dst_id",
				  mt_json_number(dst ? dst->id : -1), "ix", mt_json_number(ix),
				  "queue", mt_json_number(rule->queue), "since_ns",
				  rule->since ? json_integer((json_int_t)rule->since) : json_null(),
				  "words", mt_json_text(text)));
	}
	return list;
}

static json_t *json_answers(const struct mt_map *m, const struct mt_chan_dev *dev)
{
	json_t *list = json_array();
	char text[512];

	for (unsigned int ix = 0; ix < dev->slots.nr; ix++)
		if (mt_map_channel_words(m, dev, ix, text, sizeof(text)))
			json_array_append_new(list,
					      json_pack("{sI so ss}", "ix", (json_int_t)ix, "queue",
							mt_json_number(mt_map_queue(m, dev, ix)),
							"words", text));
	return list;
}

static json_t *json_diff(const struct mt_view *v)
{
	struct mt_facts now = { 0 }, then = { 0 };
	json_t *list = json_array();

	mt_map_facts(v->map, &now);
	mt_map_facts(v->map_other, &then);
	for (unsigned int i = 0; i < now.list.nr; i++) {
		const struct mt_fact *fact = &now.list.at[i], *other = mt_fact_in(&then, fact);

		if (!other || strcmp(other->value, fact->value))
			json_array_append_new(list,
					      json_pack("{ss ss so}", "what", fact->what, "from",
							fact->value, "to",
							mt_json_text(other ? other->value : "")));
	}
	for (unsigned int i = 0; i < then.list.nr; i++)
		if (!mt_fact_in(&now, &then.list.at[i]))
			json_array_append_new(list,
					      json_pack("{ss so ss}", "what", then.list.at[i].what,
							"from", json_null(), "to",
							then.list.at[i].value));
	free(now.list.at);
	free(then.list.at);
	return list;
}

static json_t *json_instant(const struct mt_view *v, const struct mt_instant *at)
{
	bool ticks = mt_recording_stats(v->rec)->ticks;

	return at->set ? json_integer((json_int_t)(ticks ? at->ticks : at->ns)) : json_null();
}

void mt_json_map_at(const struct mt_view *v, json_t *to)
{
	static const char *const schemes[] = {
		[MT_SCHEME_UNKNOWN] = "",
		[MT_SCHEME_BEHIND] = "channels_plus_ix",
		[MT_SCHEME_SAME] = "ix",
	};
	const struct mt_map *m = v->map;
	json_t *devs = mt_json_map_devs(m->channels);

	for (unsigned int d = 0; d < m->channels->devs.nr; d++) {
		const struct mt_chan_dev *dev = &m->channels->devs.at[d];
		json_t *json = json_array_get(devs, d);

		json_object_set_new(json, "channel_count",
				    mt_json_number(mt_map_nr_channels(m, dev)));
		json_object_set_new(json, "queue_scheme", mt_json_text(schemes[m->scheme]));
		json_object_set_new(json, "tirs", json_tirs(m, dev->dev));
		json_object_set_new(json, "rules", json_rules(m, dev));
		json_object_set_new(json, "rules_known", json_boolean(knows_rules(v, dev)));
		json_object_set_new(json, "answers", json_answers(m, dev));
		json_object_set_new(json, "paths", mt_json_map_paths(m, dev));
	}
	json_object_set_new(to, "at_ns", json_instant(v, &m->until));
	json_object_set_new(to, "map", devs);
	if (!v->map_other || !v->map_other->until.set)
		return;
	json_object_set_new(to, "diff_ns", json_instant(v, &v->map_other->until));
	json_object_set_new(to, "diff", json_diff(v));
}

const char mt_csv_map_header[] =
	"recording,dev,netdev,ix,state,cpu,rqn,cqn,xsk_rqn,xsk_sqn,tirn,rqtn,rq_in_use,"
	"to_drop_rq,since_ns,queue,rules";

static void csv_channel(struct mt_csv *csv, const struct mt_map *m, const struct mt_chan_dev *dev,
			int64_t ix)
{
	const struct mt_slot *slot = &dev->slots.at[ix];
	const struct mt_chan *c = mt_slot_now(slot);
	char rules[256] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < m->rules.nr && len < sizeof(rules); i++) {
		const struct mt_map_tir *tir = mt_map_rule_tir(m, &m->rules.at[i]);

		if (tir && tir->ix == ix && mt_map_is_of(dev, &m->rules.at[i]))
			len += (size_t)snprintf(rules + len, sizeof(rules) - len, "%s%" PRId64,
						len ? " " : "", m->rules.at[i].location);
	}
	mt_csv_begin(csv);
	mt_csv_text(csv, dev->dev);
	mt_csv_text(csv, dev->netdev);
	mt_csv_number(csv, ix);
	mt_csv_text(csv, mt_chan_state_name(c ? c->state : MT_CHAN_UNKNOWN));
	mt_csv_number(csv, c ? c->cpu : -1);
	mt_csv_number(csv, c ? c->rqn : -1);
	mt_csv_number(csv, c ? c->cqn : -1);
	mt_csv_number(csv, c ? c->xsk_rqn : -1);
	mt_csv_number(csv, c ? c->xsk.sqn : -1);
	mt_csv_number(csv, slot->direct.tirn);
	mt_csv_number(csv, slot->direct.rqtn);
	mt_csv_number(csv, slot->direct.since ? slot->direct.rqn : -1);
	mt_csv_number(csv, slot->direct.since && slot->direct.rqn >= 0 ? slot->direct.drop : -1);
	mt_csv_number(csv, slot->direct.since ? (int64_t)slot->direct.since : -1);
	mt_csv_number(csv, mt_map_queue(m, dev, ix));
	mt_csv_text(csv, rules);
	mt_csv_end(csv);
}

void mt_csv_map(const struct mt_view *v)
{
	const struct mt_channels *channels = v->map->channels;
	struct mt_csv csv = { .v = v };

	for (unsigned int d = 0; d < channels->devs.nr; d++)
		for (unsigned int ix = 0; ix < channels->devs.at[d].slots.nr; ix++)
			csv_channel(&csv, v->map, &channels->devs.at[d], ix);
}
