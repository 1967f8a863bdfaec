// SPDX-License-Identifier: GPL-2.0-only
/*
 * One HTML page for all recordings, which needs nothing else: its text, style and script, from
 * analysis/view/export/html, around the data as JSON.
 */
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/view/bars.h"
#include "analysis/view/export/export.h"
#include "analysis/view/export/packed.h"
#include "analysis/view/findings.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"
#include "analysis/view/graph.h"
#include "analysis/view/map.h"
#include "analysis/view/ops.h"
#include "analysis/view/stats.h"
#include "analysis/view/view.h"
#include "analysis/view/xsk.h"

/* page_before[] and page_after[] the data */
#include "analysis/view/export/page.inc"

static const struct mt_table *const parts[] = { &mt_part_ops, &mt_part_findings, &mt_part_xsk,
						&mt_part_map, &mt_part_stats,	 &mt_part_graph };

struct html {
	FILE *out;
	struct mt_shown shown;
	FILE *data; /* the recordings; kept until all is known to be complete */
	char *text;
	size_t len;
	bool begun, lost;
};

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct html *h = mt_mem(calloc(1, sizeof(*h)));

	if (!h)
		return NULL;
	h->out = out;
	h->shown = *shown;
	h->data = mt_mem(open_memstream(&h->text, &h->len));
	h->lost = !h->data;
	return h;
}

/* All that is not in the bars. */
static json_t *results(const struct html *h, const struct mt_row *row)
{
	json_t *all = mt_json_row(h->shown.recording, row), *part;
	bool good = all;

	for (size_t i = 0; good && i < ARRAY_SIZE(parts); i++) {
		part = mt_json_row(parts[i], row);
		good = part && !json_object_update(all, part);
		json_decref(part);
	}
	if (good)
		return all;
	json_decref(all);
	return NULL;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct html *h = format;
	json_t *all = h->lost ? NULL : results(h, top);
	char *text = all ? mt_output_json_text(all, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
	struct mt_row row = *top;
	char room[MT_ROOM];

	row.in = MT_IN_JSON;
	row.room = room;
	h->lost |= !text;
	if (!h->lost) {
		fprintf(h->data, "%s{\"bars\":", h->begun ? ",\n" : "");
		h->lost |= !mt_packed_write(h->data, &mt_table_bars, &row);
		/* the braces of the object are replaced */
		fprintf(h->data, ",%s", text + 1);
		h->begun = true;
	}
	free(text);
	json_decref(all);
	if (mt_memory_short())
		h->lost = true;
	return !h->lost;
}

/* In JSON these are only within strings; in a script of HTML they could end it. */
static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<' || *text == '>' || *text == '&')
			fprintf(out, "\\u%04x", (unsigned int)*text);
		else
			fputc(*text, out);
	}
}

static void put_kinds(FILE *out)
{
	fputs("\"kinds\":[", out);
	for (int kind = 0; kind < MT_BAR_NR; kind++)
		fprintf(out, "%s[\"%s\",\"%s\"]", kind ? "," : "",
			mt_bar_id((enum mt_bar_kind)kind), mt_bar_title((enum mt_bar_kind)kind));
	fputs("],\n", out);
}

static void put_page(const struct html *h)
{
	fputs(page_before, h->out);
	fprintf(h->out, "{\"schema\":\"mlx5-trace/page/1\",\"version\":\"%s\",\n",
		MLX5TRACE_VERSION);
	put_kinds(h->out);
	fputs("\"recordings\":[", h->out);
	put_escaped(h->out, h->text);
	fputs("]}\n", h->out);
	fputs(page_after, h->out);
}

/* A complete page or none. */
static bool end(void *format)
{
	struct html *h = format;
	bool good;

	mt_memory_reset();
	if (h->data && (fflush(h->data) || ferror(h->data)))
		h->lost = true;
	good = !h->lost;
	if (good) {
		put_page(h);
	} else {
		mt_memory_note();
		mt_output_lost("mlx5-trace", " while the page was made: nothing is shown");
	}
	if (h->data)
		fclose(h->data);
	free(h->text);
	free(h);
	return good;
}

const struct mt_format mt_format_html = {
	.option = "html",
	.help = "one page: time line, queue map, call graph, findings",
	.verbs = "export",
	.begin = begin,
	.recording = recording,
	.end = end,
};
