// SPDX-License-Identifier: GPL-2.0-only
/* Bars over time, with one row for each lane of each object. */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/base/index.h"
#include "analysis/base/util.h"
#include "analysis/view/export/svg_draw.h"

/* Sizes in pixels: a row, a box, the mark of activity, a label, and the point of a cut bar. */
enum { ROW = 22, BOX = 18, ACTIVE = 4, LABEL = 128, POINT = 5 };
#define LEFT  (MT_SVG_MARGIN + LABEL)
#define RIGHT (MT_SVG_WIDTH - MT_SVG_MARGIN - POINT)
/* The channel of an activation is searched in this number of preceding bars. */
#define MAX_BACK 4096

/* The parts of the picture, in this order. A channel and its XSK queues are in the same part. */
enum part {
	PART_OPS,
	PART_STEPS,
	PART_COMMANDS,
	PART_CHANNELS,
	PART_RQTS,
	PART_RSS,
	PART_RULES,
	PART_NR
};

static const char *const part_titles[PART_NR] = {
	[PART_OPS] = "Operations",
	[PART_STEPS] = "Steps of operations",
	[PART_COMMANDS] = "Firmware commands",
	[PART_CHANNELS] = "Channels and XSK queues",
	[PART_RQTS] = "Destinations of the RQTs of channels",
	[PART_RSS] = "Destinations of RSS",
	[PART_RULES] = "Rules of ethtool -N",
};

static const struct {
	enum part part;
	const char *words; /* text in the legend */
} kinds[MT_BAR_NR] = {
	[MT_BAR_OP] = { PART_OPS, "operation" },
	[MT_BAR_STEP] = { PART_STEPS, "step" },
	[MT_BAR_COMMAND] = { PART_COMMANDS, "firmware command" },
	[MT_BAR_CHANNEL] = { PART_CHANNELS, "channel open" },
	[MT_BAR_ACTIVE] = { PART_CHANNELS, "channel active" },
	[MT_BAR_XSK] = { PART_CHANNELS, "XSK queues open" },
	[MT_BAR_XSK_ACTIVE] = { PART_CHANNELS, "XSK queues active" },
	[MT_BAR_STEERING] = { PART_RQTS, "RQT to a channel" },
	[MT_BAR_RSS] = { PART_RSS, "RSS to channels" },
	[MT_BAR_RULE] = { PART_RULES, "rule" },
};

struct row {
	const char *dev;
	enum part part;
	int64_t object, second; /* numbers that order the rows; -1: none */
	bool xsk;
	unsigned int lane, number;
	double y;
	/* bars narrower than a pixel are merged into one box; nr_merged is their number */
	struct mt_bar merged;
	unsigned int nr_merged;
};

struct chart {
	struct mt_svg *svg;
	const struct mt_view *v;
	struct mt_bar_list bars;
	unsigned int kinds; /* the kinds that are shown, as bits of enum mt_bar_kind */
	struct mt_svg_time time;
	MT_VEC(struct row) rows;
	struct mt_index row_index;    /* maps a row to its number */
	unsigned int *place;	      /* position of each row after sorting, by number */
	MT_LONG(unsigned int) row_of; /* number of the row of each bar */
	MT_VEC(const char *) netdevs;
	struct mt_index netdev_of; /* maps a device to its netdev */
};

static bool inner(enum mt_bar_kind kind)
{
	return kind == MT_BAR_ACTIVE || kind == MT_BAR_XSK_ACTIVE;
}

/* If bar @i is an activation, returns the bar of its channel or XSK queues, otherwise @i. */
static unsigned int outer(const struct chart *c, unsigned int i)
{
	const struct mt_bar *bar = &c->bars.list.at[i];
	enum mt_bar_kind kind = bar->kind == MT_BAR_ACTIVE ? MT_BAR_CHANNEL : MT_BAR_XSK;

	if (!inner(bar->kind))
		return i;
	for (unsigned int k = i, n = 0; k-- > 0 && n < MAX_BACK; n++) {
		const struct mt_bar *other = &c->bars.list.at[k];

		if (other->kind == kind && other->dev == bar->dev && other->ix == bar->ix &&
		    other->rqn == bar->rqn && other->end >= bar->start)
			return k;
	}
	return i;
}

static struct row row_for(const struct mt_bar *bar, unsigned int lane)
{
	struct row row = {
		.dev = bar->dev,
		.part = kinds[bar->kind].part,
		.object = -1,
		.second = -1,
		.lane = lane,
	};

	switch (row.part) {
	case PART_CHANNELS:
		row.object = bar->ix;
		row.xsk = bar->kind == MT_BAR_XSK || bar->kind == MT_BAR_XSK_ACTIVE;
		break;
	case PART_RQTS:
		row.object = bar->ix;
		row.second = bar->rqtn;
		break;
	case PART_RSS:
		row.object = bar->rqtn;
		break;
	case PART_RULES:
		row.object = bar->location;
		break;
	default:
		break;
	}
	return row;
}

/* Returns the number of the row, which is added if it is new; MT_INDEX_NEW when out of memory. */
static unsigned int number_of(struct chart *c, const struct row *row)
{
	uint64_t rest = row->part | (uint64_t)row->xsk << 8 | (uint64_t)row->lane << 16;
	struct mt_index_key key = { { (uintptr_t)row->dev, (uint64_t)row->object,
				      (uint64_t)row->second, rest } };
	unsigned int *number = mt_index_at(&c->row_index, key);
	struct row *added;

	if (!number || *number != MT_INDEX_NEW)
		return number ? *number : MT_INDEX_NEW;
	added = mt_vec_add(&c->rows);
	if (!added)
		return MT_INDEX_NEW;
	*added = *row;
	added->number = *number = c->rows.nr - 1;
	return *number;
}

static void find_rows(struct chart *c)
{
	for (unsigned int i = 0; i < c->bars.list.nr; i++) {
		const struct mt_bar *bar = &c->bars.list.at[i];
		unsigned int *of = mt_long_add(&c->row_of);
		struct row row;

		if (!of)
			return;
		mt_store_touch(sizeof(*bar));
		if (!(c->kinds & 1U << bar->kind))
			continue;
		row = row_for(bar, c->bars.list.at[outer(c, i)].lane);
		*of = number_of(c, &row);
		if (*of == MT_INDEX_NEW)
			return;
	}
}

static int compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int in_order(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int by = strcmp(x->dev, y->dev);

	by = by ? by : compare(x->part, y->part);
	by = by ? by : compare(x->object, y->object);
	by = by ? by : compare(x->second, y->second);
	by = by ? by : compare(x->xsk, y->xsk);
	return by ? by : compare(x->lane, y->lane);
}

/* Sort the rows without changing their numbers. */
static bool sort_rows(struct chart *c)
{
	c->place = mt_mem(calloc(c->rows.nr, sizeof(*c->place)));
	if (!c->place)
		return false;
	qsort(c->rows.at, c->rows.nr, sizeof(*c->rows.at), in_order);
	for (unsigned int r = 0; r < c->rows.nr; r++)
		c->place[c->rows.at[r].number] = r;
	return true;
}

static void put_label(struct chart *c, const struct row *row)
{
	char text[64];

	if (row->lane)
		return;
	switch (row->part) {
	case PART_CHANNELS:
		snprintf(text, sizeof(text), "%s %" PRId64, row->xsk ? "  XSK" : "channel",
			 row->object);
		break;
	case PART_RQTS:
		if (row->object < 0)
			snprintf(text, sizeof(text), "RQT %" PRId64, row->second);
		else
			snprintf(text, sizeof(text), "%" PRId64 ": RQT %" PRId64, row->object,
				 row->second);
		break;
	case PART_RSS:
		snprintf(text, sizeof(text), "RQT %" PRId64, row->object);
		break;
	case PART_RULES:
		snprintf(text, sizeof(text), "location %" PRId64, row->object);
		break;
	default:
		return;
	}
	mt_svg_text(c->svg->to, "", MT_SVG_MARGIN, row->y + 12, LABEL - 4, text);
}

/* Returns "" if the netdev is unknown. */
static const char *netdev_of(struct chart *c, const char *dev)
{
	unsigned int *place =
		mt_index_at(&c->netdev_of, (struct mt_index_key){ { (uintptr_t)dev } });

	return place && *place != MT_INDEX_NEW ? c->netdevs.at[*place] : "";
}

static void keep_netdev(struct chart *c, const struct mt_bar *bar)
{
	unsigned int *place;
	const char **netdev;

	if (!*bar->netdev)
		return;
	place = mt_index_at(&c->netdev_of, (struct mt_index_key){ { (uintptr_t)bar->dev } });
	netdev = place && *place == MT_INDEX_NEW ? mt_vec_add(&c->netdevs) : NULL;
	if (!netdev)
		return;
	*netdev = bar->netdev;
	*place = c->netdevs.nr - 1;
}

/* Set the positions of the rows, and draw their titles and labels on top of the grid. */
static void put_rows(struct chart *c)
{
	struct mt_svg *svg = c->svg;
	const struct row *last = NULL;
	double top = 0;

	for (unsigned int r = 0; r < c->rows.nr; r++) {
		struct row *row = &c->rows.at[r];

		if (!last || strcmp(last->dev, row->dev)) {
			const char *netdev = netdev_of(c, row->dev);

			if (last) {
				mt_svg_grid(svg->to, &c->time, top, svg->y);
				svg->y += MT_SVG_LINE;
			}
			mt_svg_heading(svg, "%s%s%s%s", netdev, *netdev ? " (" : "",
				       *row->dev ? row->dev : "unknown device", *netdev ? ")" : "");
			mt_svg_scale(svg->to, &c->time, svg->y + 12);
			svg->y += MT_SVG_LINE + 2;
			top = svg->y;
		}
		if (!last || strcmp(last->dev, row->dev) || last->part != row->part) {
			svg->y += 4;
			mt_svg_text(svg->to, "h", MT_SVG_MARGIN, svg->y + 12, 600,
				    part_titles[row->part]);
			svg->y += MT_SVG_LINE;
		}
		row->y = svg->y;
		put_label(c, row);
		svg->y += ROW;
		last = row;
	}
	if (!last)
		return;
	mt_svg_grid(svg->to, &c->time, top, svg->y);
	mt_svg_scale(svg->to, &c->time, svg->y + 12);
	svg->y += MT_SVG_LINE;
}

/* Write "from 45.437407 to 46.128709, 691.302 ms". */
static void put_times(const struct chart *c, const struct mt_bar *bar, char *text, size_t size)
{
	const struct mt_out *to = &c->v->to;

	snprintf(text, size, "%s%s %s%s, %s", bar->begun ? "since before " : "from ",
		 mt_fmt_time(to, bar->start).text, bar->goes_on ? "to the end " : "to ",
		 mt_fmt_time(to, bar->end).text, mt_fmt_span(to, bar->end - bar->start).text);
}

static const char *look_of(const struct mt_bar *bar)
{
	return bar->drop ? "drop" : mt_bar_id(bar->kind);
}

/*
 * The text in a box. It does not repeat the number of the channel or table, which is the label of
 * the row. A number is never truncated: if the text does not fit, @brief or nothing is used.
 */
struct words {
	char text[200], brief[24];
	bool cut; /* truncate the text instead of using brief */
};

static struct words words_of(const struct mt_bar *bar)
{
	const char *to = strstr(bar->name, "-> ");
	struct words w = { "", "", true };

	switch (bar->kind) {
	case MT_BAR_CHANNEL:
	case MT_BAR_XSK:
		w.cut = false;
		if (bar->failed) {
			snprintf(w.text, sizeof(w.text), "failed");
		} else if (bar->rqn > 0) {
			snprintf(w.text, sizeof(w.text), "RQ %" PRId64, bar->rqn);
			snprintf(w.brief, sizeof(w.brief), "%" PRId64, bar->rqn);
		}
		break;
	case MT_BAR_ACTIVE:
	case MT_BAR_XSK_ACTIVE:
		break;
	case MT_BAR_STEP:
		snprintf(w.text, sizeof(w.text), bar->count > 1 ? "%s %" PRId64 : "%s", bar->name,
			 bar->count);
		break;
	case MT_BAR_STEERING:
	case MT_BAR_RSS:
	case MT_BAR_RULE:
		w.cut = false;
		snprintf(w.text, sizeof(w.text), "%s", to ? to + 3 : bar->name);
		if (bar->drop)
			snprintf(w.brief, sizeof(w.brief), "drop");
		else if (bar->kind == MT_BAR_STEERING)
			snprintf(w.brief, sizeof(w.brief), "%" PRId64, bar->rqn);
		break;
	default:
		snprintf(w.text, sizeof(w.text), "%s", bar->name);
	}
	return w;
}

/* Draw a rectangle, with a pointed end if the bar extends beyond the recording. */
static void put_shape(FILE *out, const char *look, const struct mt_bar *bar, double x, double y,
		      double width, double height)
{
	fprintf(out, "<path class=\"bar %s%s\" d=\"M%.1f %.1fh%.1f", look,
		bar->failed ? " bad" : "", x, y, width);
	if (bar->goes_on)
		fprintf(out, "l%d %.1fl-%d %.1f", POINT, height / 2, POINT, height / 2);
	else
		fprintf(out, "v%.1f", height);
	fprintf(out, "h-%.1f", width);
	if (bar->begun)
		fprintf(out, "l-%d -%.1fz\"/>", POINT, height / 2);
	else
		fprintf(out, "z\"/>");
}

static void put_text(FILE *out, const struct mt_bar *bar, double x, double y, double width)
{
	struct words w = words_of(bar);
	double used = bar->failed ? 14 : 3;
	unsigned int room = width > used ? (unsigned int)((width - used) / MT_SVG_COLUMN) : 0;
	bool whole = mt_svg_columns(w.text) <= room;

	if (bar->failed && width < 14)
		mt_svg_cross(out, x + width / 2 - 4, y + 5);
	else if (bar->failed)
		mt_svg_cross(out, x + 3, y + 5);
	if (!whole && !w.cut && mt_svg_columns(w.brief) > room)
		return;
	mt_svg_text(out, bar->drop ? "halo" : "", x + used, y + 12, width - used,
		    whole || w.cut ? w.text : w.brief);
}

static void put_bar(struct chart *c, const struct mt_bar *bar, struct row *row)
{
	double x = mt_svg_at(&c->time, bar->start), width = mt_svg_at(&c->time, bar->end) - x;
	FILE *out = c->svg->to;
	char times[200], task[48], rq[32] = "";

	if (width < 1)
		width = 1;
	put_times(c, bar, times, sizeof(times));
	snprintf(task, sizeof(task), "%s",
		 *bar->comm || bar->pid >= 0 ? mt_fmt_task(bar->comm, bar->pid).text : "");
	if (bar->rqn > 0 && kinds[bar->kind].part == PART_CHANNELS)
		snprintf(rq, sizeof(rq), ", RQ %" PRId64, bar->rqn);
	mt_svg_begin_box(out, mt_bar_id(bar->kind), "%s%s%s%s%s%s%s: %s", bar->name,
			 inner(bar->kind) ? " active" : "", rq, bar->failed ? ", failed: " : "",
			 !bar->failed ? "" :
			 *bar->status ? bar->status :
					mt_fmt_err(bar->err).text,
			 *task ? ", " : "", task, times);
	if (inner(bar->kind))
		put_shape(out, look_of(bar), bar, x, row->y + BOX - ACTIVE, width, ACTIVE);
	else
		put_shape(out, look_of(bar), bar, x, row->y, width, BOX);
	if (!inner(bar->kind))
		put_text(out, bar, x, row->y, width);
	mt_svg_end_box(out);
}

static double width_of(const struct chart *c, const struct mt_bar *bar)
{
	return mt_svg_at(&c->time, bar->end) - mt_svg_at(&c->time, bar->start);
}

static void put_merged(struct chart *c, struct row *row)
{
	const struct mt_bar *bar = &row->merged;
	double x = mt_svg_at(&c->time, bar->start), width = width_of(c, bar);
	char times[200];

	if (row->nr_merged == 1)
		put_bar(c, bar, row);
	if (row->nr_merged > 1) {
		put_times(c, bar, times, sizeof(times));
		mt_svg_begin_box(c->svg->to, mt_bar_id(bar->kind), "%s: %u%s, %s",
				 mt_bar_title(bar->kind), row->nr_merged,
				 bar->failed ? ", of which some failed" : "", times);
		put_shape(c->svg->to, look_of(bar), bar, x, row->y, width < 1 ? 1 : width, BOX);
		if (bar->failed)
			mt_svg_cross(c->svg->to, x + width / 2 - 4, row->y + 4);
		mt_svg_end_box(c->svg->to);
	}
	row->nr_merged = 0;
}

/* Only operations, steps and commands are merged. Other bars must be countable in the picture. */
static bool merges(const struct chart *c, const struct row *row, const struct mt_bar *bar)
{
	return row->part < PART_CHANNELS && width_of(c, bar) < 1;
}

static void put_or_merge(struct chart *c, struct row *row, const struct mt_bar *bar)
{
	struct mt_bar *merged = &row->merged;

	if (!merges(c, row, bar)) {
		put_merged(c, row);
		put_bar(c, bar, row);
		return;
	}
	if (row->nr_merged &&
	    mt_svg_at(&c->time, bar->start) - mt_svg_at(&c->time, merged->end) >= 1)
		put_merged(c, row);
	if (!row->nr_merged++) {
		*merged = *bar;
		return;
	}
	merged->failed |= bar->failed;
	merged->begun |= bar->begun;
	merged->goes_on |= bar->goes_on;
	if (bar->end > merged->end)
		merged->end = bar->end;
}

static void put_bars(struct chart *c)
{
	for (unsigned int i = 0; i < c->bars.list.nr; i++) {
		const struct mt_bar *bar = &c->bars.list.at[i];

		mt_store_touch(sizeof(*bar));
		if (!(c->kinds & 1U << bar->kind))
			continue;
		put_or_merge(c, &c->rows.at[c->place[c->row_of.at[i]]], bar);
	}
	for (unsigned int r = 0; r < c->rows.nr; r++)
		put_merged(c, &c->rows.at[r]);
}

/* Draw the legend with the kinds and marks in the picture. */
static void put_legend(struct chart *c)
{
	struct mt_svg_key keys[MT_BAR_NR + 2] = { 0 };
	unsigned int present = 0, nr = 0;
	bool failed = false, drop = false;

	for (unsigned int i = 0; i < c->bars.list.nr; i++) {
		const struct mt_bar *bar = &c->bars.list.at[i];

		mt_store_touch(sizeof(*bar));
		if (!(c->kinds & 1U << bar->kind))
			continue;
		failed |= bar->failed;
		drop |= bar->drop;
		if (!bar->drop)
			present |= 1U << bar->kind;
	}
	for (int k = 0; k < MT_BAR_NR; k++)
		if (present & 1U << k)
			keys[nr++] = (struct mt_svg_key){ mt_bar_id(k), kinds[k].words, false };
	if (drop)
		keys[nr++] = (struct mt_svg_key){ "drop", "to the drop RQ", false };
	if (failed)
		keys[nr++] = (struct mt_svg_key){ "unknown bad", "failed", true };
	c->svg->y = mt_svg_legend(c->svg->to, keys, nr, c->svg->y) + 4;
}

static void set_time(struct chart *c)
{
	struct mt_svg_time *time = &c->time;

	*time = (struct mt_svg_time){ .first = UINT64_MAX,
				      .left = LEFT,
				      .right = RIGHT,
				      .ticks = c->v->to.ticks };
	for (unsigned int i = 0; i < c->bars.list.nr; i++) {
		const struct mt_bar *bar = &c->bars.list.at[i];

		mt_store_touch(sizeof(*bar));
		keep_netdev(c, bar);
		if (!(c->kinds & 1U << bar->kind))
			continue;
		if (bar->start < time->first)
			time->first = bar->start;
		if (bar->end > time->last)
			time->last = bar->end;
	}
}

static void draw(struct mt_svg *svg, const struct mt_view *v, unsigned int shown)
{
	struct chart c = { .svg = svg, .v = v, .kinds = shown };

	mt_bars_list(&c.bars, v->bars, v->ops, v->channels);
	set_time(&c);
	find_rows(&c);
	if (!mt_memory_short()) {
		if (c.rows.nr && sort_rows(&c)) {
			put_legend(&c);
			put_rows(&c);
			put_bars(&c);
		} else if (!c.rows.nr) {
			mt_svg_remark(svg, "no such event was recorded");
		}
	}
	mt_index_free(&c.row_index);
	mt_index_free(&c.netdev_of);
	mt_long_free(&c.row_of);
	free(c.netdevs.at);
	free(c.place);
	free(c.rows.at);
	mt_bar_list_free(&c.bars);
}

void mt_svg_channels(struct mt_svg *svg, const struct mt_view *v)
{
	draw(svg, v, ~(1U << MT_BAR_STEP | 1U << MT_BAR_COMMAND));
}

void mt_svg_timeline(struct mt_svg *svg, const struct mt_view *v)
{
	draw(svg, v, ~0U);
}
