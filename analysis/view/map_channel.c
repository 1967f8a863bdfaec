// SPDX-License-Identifier: GPL-2.0-only
/* The columns of a channel in the map. */
#include <inttypes.h>

#include "analysis/view/map.h"

struct mt_value mt_map_channel_queue(const struct mt_row *row)
{
	return mt_value_number(mt_map_queue(row->v->map, row->up->at, (int64_t)row->i));
}

struct mt_value mt_map_channel_rules(const struct mt_row *row)
{
	const struct mt_map *m = row->v->map;
	size_t len = 0, size = 256;

	*row->room = '\0';
	for (unsigned int i = 0; i < m->rules.nr && len < size; i++) {
		const struct mt_map_tir *tir = mt_map_rule_tir(m, &m->rules.at[i]);

		if (tir && tir->ix == (int64_t)row->i && mt_map_is_of(row->up->at, &m->rules.at[i]))
			len += (size_t)snprintf(row->room + len, size - len, "%s%" PRId64,
						len ? " " : "", m->rules.at[i].location);
	}
	return mt_value_text(row->room);
}
