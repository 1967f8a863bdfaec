/* SPDX-License-Identifier: GPL-2.0-only */
/* What the views of a map share. */
#ifndef MLX5TRACE_VIEW_MAP_H
#define MLX5TRACE_VIEW_MAP_H

#include "analysis/view/view.h"

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
json_t *mt_json_map_paths(const struct mt_map *m, const struct mt_chan_dev *dev);
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
