// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/json.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/span.h"

/* Where rows are added. */
struct adding {
	const struct mt_table *table;
	json_t *to;  /* an array of rows or an object */
	bool failed; /* out of memory */
};

static json_t *text(const char *text)
{
	json_t *json = json_string(text);
	char *clean = NULL;

	/* a path may contain arbitrary bytes */
	if (!json && (clean = mt_span_clean(mt_span_z(text))))
		json = json_string(clean);
	free(clean);
	return json;
}

static json_t *numbers(const struct mt_value *value)
{
	json_t *list = json_array();

	for (int64_t i = 0; i < value->number; i++)
		if (json_array_append_new(list, json_integer(value->numbers[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *texts(const struct mt_value *value)
{
	json_t *list = json_array();

	for (int64_t i = 0; i < value->number; i++)
		if (json_array_append_new(list, text(value->texts[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *mt_json_fields(const struct mt_value *value)
{
	json_t *object = json_object(), *field;
	int64_t number;

	for (int64_t i = 0; object && i + 1 < value->number; i += 2) {
		/* names are from the recording as well, so they are not trusted either */
		if (!mt_span_is_clean(mt_span_z(value->texts[i])))
			continue;
		field = mt_span_int(mt_span_z(value->texts[i + 1]), &number) ?
				json_integer(number) :
				text(value->texts[i + 1]);
		if (json_object_set_new(object, value->texts[i], field)) {
			json_decref(object);
			object = NULL;
		}
	}
	return object;
}

static json_t *plain(enum mt_column_kind kind, const struct mt_value *value)
{
	const char *name;

	if (!value->known)
		return json_null();
	switch (kind) {
	case MT_COL_ID:
	case MT_COL_TEXT:
		return text(value->text);
	case MT_COL_ERRNO:
		name = strerrorname_np(abs((int)value->number));
		return name ? json_string(name) : json_null();
	case MT_COL_FLAG:
	case MT_COL_BOOL:
		return json_boolean(value->number);
	case MT_COL_NUMBERS:
		return numbers(value);
	case MT_COL_TEXTS:
		return texts(value);
	case MT_COL_FIELDS:
		return mt_json_fields(value);
	default:
		return json_integer(value->number);
	}
}

static bool add_columns(json_t *to, const struct mt_table *table, const struct mt_row *row);

static void append_row(const struct mt_row *row, void *data)
{
	struct adding *a = data;
	json_t *object = json_object();

	a->failed |= !object || !add_columns(object, a->table, row);
	a->failed |= json_array_append_new(a->to, object) != 0;
}

static void take_row(const struct mt_row *row, void *data)
{
	struct adding *a = data;

	a->failed |= !add_columns(a->to, a->table, row);
}

/* Returns the rows of a column, or NULL when out of memory. */
static json_t *below(const struct mt_column *column, const struct mt_row *row)
{
	bool list = column->kind == MT_COL_LIST;
	struct adding a = { .table = column->rows, .to = list ? json_array() : json_object() };

	if (!a.to)
		return NULL;
	mt_table_each(a.table, row, column->list, list ? append_row : take_row, &a);
	if (!a.failed)
		return a.to;
	json_decref(a.to);
	return NULL;
}

static bool add_column(json_t *to, const struct mt_column *column, const struct mt_row *row)
{
	struct mt_value value = { 0 };
	json_t *json;

	if (column->get)
		value = column->get(row);
	if (value.absent)
		return true;
	json = column->rows ? below(column, row) : plain(column->kind, &value);
	free(value.made);
	return !json_object_set_new(to, column->key, json);
}

static bool add_columns(json_t *to, const struct mt_table *table, const struct mt_row *row)
{
	bool good = true;

	for (unsigned int i = 0; i < table->nr; i++)
		if (table->columns[i].in & MT_IN_JSON)
			good &= add_column(to, &table->columns[i], row);
	return good;
}

json_t *mt_json_row(const struct mt_table *table, const struct mt_row *top)
{
	json_t *object = json_object();
	struct mt_row row = *top;
	char room[MT_ROOM];

	row.in = MT_IN_JSON;
	row.room = room;
	if (object && add_columns(object, table, &row))
		return object;
	json_decref(object);
	return NULL;
}
