// SPDX-License-Identifier: GPL-2.0-only
/* A picture to embed. Each verb has its own kind of picture; recordings are stacked vertically. */
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/view/export/export.h"
#include "analysis/view/export/svg_draw.h"
#include "analysis/view/format/output.h"
#include "analysis/view/verbs.h"

static const struct picture {
	const char *verb, *title;
	void (*draw)(struct mt_svg *svg, const struct mt_view *v);
} pictures[] = {
	{ "channels", "Channels and queues over time", mt_svg_channels },
	{ "map", "Rules, TIRs, RQTs, RQs and channels", mt_svg_map },
	{ "graph", "Call graph", mt_svg_graph },
	{ "export", "Time line of the driver", mt_svg_timeline },
};

struct drawing {
	FILE *out;
	const struct picture *picture;
	struct mt_svg svg;
	bool lost;
};

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct drawing *d = mt_mem(calloc(1, sizeof(*d)));

	if (!d)
		return NULL;
	d->out = out;
	for (size_t i = 0; i < ARRAY_SIZE(pictures); i++)
		if (!strcmp(shown->verb, pictures[i].verb))
			d->picture = &pictures[i];
	if (d->picture && mt_svg_open(&d->svg))
		return d;
	free(d);
	return NULL;
}

/* Write the name of the recording, and what is missing from it. */
static void put_heading(struct mt_svg *svg, const struct mt_view *v, const char *title)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);

	mt_svg_heading(svg, "%s: %s", title, mt_recording_path(v->rec));
	mt_svg_remark(svg, "%s%s%s", v->snapshot.release ? "Linux " : "",
		      v->snapshot.release ? v->snapshot.release : mt_recording_kind(v->rec),
		      mt_stats_lost(stats) || mt_stats_gaps(stats) ?
			      "; events were lost: their data is missing" :
			      "");
	if (v->err)
		mt_svg_remark(svg, "incomplete: %s", v->err->text);
}

static bool recording(void *format, const struct mt_row *row)
{
	struct drawing *d = format;

	if (d->svg.y > MT_SVG_MARGIN)
		d->svg.y += 2 * MT_SVG_LINE;
	put_heading(&d->svg, row->v, d->picture->title);
	d->picture->draw(&d->svg, row->v);
	if (mt_memory_short())
		d->lost = true;
	return !d->lost;
}

static bool end(void *format)
{
	struct drawing *d = format;
	bool drawn = d->svg.y > MT_SVG_MARGIN && !d->lost;
	bool good = mt_svg_close(&d->svg, drawn ? d->out : NULL, d->picture->title, mt_svg_style) &&
		    !d->lost;

	free(d);
	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", ": no picture was written");
	}
	return good;
}

const struct mt_format mt_format_svg = {
	.option = "svg",
	.help = "a picture, 900 pixels wide",
	.verbs = "channels, map, graph, export",
	.models = 1 << MT_MODEL_BARS | 1 << MT_MODEL_OPS,
	.begin = begin,
	.recording = recording,
	.end = end,
};
