// SPDX-License-Identifier: GPL-2.0-only
/* One JSON object for all recordings. Unknown values are null. */
#include "analysis/view/format/json_stream.h"

#include <jansson.h>
#include <stdlib.h>

#include "analysis/base/draft.h"
#include "analysis/base/memory.h"
#include "analysis/base/store.h"
#include "analysis/view/format/format.h"
#include "analysis/view/format/output.h"

struct json {
	FILE *out;
	struct mt_shown shown;
	struct mt_draft recordings;
	unsigned int nr;
	bool lost; /* out of memory */
};

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

/* Write complete output or nothing. A truncated recording is marked by its own flag. */
static bool end(void *format)
{
	struct json *json = format;
	bool good;

	if (!json->lost)
		mt_memory_reset();
	good = !json->lost && show_all(json);
	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", " while the JSON was created: nothing is shown");
	}
	mt_draft_close(&json->recordings);
	free(json);
	return good;
}

const struct mt_format mt_format_json = {
	.option = "json",
	.help = "print one JSON object instead of text",
	.begin = begin,
	.recording = recording,
	.end = end,
};
