// SPDX-License-Identifier: GPL-2.0-only
/* One JSON object for all recordings; unknown is null. */
#include "analysis/view/format/json.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/draft.h"
#include "analysis/base/memory.h"
#include "analysis/base/span.h"
#include "analysis/base/store.h"
#include "analysis/view/format/format.h"
#include "analysis/view/format/json_stream.h"
#include "analysis/view/format/output.h"

struct json {
	FILE *out;
	struct mt_shown shown;
	struct mt_draft recordings;
	unsigned int nr;
	bool lost; /* memory was short */
};

/* Destination of rows. */
struct adding {
	const struct mt_table *table;
	json_t *to;  /* an array of rows, or an object */
	bool failed; /* memory was short */
};

static json_t *text(const char *text)
{
	json_t *json = json_string(text);
	char *clean = NULL;

	/* a path may contain any bytes */
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
		/* names are from the recording, too */
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

/* NULL when memory is short. */
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

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct json *json = mt_mem(calloc(1, sizeof(*json)));

	if (!json)
		return NULL;
	json->out = out;
	json->shown = *shown;
	json->lost = !mt_draft_open(&json->recordings, MT_STORE_STEP);
	return json;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct json *json = format;
	struct mt_json_stream s = { .to = json->recordings.to,
				    .flags = JSON_INDENT(2),
				    .depth = 3 };
	struct mt_row row = *top;
	char room[MT_ROOM];

	if (json->lost)
		return false;
	row.in = MT_IN_JSON;
	row.room = room;
	mt_json_next(&s, json->nr++, 2);
	fputc('{', s.to);
	mt_json_members(&s, json->shown.recording, &row);
	for (unsigned int i = 0; json->shown.parts[i]; i++)
		mt_json_members(&s, json->shown.parts[i], &row);
	mt_json_end(&s, s.begun, 2, '}');
	if (s.lost || mt_memory_short())
		json->lost = true;
	return !json->lost;
}

static bool show_all(struct json *json)
{
	const struct mt_json_stream s = { .to = json->out, .flags = JSON_INDENT(2) };

	if (!mt_draft_complete(&json->recordings))
		return false;
	fprintf(json->out, "{\n  \"schema\": \"mlx5-trace/%s/1\",\n  \"recordings\": [",
		json->shown.verb);
	if (!mt_draft_copy(&json->recordings, json->out))
		return false;
	mt_json_end(&s, json->nr, 1, ']');
	fputs("\n}\n", json->out);
	return true;
}

/* Complete output or none; a truncated recording has its own flag. */
static bool end(void *format)
{
	struct json *json = format;
	bool good;

	if (!json->lost)
		mt_memory_reset();
	good = !json->lost && show_all(json);
	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", " while the JSON was made: nothing is shown");
	}
	mt_draft_close(&json->recordings);
	free(json);
	return good;
}

const struct mt_format mt_format_json = {
	.option = "json",
	.help = "one JSON object instead of text",
	.begin = begin,
	.recording = recording,
	.end = end,
};
