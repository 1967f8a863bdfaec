// SPDX-License-Identifier: GPL-2.0-only
/* Columns of a map for all formats: devices with TIRs, rules, answers and paths; differences. */
#include <stdlib.h>
#include <string.h>

#include "analysis/base/util.h"
#include "analysis/view/channels.h"
#include "analysis/view/map.h"

#define WORDS 512

MT_GETTER(tir_tirn, struct mt_map_tir, mt_value_number(at->tirn))
MT_GETTER(tir_rqtn, struct mt_map_tir, mt_value_number(at->rqtn))
MT_GETTER(tir_ix, struct mt_map_tir, mt_value_number(at->ix))
MT_GETTER(tir_rqn, struct mt_map_tir, mt_value_number(at->rqn))
MT_GETTER(tir_vhca_id, struct mt_map_tir, mt_value_number(at->vhca_id))
MT_GETTER(tir_context, struct mt_map_tir, mt_value_number(at->context))
MT_GETTER(tir_drop, struct mt_map_tir, mt_value_count(at->drop))
MT_GETTER(tir_traffic, struct mt_map_tir, mt_value_text(at->traffic))
MT_GETTER(tir_inner, struct mt_map_tir, mt_value_count(at->inner))
MT_GETTER(tir_since, struct mt_map_tir, mt_value_if(at->since, (int64_t)at->since))

static const struct mt_column tir_columns[] = {
	MT_COL("tirn", NUMBER, tir_tirn, JSON),	      MT_COL("rqtn", NUMBER, tir_rqtn, JSON),
	MT_COL("ix", NUMBER, tir_ix, JSON),	      MT_COL("rqn", NUMBER, tir_rqn, JSON),
	MT_COL("vhca_id", NUMBER, tir_vhca_id, JSON), MT_COL("context", NUMBER, tir_context, JSON),
	MT_COL("to_drop_rq", FLAG, tir_drop, JSON),   MT_COL("traffic", TEXT, tir_traffic, JSON),
	MT_COL("inner", FLAG, tir_inner, JSON),	      MT_COL("since_ns", NUMBER, tir_since, JSON),
};

static void tirs_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_map *m = up->v->map;
	const struct mt_chan_dev *dev = up->at;

	for (unsigned int t = mt_map_first_tir(m, dev->dev); t != MT_INDEX_NEW;
	     t = m->tirs.at[t].next)
		list->nr++;
}

/* Returns TIR @i of the device. */
static const void *tir_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	const struct mt_map *m = up->v->map;
	const struct mt_chan_dev *dev = up->at;
	unsigned int t = mt_map_first_tir(m, dev->dev);

	(void)list;
	while (i--)
		t = m->tirs.at[t].next;
	return &m->tirs.at[t];
}

static const struct mt_table tirs = { MT_COLUMNS(tir_columns), .list = tirs_of, .at = tir_at };

static struct mt_value rule_dst_type(const struct mt_row *row)
{
	const struct mt_map_dst *dst = mt_map_rule_dst(row->v->map, row->at);

	return mt_value_text(dst ? dst->type : NULL);
}

static struct mt_value rule_dst_id(const struct mt_row *row)
{
	const struct mt_map_dst *dst = mt_map_rule_dst(row->v->map, row->at);

	return mt_value_number(dst ? dst->id : -1);
}

static struct mt_value rule_ix(const struct mt_row *row)
{
	const struct mt_map_tir *tir = mt_map_rule_tir(row->v->map, row->at);

	return mt_value_number(tir ? tir->ix : -1);
}

static struct mt_value rule_words(const struct mt_row *row)
{
	mt_map_rule_words(row->v->map, row->at, row->room, WORDS);
	return mt_value_text(row->room);
}

MT_GETTER(rule_location, struct mt_map_rule, mt_value_number(at->location))
MT_GETTER(rule_table, struct mt_map_rule, mt_value_number(at->table))
MT_GETTER(rule_entry, struct mt_map_rule, mt_value_number(at->entry))
MT_GETTER(rule_queue, struct mt_map_rule, mt_value_number(at->queue))
MT_GETTER(rule_since, struct mt_map_rule, mt_value_if(at->since, (int64_t)at->since))

static const struct mt_column rule_columns[] = {
	MT_COL("location", NUMBER, rule_location, JSON),
	MT_COL("table", NUMBER, rule_table, JSON),
	MT_COL("entry", NUMBER, rule_entry, JSON),
	MT_COL("dst_type", TEXT, rule_dst_type, JSON),
	MT_COL("dst_id", NUMBER, rule_dst_id, JSON),
	MT_COL("ix", NUMBER, rule_ix, JSON),
	MT_COL("queue", NUMBER, rule_queue, JSON),
	MT_COL("since_ns", NUMBER, rule_since, JSON),
	MT_COL("words", TEXT, rule_words, JSON),
};

static void rules_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_map *m = up->v->map;

	*list = (struct mt_list){ .at = m->rules.at,
				  .nr = m->rules.nr,
				  .size = sizeof(*m->rules.at) };
}

static const void *rule_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	const struct mt_map_rule *rule = (const struct mt_map_rule *)list->at + i;

	return mt_map_is_of(up->at, rule) ? rule : NULL;
}

static const struct mt_table rules = { MT_COLUMNS(rule_columns), .list = rules_of, .at = rule_at };

static struct mt_value place(const struct mt_row *row)
{
	return mt_value_count(row->i);
}

static struct mt_value answer_words(const struct mt_row *row)
{
	mt_map_channel_words(row->v->map, row->up->at, (int64_t)row->i, row->room, WORDS);
	return mt_value_text(row->room);
}

static const struct mt_column answer_columns[] = {
	MT_COL("ix", COUNT, place, JSON),
	MT_COL("queue", NUMBER, mt_map_channel_queue, JSON),
	MT_COL("words", ID, answer_words, JSON),
};

static void slots_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_chan_dev *dev = up->at;

	*list = (struct mt_list){ .at = dev->slots.at,
				  .nr = dev->slots.nr,
				  .size = sizeof(*dev->slots.at) };
}

/* Only channels with an XSK RQ have an answer. */
static const void *answer_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	const struct mt_chan_dev *dev = up->at;
	char text[WORDS];

	(void)list;
	return mt_map_channel_words(up->v->map, dev, i, text, sizeof(text)) ? &dev->slots.at[i] :
									      NULL;
}

static const struct mt_table answers = { MT_COLUMNS(answer_columns), .list = slots_of,
					 .at = answer_at };

/* The locations of the rules whose destination is the TIR. */
static struct mt_value path_rules(const struct mt_row *row)
{
	const struct mt_map *m = row->v->map;
	int64_t *made = mt_mem(calloc(m->rules.nr ? m->rules.nr : 1, sizeof(*made)));
	int64_t nr = 0;

	for (unsigned int i = 0; made && i < m->rules.nr; i++)
		if (mt_map_is_of(row->up->at, &m->rules.at[i]) &&
		    mt_map_rule_tir(m, &m->rules.at[i]) == row->at)
			made[nr++] = m->rules.at[i].location;
	return (struct mt_value){ .known = true, .number = nr, .numbers = made, .made = made };
}

static struct mt_value path_is_xsk(const struct mt_row *row)
{
	const struct mt_map_tir *tir = row->at;
	bool known, xsk = false;
	int64_t ix;

	if (tir->drop)
		return mt_value_if(true, false);
	known = tir->rqn > 0 && mt_map_owner(row->v->map, tir, &ix, &xsk);
	return mt_value_if(known, xsk);
}

MT_GETTER(path_drop, struct mt_map_tir, mt_value_if(at->rqn >= 0, at->drop))

static const struct mt_column path_columns[] = {
	MT_COL("ix", NUMBER, tir_ix, JSON),	     MT_COL("rules", NUMBERS, path_rules, JSON),
	MT_COL("tirn", NUMBER, tir_tirn, JSON),	     MT_COL("rqtn", NUMBER, tir_rqtn, JSON),
	MT_COL("rqn", NUMBER, tir_rqn, JSON),	     MT_COL("rq_is_xsk", BOOL, path_is_xsk, JSON),
	MT_COL("to_drop_rq", BOOL, path_drop, JSON),
};

/* Each channel has two paths: by its own TIR, and by the TIR of its XSK RQ. */
static void paths_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_chan_dev *dev = up->at;

	list->nr = dev->slots.nr * 2;
}

static const void *path_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	(void)list;
	return mt_map_channel_tir(up->v->map, up->at, i / 2, i % 2);
}

static const struct mt_table paths = { MT_COLUMNS(path_columns), .list = paths_of, .at = path_at };

static struct mt_value dev_count(const struct mt_row *row)
{
	return mt_value_number(mt_map_nr_channels(row->v->map, row->at));
}

static struct mt_value dev_scheme(const struct mt_row *row)
{
	static const char *const schemes[] = {
		[MT_SCHEME_UNKNOWN] = "",
		[MT_SCHEME_BEHIND] = "channels_plus_ix",
		[MT_SCHEME_SAME] = "ix",
	};

	return mt_value_text(schemes[row->v->map->scheme]);
}

static struct mt_value dev_rules_known(const struct mt_row *row)
{
	return mt_value_count(mt_map_has_rules(row->v, row->at));
}

static const struct mt_column dev_columns[] = {
	MT_DEV_COLUMNS,
	MT_COL("channel_count", NUMBER, dev_count, JSON),
	MT_COL("queue_scheme", TEXT, dev_scheme, JSON),
	{ "tirs", MT_COL_LIST, .in = MT_IN_JSON, .rows = &tirs },
	{ "rules", MT_COL_LIST, .in = MT_IN_JSON, .rows = &rules },
	MT_COL("rules_known", FLAG, dev_rules_known, JSON),
	{ "answers", MT_COL_LIST, .in = MT_IN_JSON, .rows = &answers },
	{ "paths", MT_COL_LIST, .in = MT_IN_JSON, .rows = &paths },
};

static void devs_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_channels *m = up->v->map->channels;

	*list = (struct mt_list){ .at = m->devs.at, .nr = m->devs.nr, .size = sizeof(*m->devs.at) };
}

const struct mt_table mt_table_map_devs = { MT_COLUMNS(dev_columns), .list = devs_of };

struct difference {
	char what[96], from[64], to[64]; /* from and to are "" if unknown */
};

MT_GETTER(difference_what, struct difference, mt_value_text(at->what))
MT_GETTER(difference_from, struct difference, mt_value_text(at->from))
MT_GETTER(difference_to, struct difference, mt_value_text(at->to))

static const struct mt_column difference_columns[] = {
	MT_COL("what", ID, difference_what, JSON),
	MT_COL("from", TEXT, difference_from, JSON),
	MT_COL("to", TEXT, difference_to, JSON),
};

static void differences_of(const struct mt_row *up, struct mt_list *list)
{
	MT_VEC(struct difference) found = { 0 };
	struct mt_facts now = { 0 }, then = { 0 };
	struct difference *d;

	mt_map_facts(up->v->map, &now);
	mt_map_facts(up->v->map_other, &then);
	for (unsigned int i = 0; i < now.list.nr; i++) {
		const struct mt_fact *fact = &now.list.at[i], *other = mt_fact_in(&then, fact);

		if (other && !strcmp(other->value, fact->value))
			continue;
		d = mt_vec_add(&found);
		if (!d)
			break;
		strcpy(d->what, fact->what);
		strcpy(d->from, fact->value);
		strcpy(d->to, other ? other->value : "");
	}
	for (unsigned int i = 0; i < then.list.nr; i++) {
		if (mt_fact_in(&now, &then.list.at[i]))
			continue;
		d = mt_vec_add(&found);
		if (!d)
			break;
		strcpy(d->what, then.list.at[i].what);
		strcpy(d->to, then.list.at[i].value);
	}
	free(now.list.at);
	free(then.list.at);
	*list = (struct mt_list){ .at = found.at,
				  .nr = found.nr,
				  .size = sizeof(*found.at),
				  .made = found.at };
}

static const struct mt_table differences = { MT_COLUMNS(difference_columns),
					     .list = differences_of };

static struct mt_value instant(const struct mt_row *row, const struct mt_instant *at)
{
	bool ticks = mt_recording_stats(row->v->rec)->ticks;

	return mt_value_if(at->set, (int64_t)(ticks ? at->ticks : at->ns));
}

static struct mt_value map_at(const struct mt_row *row)
{
	return instant(row, &row->v->map->until);
}

static bool has_other(const struct mt_view *v)
{
	return v->map_other && v->map_other->until.set;
}

static struct mt_value map_diff_ns(const struct mt_row *row)
{
	if (!has_other(row->v))
		return mt_value_absent(true);
	return instant(row, &row->v->map_other->until);
}

static struct mt_value map_diff(const struct mt_row *row)
{
	return mt_value_absent(!has_other(row->v));
}

static const struct mt_column part_columns[] = {
	MT_COL("at_ns", NUMBER, map_at, JSON),
	{ "map", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_map_devs },
	MT_COL("diff_ns", COUNT, map_diff_ns, JSON),
	{ "diff", MT_COL_LIST, map_diff, MT_IN_JSON, .rows = &differences },
};

const struct mt_table mt_part_map = { MT_COLUMNS(part_columns) };
