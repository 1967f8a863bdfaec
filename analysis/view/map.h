/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations of the source files that show a map. */
#ifndef MLX5TRACE_VIEW_MAP_H
#define MLX5TRACE_VIEW_MAP_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

/* Are the instants of the query in the recording? If not, @err contains the range of its events. */
bool mt_map_has_instants(const struct mt_view *v, struct mt_error *err);
void mt_text_map_at(const struct mt_view *v);

/* The devices of v->map, and its JSON. The list in CSV has the channels of the devices. */
extern const struct mt_table mt_table_map_devs, mt_part_map;

/* CSV columns of a channel in map_channel.c: its queue id, and the rules that lead to it. */
struct mt_value mt_map_channel_queue(const struct mt_row *row);
struct mt_value mt_map_channel_rules(const struct mt_row *row);

/* Are all flow rules of the device known from the recording? */
bool mt_map_has_rules(const struct mt_view *v, const struct mt_chan_dev *dev);

/* Write the path of a TIR: "TIR 31 -> RQT 22 -> RQ 101, the RQ of channel 1". */
void mt_map_tir_words(const struct mt_map *m, const char *dev, int64_t tirn, char *text,
		      size_t size);
/* Write the path of a rule: "location 5: table 77 entry 0 -> TIR 31 -> ...". */
void mt_map_rule_words(const struct mt_map *m, const struct mt_map_rule *rule, char *text,
		       size_t size);
/* Describe the queue id of a channel's XSK RQ. Returns false if the channel has no XSK RQ. */
bool mt_map_channel_words(const struct mt_map *m, const struct mt_chan_dev *dev, int64_t ix,
			  char *text, size_t size);
/* Print the RQ and TIR of each channel, and the rules that lead to it. */
void mt_text_map_paths(const struct mt_view *v, const struct mt_chan_dev *dev);
/* Does the rule belong to this device? */
bool mt_map_is_of(const struct mt_chan_dev *dev, const struct mt_map_rule *rule);

/* Describe how queue ids map to channels on this kernel. */
void mt_map_scheme_words(const struct mt_map *m, const struct mt_chan_dev *dev, char *text,
			 size_t size);

/* One fact about the state in a map. */
struct mt_fact {
	char what[96], value[64];
};

struct mt_facts {
	MT_VEC(struct mt_fact) list;
};

/* List all facts of @m in the order of its devices. */
void mt_map_facts(const struct mt_map *m, struct mt_facts *facts);

/* Returns the corresponding fact of another map, or NULL. */
const struct mt_fact *mt_fact_in(const struct mt_facts *facts, const struct mt_fact *fact);

#endif
