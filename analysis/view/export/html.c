// SPDX-License-Identifier: GPL-2.0-only
/*
 * One self-contained HTML page for all recordings. It consists of the text, style and scripts in
 * analysis/view/export/html, with the data as JSON in between.
 */
#include <stdlib.h>

#include "analysis/base/draft.h"
#include "analysis/base/memory.h"
#include "analysis/base/store.h"
#include "analysis/base/util.h"
#include "analysis/view/bars.h"
#include "analysis/view/export/export.h"
#include "analysis/view/export/packed.h"
#include "analysis/view/findings.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/json_stream.h"
#include "analysis/view/format/output.h"
#include "analysis/view/graph.h"
#include "analysis/view/map.h"
#include "analysis/view/ops.h"
#include "analysis/view/stats.h"
#include "analysis/view/view.h"
#include "analysis/view/xsk.h"

/* defines page_before[] and page_after[], the page before and after the data */
#include "analysis/view/export/page.inc"

static const struct mt_table *const parts[] = { &mt_part_ops, &mt_part_findings, &mt_part_xsk,
						&mt_part_map, &mt_part_stats,	 &mt_part_graph };

struct html {
	FILE *out;
	struct mt_shown shown;
	struct mt_draft data; /* the recordings, kept until all of them are complete */
	bool begun, lost;
};

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct html *h = mt_mem(calloc(1, sizeof(*h)));

	if (!h)
		return NULL;
	h->out = out;
	h->shown = *shown;
	h->lost = !mt_draft_open(&h->data, MT_STORE_STEP);
	return h;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct html *h = format;
	struct mt_json_stream s = { .to = h->data.to, .flags = JSON_COMPACT | JSON_ENSURE_ASCII };
	struct mt_row row = *top;
	char room[MT_ROOM];

	if (h->lost)
		return false;
	row.in = MT_IN_JSON;
	row.room = room;
	fprintf(s.to, "%s{\"bars\":", h->begun ? ",\n" : "");
	h->lost |= !mt_packed_write(s.to, &mt_table_bars, &row);
	h->begun = s.begun = true;
	/* all results other than the bars */
	mt_json_members(&s, h->shown.recording, &row);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		mt_json_members(&s, parts[i], &row);
	fputc('}', s.to);
	if (s.lost || mt_memory_short())
		h->lost = true;
	return !h->lost;
}

/* In JSON these characters occur only in strings, but in HTML they could end the script element. */
static void put_escaped(FILE *out, const char *text, size_t len)
{
	for (; len; len--, text++) {
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

static bool put_page(struct html *h)
{
	fputs(page_before, h->out);
	fprintf(h->out, "{\"schema\":\"mlx5-trace/page/1\",\"version\":\"%s\",\n",
		MLX5TRACE_VERSION);
	put_kinds(h->out);
	fputs("\"recordings\":[", h->out);
	if (!mt_draft_put(&h->data, put_escaped, h->out))
		return false;
	fputs("]}\n", h->out);
	fputs(page_after, h->out);
	return true;
}

/* Write a complete page or nothing. */
static bool end(void *format)
{
	struct html *h = format;
	bool good;

	if (!h->lost)
		mt_memory_reset();
	good = !h->lost && mt_draft_complete(&h->data) && put_page(h);
	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", " while the page was created: nothing is shown");
	}
	mt_draft_close(&h->data);
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
