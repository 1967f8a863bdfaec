// SPDX-License-Identifier: GPL-2.0-only
/* Percentiles as a table, as JSON and as CSV. */
#include "analysis/view/view.h"

#include <inttypes.h>

#include "analysis/model/stats.h"

#define NAME_SHOWN 27

static const char *const groups[MT_STAT_NR] = {
	[MT_STAT_OPS] = "Operations",
	[MT_STAT_STEPS] = "Steps of operations",
	[MT_STAT_COMMANDS] = "Firmware commands",
};

/* Milliseconds, or ticks of a clock that counts these. */
static struct mt_buf duration(const struct mt_view *v, const struct mt_stat *row, uint64_t ns)
{
	struct mt_buf b = { "-" };

	if (!row->timed)
		return b;
	if (mt_recording_stats(v->rec)->ticks && row->group != MT_STAT_COMMANDS)
		snprintf(b.text, sizeof(b.text), "%" PRIu64, ns);
	else
		snprintf(b.text, sizeof(b.text), "%.3f", (double)ns / 1e6);
	return b;
}

void mt_text_stats(const struct mt_view *v)
{
	unsigned int nr;
	struct mt_stat *rows = mt_stat_rows(v->ops, v->commands, &nr);
	int group = -1;

	if (!nr)
		fprintf(v->out, "  No operation and no firmware command was recorded.\n");
	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_stat *row = &rows[i];

		if ((int)row->group != group) {
			group = (int)row->group;
			mt_heading(v, "%s", groups[group]);
			mt_print(v, MT_DIM, "  %-*s %6s %6s %12s %11s %11s\n", NAME_SHOWN, "",
				 "count", "failed",
				 mt_recording_stats(v->rec)->ticks && group != MT_STAT_COMMANDS ?
					 "p50 (ticks)" :
					 "p50 (ms)",
				 "p99", "max");
		}
		fprintf(v->out, "  %-*.*s %6" PRIu64 " ", NAME_SHOWN, NAME_SHOWN, row->title,
			row->nr);
		mt_print(v, row->failed ? MT_BAD : MT_PLAIN, "%6" PRIu64, row->failed);
		fprintf(v->out, " %12s %11s %11s\n", duration(v, row, row->p50).text,
			duration(v, row, row->p99).text, duration(v, row, row->max).text);
	}
	free(rows);
}

static json_t *or_null(const struct mt_stat *row, uint64_t ns)
{
	return row->timed ? json_integer((json_int_t)ns) : json_null();
}

void mt_json_stats(const struct mt_view *v, json_t *to)
{
	unsigned int nr;
	struct mt_stat *rows = mt_stat_rows(v->ops, v->commands, &nr);
	json_t *list = json_array();

	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_stat *row = &rows[i];

		json_array_append_new(list,
				      json_pack("{ss so sI sI sI so so so so}", "group",
						mt_stat_group_id(row->group), "name",
						mt_json_text(row->id), "count", (json_int_t)row->nr,
						"failed", (json_int_t)row->failed, "timed",
						(json_int_t)row->timed, "p50_ns",
						or_null(row, row->p50), "p99_ns",
						or_null(row, row->p99), "max_ns",
						or_null(row, row->max), "sum_ns",
						or_null(row, row->sum)));
	}
	free(rows);
	json_object_set_new(to, "stats", list);
}

const char mt_csv_stats_header[] =
	"recording,group,name,count,failed,timed,p50_ns,p99_ns,max_ns,sum_ns";

void mt_csv_stats(const struct mt_view *v)
{
	unsigned int nr;
	struct mt_stat *rows = mt_stat_rows(v->ops, v->commands, &nr);
	struct mt_csv csv = { .v = v };

	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_stat *row = &rows[i];
		const uint64_t ns[] = { row->p50, row->p99, row->max, row->sum };

		mt_csv_begin(&csv);
		mt_csv_text(&csv, mt_stat_group_id(row->group));
		mt_csv_text(&csv, row->id);
		mt_csv_unsigned(&csv, row->nr);
		mt_csv_unsigned(&csv, row->failed);
		mt_csv_unsigned(&csv, row->timed);
		for (int n = 0; n < 4; n++)
			mt_csv_number(&csv, row->timed ? (int64_t)ns[n] : -1);
		mt_csv_end(&csv);
	}
	free(rows);
}
