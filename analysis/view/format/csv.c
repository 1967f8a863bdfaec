// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comma-separated values as in RFC 4180, except that lines end with a line feed. There is one
 * header, then a line for each row of the list. Unknown values are empty.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/view/format/format.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"
#include "analysis/view/format/term.h"

struct csv {
	FILE *out;
	struct mt_shown shown;
	const char *path; /* path of the recording */
};

static void put(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\n\r")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

/* Events have different fields, so all fields are written as one value, a JSON object. */
static void put_fields(FILE *out, const struct mt_value *value)
{
	json_t *json = mt_json_fields(value);
	char *text = mt_output_json_text(json, JSON_COMPACT);

	put(out, text ? text : "");
	free(text);
	json_decref(json);
}

static void put_value(FILE *out, enum mt_column_kind kind, const struct mt_value *value)
{
	if (!value->known)
		return;
	switch (kind) {
	case MT_COL_ID:
	case MT_COL_TEXT:
		put(out, value->text);
		break;
	case MT_COL_FIELDS:
		put_fields(out, value);
		break;
	case MT_COL_ERRNO:
		put(out, mt_fmt_err((int)value->number).text);
		break;
	default:
		fprintf(out, "%" PRIu64, (uint64_t)value->number);
	}
}

static void put_row(const struct mt_row *row, void *data)
{
	const struct csv *csv = data;
	const struct mt_table *table = csv->shown.list;

	put(csv->out, csv->path);
	for (unsigned int i = 0; i < table->nr; i++) {
		struct mt_value value;

		if (!(table->columns[i].in & MT_IN_CSV))
			continue;
		fputc(',', csv->out);
		value = table->columns[i].get(row);
		put_value(csv->out, table->columns[i].kind, &value);
		free(value.made);
	}
	fputc('\n', csv->out);
}

static void put_below(const struct mt_row *row, void *data)
{
	const struct csv *csv = data;

	mt_table_each(csv->shown.list, row, NULL, put_row, data);
}

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct csv *csv = mt_mem(calloc(1, sizeof(*csv)));

	if (!csv)
		return NULL;
	csv->out = out;
	csv->shown = *shown;
	fputs("recording", out);
	for (unsigned int i = 0; i < shown->list->nr; i++)
		if (shown->list->columns[i].in & MT_IN_CSV)
			fprintf(out, ",%s", shown->list->columns[i].key);
	fputc('\n', out);
	return csv;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct csv *csv = format;
	struct mt_row row = *top;
	char room[MT_ROOM];

	row.in = MT_IN_CSV;
	row.room = room;
	csv->path = mt_table_column(csv->shown.recording, "path")->get(&row).text;
	if (csv->shown.within)
		mt_table_each(csv->shown.within, &row, NULL, put_below, csv);
	else
		put_below(&row, csv);
	return true;
}

static bool end(void *format)
{
	free(format);
	return true;
}

const struct mt_format mt_format_csv = {
	.option = "csv",
	.help = "print lists as comma-separated values instead of text",
	.only_lists = true,
	.begin = begin,
	.recording = recording,
	.end = end,
};
