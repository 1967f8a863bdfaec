// SPDX-License-Identifier: GPL-2.0-only
/* Percentiles as a table, as JSON and as CSV. */
#include "analysis/view/stats.h"

#include <inttypes.h>

#include "analysis/base/util.h"
#include "analysis/model/stats.h"
#include "analysis/view/format/table.h"

#define NAME_SHOWN 27

static const char *const groups[MT_STAT_NR] = {
	[MT_STAT_OPS] = "Operations",
	[MT_STAT_STEPS] = "Steps of operations",
	[MT_STAT_COMMANDS] = "Firmware commands",
	[MT_STAT_WAITS] = "Waits of commands for a slot",
};

/* A duration in milliseconds, or in ticks if the clock counts ticks. */
static struct mt_buf duration(const struct mt_view *v, const struct mt_stat *row, uint64_t ns)
{
	struct mt_buf b = { "-" };

	if (!row->timed)
		return b;
	if (mt_recording_stats(v->rec)->ticks && row->group < MT_STAT_COMMANDS)
		snprintf(b.text, sizeof(b.text), "%" PRIu64, ns);
	else
		snprintf(b.text, sizeof(b.text), "%.3f", (double)ns / 1e6);
	return b;
}

MT_GETTER(stat_group, struct mt_stat, mt_value_text(mt_stat_group_id(at->group)))
MT_GETTER(stat_name, struct mt_stat, mt_value_text(at->id))
MT_GETTER(stat_count, struct mt_stat, mt_value_count(at->nr))
MT_GETTER(stat_failed, struct mt_stat, mt_value_count(at->failed))
MT_GETTER(stat_timed, struct mt_stat, mt_value_count(at->timed))
MT_GETTER(stat_p50, struct mt_stat, mt_value_if(at->timed, (int64_t)at->p50))
MT_GETTER(stat_p99, struct mt_stat, mt_value_if(at->timed, (int64_t)at->p99))
MT_GETTER(stat_max, struct mt_stat, mt_value_if(at->timed, (int64_t)at->max))
MT_GETTER(stat_sum, struct mt_stat, mt_value_if(at->timed, (int64_t)at->sum))

static struct mt_value stat_host(const struct mt_row *row)
{
	return mt_value_text(mt_recording_host(row->v->rec));
}

static const struct mt_column columns[] = {
	MT_COL("group", ID, stat_group, BOTH),	  MT_COL("name", TEXT, stat_name, BOTH),
	MT_COL("count", COUNT, stat_count, BOTH), MT_COL("failed", COUNT, stat_failed, BOTH),
	MT_COL("timed", COUNT, stat_timed, BOTH), MT_COL("p50_ns", NUMBER, stat_p50, BOTH),
	MT_COL("p99_ns", NUMBER, stat_p99, BOTH), MT_COL("max_ns", NUMBER, stat_max, BOTH),
	MT_COL("sum_ns", NUMBER, stat_sum, BOTH), MT_COL("host", TEXT, stat_host, CSV),
};

static void stats_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_view *v = up->v;

	list->at = list->made = v->sum ? mt_stat_sum_rows(v->sum, &list->nr) :
					 mt_stat_rows(v->ops, v->commands, &list->nr);
	list->size = sizeof(struct mt_stat);
}

const struct mt_table mt_table_stats = { MT_COLUMNS(columns), .list = stats_of };

static const struct mt_column part_columns[] = {
	{ "stats", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_stats },
};

const struct mt_table mt_part_stats = { MT_COLUMNS(part_columns) };

static struct mt_cell title(const struct mt_row *row)
{
	const struct mt_stat *stat = row->at;
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%.*s", NAME_SHOWN, stat->title);
	return cell;
}

static struct mt_cell failed(const struct mt_row *row)
{
	const struct mt_stat *stat = row->at;
	struct mt_cell cell = { stat->failed ? MT_BAD : MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%" PRIu64, stat->failed);
	return cell;
}

static struct mt_cell took(const struct mt_row *row, uint64_t ns)
{
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s", duration(row->v, row->at, ns).text);
	return cell;
}

#define TOOK(name) \
	static struct mt_cell took_##name(const struct mt_row *row) \
	{ \
		const struct mt_stat *stat = row->at; \
\
		return took(row, stat->name); \
	}

TOOK(p50)
TOOK(p99)
TOOK(max)

#define LINE(p50) \
	{ \
		{ "", -NAME_SHOWN, 2, NULL, title }, { "count", 6, 1, "count", NULL }, \
		{ "failed", 6, 1, NULL, failed },    { p50, 12, 1, NULL, took_p50 }, \
		{ "p99", 11, 1, NULL, took_p99 },    { "max", 11, 1, NULL, took_max }, \
	}

static const struct mt_text_column ms_columns[] = LINE("p50 (ms)");
static const struct mt_text_column ticks_columns[] = LINE("p50 (ticks)");
static const struct mt_text_table lines_ms = { &mt_table_stats, MT_TEXT_COLUMNS(ms_columns) };
static const struct mt_text_table lines_ticks = { &mt_table_stats, MT_TEXT_COLUMNS(ticks_columns) };

/* Maximum number of waits shown without --all. The waits with the longest totals are shown. */
#define WAITS_SHOWN 5

struct lines {
	int group; /* group of the previous line; -1: there is none */
	unsigned int waits;
};

static void print_line(const struct mt_row *row, void *data)
{
	const struct mt_stat *stat = row->at;
	const struct mt_out *to = &row->v->to;
	struct lines *lines = data;

	if ((int)stat->group != lines->group) {
		lines->group = (int)stat->group;
		mt_heading(to, "%s", groups[stat->group]);
		mt_table_headings(to, to->ticks && stat->group < MT_STAT_COMMANDS ? &lines_ticks :
										    &lines_ms);
	}
	lines->waits += stat->group == MT_STAT_WAITS;
	if (lines->waits <= WAITS_SHOWN || row->v->all)
		mt_table_line(to, &lines_ms, row);
}

void mt_text_stats(const struct mt_view *v)
{
	struct lines lines = { .group = -1 };

	mt_table_each(&mt_table_stats, &(struct mt_row){ .v = v }, NULL, print_line, &lines);
	if (lines.waits > WAITS_SHOWN && !v->all)
		fprintf(v->to.out, "  %u more commands omitted (mlx5-trace stats --all)\n",
			lines.waits - WAITS_SHOWN);
	if (lines.group < 0)
		fprintf(v->to.out, "  No operation and no firmware command was recorded.\n");
}
