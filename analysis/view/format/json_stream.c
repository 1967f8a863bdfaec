// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/json_stream.h"

#include <stdlib.h>

#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"

#define INDENT 2

static void put_line(const struct mt_json_stream *s, unsigned int depth)
{
	if (!(s->flags & JSON_COMPACT))
		fprintf(s->to, "\n%*s", (int)depth * INDENT, "");
}

void mt_json_next(const struct mt_json_stream *s, unsigned int nr, unsigned int depth)
{
	if (nr)
		fputc(',', s->to);
	put_line(s, depth);
}

void mt_json_end(const struct mt_json_stream *s, unsigned int nr, unsigned int depth, char end)
{
	if (nr)
		put_line(s, depth);
	fputc(end, s->to);
}

/*
 * Indent all lines of a value like the first one. This does not change strings, as line feeds in
 * them are escaped.
 */
static void put_value(struct mt_json_stream *s, const json_t *value, unsigned int depth)
{
	char *text = mt_output_json_text(value, s->flags | JSON_ENCODE_ANY);

	if (!text)
		s->lost = true;
	for (const char *p = text; p && *p; p++) {
		fputc(*p, s->to);
		if (*p == '\n')
			fprintf(s->to, "%*s", (int)depth * INDENT, "");
	}
	free(text);
}

static void put_key(struct mt_json_stream *s, const char *key)
{
	mt_json_next(s, s->begun, s->depth);
	s->begun = true;
	fprintf(s->to, s->flags & JSON_COMPACT ? "\"%s\":" : "\"%s\": ", key);
}

struct rows {
	struct mt_json_stream *s;
	const struct mt_table *table;
	unsigned int nr;
};

static void put_row(const struct mt_row *row, void *data)
{
	struct rows *rows = data;
	struct mt_json_stream *s = rows->s;
	json_t *object;

	if (s->lost)
		return;
	object = mt_json_row(rows->table, row);
	mt_json_next(s, rows->nr++, s->depth + 1);
	put_value(s, object, s->depth + 1);
	json_decref(object);
}

static void put_list(struct mt_json_stream *s, const struct mt_column *column,
		     const struct mt_row *row)
{
	struct rows rows = { .s = s, .table = column->rows };

	put_key(s, column->key);
	fputc('[', s->to);
	mt_table_each(column->rows, row, column->list, put_row, &rows);
	mt_json_end(s, rows.nr, s->depth, ']');
}

void mt_json_members(struct mt_json_stream *s, const struct mt_table *table,
		     const struct mt_row *row)
{
	for (unsigned int i = 0; i < table->nr && !s->lost; i++) {
		const struct mt_column *column = &table->columns[i];
		const struct mt_table one = { .columns = column, .nr = 1 };
		json_t *object, *value;
		const char *key;

		if (!(column->in & MT_IN_JSON))
			continue;
		if (column->kind == MT_COL_LIST && !column->get) {
			put_list(s, column, row);
			continue;
		}
		object = mt_json_row(&one, row);
		if (!object)
			s->lost = true;
		/* the object is empty if the column is absent */
		json_object_foreach(object, key, value) {
			put_key(s, key);
			put_value(s, value, s->depth);
		}
		json_decref(object);
	}
}
