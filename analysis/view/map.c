// SPDX-License-Identifier: GPL-2.0-only
/* Prints the map at an instant, and its differences from the map at another instant. */
#include "analysis/view/map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/view/channels.h"

static struct mt_buf instant(const struct mt_view *v, const struct mt_instant *at)
{
	struct mt_buf b = { "the end" };

	if (at->set)
		b = mt_fmt_time(&v->to, mt_recording_stats(v->rec)->ticks ? at->ticks : at->ns);
	return b;
}

/*
 * The recording began before its first event and ended after the last one. meta.json has its
 * length, but not its start.
 */
static void range_of(const struct mt_view *v, uint64_t *first, uint64_t *last)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	const json_t *ns = json_object_get(mt_recording_meta(v->rec), "duration_ns");
	json_int_t spare = json_integer_value(ns) - (json_int_t)(stats->last_ts - stats->first_ts);

	*first = stats->first_ts;
	*last = stats->last_ts;
	if (stats->ticks || spare < 0)
		return;
	*first -= (uint64_t)spare < *first ? (uint64_t)spare : *first;
	*last += (uint64_t)spare;
}

static bool has_instant(const struct mt_view *v, const char *option, const struct mt_instant *at,
			struct mt_error *err)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	uint64_t first, last;

	if (!at->set || !stats->events)
		return true;
	range_of(v, &first, &last);
	if ((stats->ticks ? at->ticks : at->ns) >= first &&
	    (stats->ticks ? at->ticks : at->since) <= last)
		return true;
	mt_error_set(err, "%s: %s %s is outside the recording: its events are from %s to %s",
		     mt_recording_path(v->rec), option, at->text,
		     mt_fmt_time(&v->to, stats->first_ts).text,
		     mt_fmt_time(&v->to, stats->last_ts).text);
	return false;
}

bool mt_map_has_instants(const struct mt_view *v, struct mt_error *err)
{
	return has_instant(v, "--at", &v->query.at, err) &&
	       has_instant(v, "--diff", &v->query.diff, err);
}

/*
 * The destination of a flow table entry is the TIR of a channel for rules of ethtool -N, and the
 * TIR of channel 0 for promiscuous traffic. Thus an entry that leads to another channel but has no
 * rule belongs to a rule that was not recorded.
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

bool mt_map_has_rules(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	if (has_unclaimed_entries(v->map, dev))
		return false;
	for (unsigned int i = 0; i < v->snapshot.devs.nr; i++)
		if (strcmp(v->snapshot.devs.at[i].netdev, dev->netdev))
			continue;
		else if (dev->side == MT_SNAPSHOT_AFTER)
			return json_is_array(
				json_object_get(v->snapshot.devs.at[i].after, "rules"));
		else if (json_is_array(v->snapshot.devs.at[i].rules))
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
			fprintf(v->to.out, "  Flow rules of ethtool -N:\n");
		mt_map_rule_words(m, &m->rules.at[i], text, sizeof(text));
		mt_paragraph(&v->to, 4, "%s", text);
	}
	if (!mt_map_has_rules(v, dev))
		fprintf(v->to.out, "  %s: unknown.\n", nr ? "Other flow rules" : "Flow rules");
	else if (!nr)
		fprintf(v->to.out, "  Flow rules: none.\n");
}

static void print_rss_tirs(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[900] = "";
	size_t len = 0;

	for (unsigned int i = mt_map_first_tir(v->map, dev->dev);
	     i != MT_INDEX_NEW && len < sizeof(text); i = v->map->tirs.at[i].next) {
		const struct mt_map_tir *tir = &v->map->tirs.at[i];

		if (tir->ix >= 0)
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%" PRId64 " %s%s",
					len ? ", " : "TIRs of RSS: ", tir->tirn, tir->traffic,
					tir->inner ? " inner" : "");
		if (tir->context > 0 && len < sizeof(text))
			len += (size_t)snprintf(text + len, sizeof(text) - len, " of context %s",
						mt_fmt_number(tir->context).text);
	}
	if (len)
		mt_paragraph(&v->to, 2, "%s", text);
	else
		fprintf(v->to.out, "  TIRs of RSS: unknown.\n");
}

static void print_words(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[512];

	mt_map_scheme_words(v->map, dev, text, sizeof(text));
	mt_paragraph(&v->to, 2, "%s", text);
	for (unsigned int ix = 0; ix < dev->slots.nr; ix++)
		if (mt_map_channel_words(v->map, dev, ix, text, sizeof(text)))
			mt_paragraph(&v->to, 2, "- %s", text);
}

static void print_diff(const struct mt_view *v)
{
	struct mt_facts now = { 0 }, then = { 0 };
	unsigned int nr = 0;

	mt_map_facts(v->map, &now);
	mt_map_facts(v->map_other, &then);
	mt_heading(&v->to, "From %s to %s", instant(v, &v->map->until).text,
		   instant(v, &v->map_other->until).text);
	for (unsigned int i = 0; i < now.list.nr; i++) {
		const struct mt_fact *fact = &now.list.at[i], *other = mt_fact_in(&then, fact);

		if (other && !strcmp(other->value, fact->value))
			continue;
		nr++;
		fprintf(v->to.out, "  %-34s %s -> %s\n", fact->what, fact->value,
			other ? other->value : "removed or unknown");
	}
	for (unsigned int i = 0; i < then.list.nr; i++) {
		if (mt_fact_in(&now, &then.list.at[i]))
			continue;
		nr++;
		fprintf(v->to.out, "  %-34s new or unknown before -> %s\n", then.list.at[i].what,
			then.list.at[i].value);
	}
	if (!nr)
		fprintf(v->to.out, "  No known differences.\n");
	free(now.list.at);
	free(then.list.at);
}

void mt_text_map_at(const struct mt_view *v)
{
	const struct mt_channels *channels = v->map->channels;
	char title[80];

	if (!channels->devs.nr)
		fprintf(v->to.out, "  No channel event was recorded%s.\n",
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
