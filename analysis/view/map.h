/* SPDX-License-Identifier: GPL-2.0-only */
/* What the views of a map share. */
#ifndef MLX5TRACE_VIEW_MAP_H
#define MLX5TRACE_VIEW_MAP_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

void mt_text_map_at(const struct mt_view *v);

/* The devices of v->map; what JSON has of it. The list of CSV is their channels. */
extern const struct mt_table mt_table_map_devs, mt_part_map;

/* Of a channel, for CSV: the queue id that reaches it, and the rules that lead to it. */
struct mt_value mt_map_channel_queue(const struct mt_row *row);
struct mt_value mt_map_channel_rules(const struct mt_row *row);

/* Would the recording say if there were a rule? */
bool mt_map_knows_rules(const struct mt_view *v, const struct mt_chan_dev *dev);

/* "TIR 31 -> RQT 22 -> RQ 101, the RQ of channel 1" */
void mt_map_tir_words(const struct mt_map *m, const char *dev, int64_t tirn, char *text,
		      size_t size);
/* "location 5: table 77 entry 0 -> TIR 31 -> ..." */
void mt_map_rule_words(const struct mt_map *m, const struct mt_map_rule *rule, char *text,
		       size_t size);
/* Which queue reaches the XSK RQ of a channel; false: it has none. */
bool mt_map_channel_words(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix,
			  char *text, size_t size);
/* Which RQ each channel feeds, by which TIR, and which rules lead there. */
void mt_text_map_paths(const struct mt_view *v, const struct mt_chan_dev *dev);
/* Is that rule one of this device? */
bool mt_map_is_of(const struct mt_chan_dev *dev, const struct mt_map_rule *rule);

/* Which queue is whose on this kernel. */
void mt_map_scheme_words(const struct mt_map *m, const struct mt_chan_dev *dev, char *text,
			 size_t size);

/* One thing that a map says. */
struct mt_fact {
	char what[96], value[64];
};

struct mt_facts {
	MT_VEC(struct mt_fact) list;
};

/* All that @m says, in the order of its devices. */
void mt_map_facts(const struct mt_map *m, struct mt_facts *facts);

/* What another map says of the same; NULL: nothing. */
const struct mt_fact *mt_fact_in(const struct mt_facts *facts, const struct mt_fact *fact);

#endif
