// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/export/packed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/draft.h"
#include "analysis/base/memory.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"

/* Maximum number of bytes of a column kept in memory. */
#define TEXT_MAX 65536

struct column {
	const struct mt_column *of;
	json_t *places; /* the index in @words of each string */
	json_t *words;
	unsigned int nr; /* number of rows with a value */
	struct mt_draft values, at;
};

struct packed {
	const struct mt_table *table;
	struct column *columns;
	unsigned int rows;
	bool based;
	int64_t base;
	bool lost; /* out of memory */
};

static bool is_time(const struct mt_column *column)
{
	size_t len = strlen(column->key);

	return len > 3 && !strcmp(column->key + len - 3, "_ns");
}

static bool open_column(struct column *c, const struct mt_column *of)
{
	c->of = of;
	c->places = json_object();
	c->words = json_array();
	return mt_draft_open(&c->values, TEXT_MAX) && mt_draft_open(&c->at, TEXT_MAX) &&
	       c->places && c->words;
}

static void close_column(struct column *c)
{
	json_decref(c->places);
	json_decref(c->words);
	mt_draft_close(&c->values);
	mt_draft_close(&c->at);
}

/* Returns the index of a string, which is added if it is new; -1 when out of memory. */
static int64_t place(struct column *c, json_t *word)
{
	json_t *known = json_object_get(c->places, json_string_value(word));
	int64_t nr = (int64_t)json_array_size(c->words);

	if (known)
		return json_integer_value(known);
	if (json_array_append(c->words, word) ||
	    json_object_set_new(c->places, json_string_value(word), json_integer(nr)))
		return -1;
	return nr;
}

static void put_value(struct packed *p, struct column *c, json_t *json)
{
	const char *comma = c->nr ? "," : "";
	int64_t value = json_integer_value(json);

	if (json_is_null(json) || (c->of->kind == MT_COL_FLAG && !json_is_true(json)))
		return;
	if (json_is_string(json)) {
		value = place(c, json);
		p->lost |= value < 0;
	} else if (json_is_boolean(json)) {
		value = json_is_true(json);
	} else if (is_time(c->of)) {
		if (!p->based)
			p->base = value;
		p->based = true;
		value -= p->base;
	}
	fprintf(c->values.to, "%s%" PRId64, comma, value);
	fprintf(c->at.to, "%s%u", comma, p->rows);
	c->nr++;
}

static void put_row(const struct mt_row *row, void *data)
{
	struct packed *p = data;
	json_t *object = p->lost ? NULL : mt_json_row(p->table, row);

	p->lost |= !object;
	for (unsigned int i = 0; object && i < p->table->nr; i++)
		if (p->columns[i].of)
			put_value(p, &p->columns[i],
				  json_object_get(object, p->columns[i].of->key));
	json_decref(object);
	p->rows++;
}

static void put_numbers(FILE *to, struct packed *p, const char *key, struct mt_draft *numbers)
{
	fprintf(to, "\"%s\":[", key);
	p->lost |= !mt_draft_copy(numbers, to);
	fputc(']', to);
}

static void write_column(FILE *to, struct packed *p, struct column *c)
{
	char *words;

	fprintf(to, "\"%s\":{", c->of->key);
	if (c->of->kind == MT_COL_FLAG) {
		put_numbers(to, p, "true", &c->at);
		fputc('}', to);
		return;
	}
	if (json_array_size(c->words)) {
		words = mt_output_json_text(c->words, JSON_COMPACT | JSON_ENSURE_ASCII);
		p->lost |= !words;
		fprintf(to, "\"words\":%s,", words ? words : "");
		free(words);
	}
	if (c->nr < p->rows) {
		put_numbers(to, p, "at", &c->at);
		fputc(',', to);
	}
	put_numbers(to, p, "values", &c->values);
	fputc('}', to);
}

bool mt_packed_write(FILE *to, const struct mt_table *table, const struct mt_row *row)
{
	struct packed p = { .table = table };
	const char *comma = "";

	p.columns = mt_mem(calloc(table->nr, sizeof(*p.columns)));
	if (!p.columns)
		return false;
	for (unsigned int i = 0; i < table->nr; i++)
		if (table->columns[i].in & MT_IN_JSON)
			p.lost |= !open_column(&p.columns[i], &table->columns[i]);
	if (!p.lost)
		mt_table_each(table, row, NULL, put_row, &p);
	fprintf(to, "{\"count\":%u,\"base_ns\":\"%" PRId64 "\",\"columns\":{", p.rows, p.base);
	for (unsigned int i = 0; i < table->nr; i++) {
		if (!p.lost && p.columns[i].of) {
			fputs(comma, to);
			write_column(to, &p, &p.columns[i]);
			comma = ",";
		}
		close_column(&p.columns[i]);
	}
	fputs("}}", to);
	free(p.columns);
	return !p.lost;
}
