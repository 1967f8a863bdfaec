// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/column.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/store.h"

void mt_table_each(const struct mt_table *table, const struct mt_row *up,
		   void (*make)(const struct mt_row *up, struct mt_list *list),
		   void (*show)(const struct mt_row *row, void *data), void *data)
{
	struct mt_list list = { .at = up->at, .nr = 1 };
	struct mt_row row = *up;

	if (!make)
		make = table->list;
	if (make) {
		list = (struct mt_list){ 0 };
		make(up, &list);
		row.up = up;
		row.of = list.of ? list.of : up->of;
	}
	for (unsigned int i = 0; i < list.nr; i++) {
		row.i = i;
		row.at = table->at ? table->at(up, &list, i) :
				     (const char *)list.at + i * list.size;
		if (row.at)
			show(&row, data);
		mt_store_touch(list.size);
	}
	if (list.release)
		list.release(list.made);
	else
		free(list.made);
}

const struct mt_column *mt_table_column(const struct mt_table *table, const char *key)
{
	for (unsigned int i = 0; i < table->nr; i++)
		if (!strcmp(table->columns[i].key, key))
			return &table->columns[i];
	return NULL;
}
