// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON lines, with one object per line: first the recording, then each row of each list of the
 * verb. "list" is the name of the list, "recording" that of the file.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/view/format/format.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"

struct jsonl {
	FILE *out;
	struct mt_shown shown;
	const char *path; /* path of the recording */
	const char *list;
	const struct mt_table *rows;
	bool lost;
};

/* Write @row, preceded by the names of its list and recording. */
static void put(struct jsonl *l, json_t *row)
{
	json_t *line = json_object();
	char *text = NULL;

	if (row && line && !json_object_set_new(line, "list", json_string(l->list)) &&
	    !json_object_set_new(line, "recording", json_string(l->path)) &&
	    !json_object_update_missing(line, row))
		text = mt_output_json_text(line, JSON_COMPACT);
	if (text)
		fprintf(l->out, "%s\n", text);
	else
		l->lost = true;
	free(text);
	json_decref(line);
	json_decref(row);
}

static void put_row(const struct mt_row *row, void *data)
{
	struct jsonl *l = data;

	if (!l->lost)
		put(l, mt_json_row(l->rows, row));
}

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct jsonl *l = mt_mem(calloc(1, sizeof(*l)));

	if (!l)
		return NULL;
	l->out = out;
	l->shown = *shown;
	return l;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct jsonl *l = format;
	struct mt_row row = *top;
	char room[MT_ROOM];

	row.in = MT_IN_JSON;
	row.room = room;
	l->path = mt_table_column(l->shown.recording, "path")->get(&row).text;
	l->list = "recordings";
	put(l, mt_json_row(l->shown.recording, &row));
	for (unsigned int p = 0; l->shown.parts[p]; p++) {
		const struct mt_table *part = l->shown.parts[p];

		for (unsigned int c = 0; c < part->nr; c++) {
			const struct mt_column *column = &part->columns[c];

			if (!(column->in & MT_IN_JSON) || !column->rows)
				continue;
			l->list = column->key;
			l->rows = column->rows;
			mt_table_each(column->rows, &row, column->list, put_row, l);
		}
	}
	if (mt_memory_short())
		l->lost = true;
	return !l->lost;
}

static bool end(void *format)
{
	struct jsonl *l = format;
	bool good = !l->lost;

	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", ": lines are missing");
	}
	free(l);
	return good;
}

const struct mt_format mt_format_jsonl = {
	.option = "jsonl",
	.help = "print JSON lines: an object for each row of each list",
	.begin = begin,
	.recording = recording,
	.end = end,
};
