// SPDX-License-Identifier: GPL-2.0-only
/* The columns of every recording, for all formats. */
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/view/header.h"

MT_GETTER(cpu_lost, struct mt_lost, mt_value_count(at->lost))
MT_GETTER(cpu_gaps, struct mt_lost, mt_value_count(at->gaps))

static const struct mt_column cpu_columns[] = {
	MT_COL("events", COUNT, cpu_lost, JSON),
	MT_COL("gaps", COUNT, cpu_gaps, JSON),
};

static void cpus_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_stats *stats = mt_recording_stats(up->v->rec);

	*list = (struct mt_list){ .at = stats->cpu,
				  .nr = stats->nr_cpus,
				  .size = sizeof(*stats->cpu) };
}

static const struct mt_table cpus = { MT_COLUMNS(cpu_columns), .list = cpus_of };

/* Define a getter whose value is from the recording's @stats, snapshot @s, or @rec itself. */
#define STATS(name, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_stats *stats = mt_recording_stats(row->v->rec); \
\
		return value; \
	}
#define SNAPSHOT(name, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_snapshot *s = &row->v->snapshot; \
\
		return value; \
	}
#define RECORDING(name, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_recording *rec = row->v->rec; \
\
		return value; \
	}

STATS(lost_events, mt_value_count(mt_stats_lost(stats)))
STATS(lost_gaps, mt_value_count(mt_stats_gaps(stats)))
SNAPSHOT(lost_counted, mt_value_number(s->lost))

static const struct mt_column lost_columns[] = {
	MT_COL("events", COUNT, lost_events, JSON),
	MT_COL("gaps", COUNT, lost_gaps, JSON),
	{ "per_cpu", MT_COL_LIST, .in = MT_IN_JSON, .rows = &cpus },
	MT_COL("recorder_counted", NUMBER, lost_counted, JSON),
};

static const struct mt_table lost = { MT_COLUMNS(lost_columns) };

MT_GETTER(problem_file, struct mt_problem, mt_value_text(at->file))
MT_GETTER(problem_line, struct mt_problem, mt_value_if(at->line, (int64_t)at->line))
MT_GETTER(problem_why, struct mt_problem, mt_value_text(at->why))

static const struct mt_column problem_columns[] = {
	MT_COL("file", TEXT, problem_file, JSON),
	MT_COL("line", NUMBER, problem_line, JSON),
	MT_COL("why", TEXT, problem_why, JSON),
};

static void problems_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_stats *stats = mt_recording_stats(up->v->rec);

	*list = (struct mt_list){ .at = stats->problems,
				  .nr = stats->nr_problems,
				  .size = sizeof(*stats->problems) };
}

static const struct mt_table problems = { MT_COLUMNS(problem_columns), .list = problems_of };

STATS(malformed_count, mt_value_count(stats->malformed))

static const struct mt_column malformed_columns[] = {
	MT_COL("count", COUNT, malformed_count, JSON),
	{ "first", MT_COL_LIST, .in = MT_IN_JSON, .rows = &problems },
};

static const struct mt_table malformed = { MT_COLUMNS(malformed_columns) };

STATS(unknown_count, mt_value_count(stats->unknown_forms))
STATS(unknown_line, mt_value_if(stats->unknown_form.line, (int64_t)stats->unknown_form.line))
STATS(unknown_file, mt_value_text(stats->unknown_form.file))
STATS(unknown_why, mt_value_text(*stats->unknown_form.why ? stats->unknown_form.why : NULL))

static const struct mt_column unknown_columns[] = {
	MT_COL("count", COUNT, unknown_count, JSON),
	MT_COL("file", TEXT, unknown_file, JSON),
	MT_COL("line", NUMBER, unknown_line, JSON),
	MT_COL("why", TEXT, unknown_why, JSON),
};

static const struct mt_table unknown_forms = { MT_COLUMNS(unknown_columns) };

MT_GETTER(device_netdev, struct mt_snapshot_dev, mt_value_text(at->netdev))
MT_GETTER(device_pci, struct mt_snapshot_dev, mt_value_text(at->pci))
MT_GETTER(device_ifindex, struct mt_snapshot_dev, mt_value_number(at->ifindex))
MT_GETTER(device_firmware, struct mt_snapshot_dev, mt_value_text(at->firmware))
MT_GETTER(device_combined, struct mt_snapshot_dev, mt_value_number(at->combined))
MT_GETTER(device_max, struct mt_snapshot_dev, mt_value_number(at->max_combined))

static const struct mt_column device_columns[] = {
	MT_COL("netdev", TEXT, device_netdev, JSON),
	MT_COL("pci", TEXT, device_pci, JSON),
	MT_COL("ifindex", NUMBER, device_ifindex, JSON),
	MT_COL("firmware", TEXT, device_firmware, JSON),
	MT_COL("combined", NUMBER, device_combined, JSON),
	MT_COL("max_combined", NUMBER, device_max, JSON),
};

static void devices_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_snapshot *s = &up->v->snapshot;

	*list = (struct mt_list){ .at = s->devs.at, .nr = s->devs.nr, .size = sizeof(*s->devs.at) };
}

static const struct mt_table devices = { MT_COLUMNS(device_columns), .list = devices_of };

RECORDING(rec_path, mt_value_text(mt_recording_path(rec)))
RECORDING(rec_kind, mt_value_text(mt_recording_kind(rec)))
RECORDING(rec_machine, mt_value_text(mt_recording_machine(rec)))
RECORDING(rec_host, mt_value_text(mt_recording_host(rec)))
SNAPSHOT(snapshot_kernel, mt_value_text(s->release))
SNAPSHOT(snapshot_patched, mt_value_number(s->patched))
SNAPSHOT(snapshot_tool, mt_value_text(s->tool))
SNAPSHOT(snapshot_clock, mt_value_text(s->clock))
STATS(stats_events, mt_value_count(stats->events))
STATS(stats_series, mt_value_count(stats->mlx5))
STATS(stats_twins, mt_value_count(stats->twins))
STATS(stats_stacks, mt_value_count(stats->stacks))
STATS(stats_orphans, mt_value_count(stats->orphan_stacks))
STATS(stats_backwards, mt_value_count(stats->backwards))
STATS(stats_ticks, mt_value_count(stats->ticks))

/* The value in a snapshot may have any type. */
static struct mt_value snapshot_edited(const struct mt_row *row)
{
	json_t *edited = row->v->snapshot.edited, *name;
	const char **made;
	int64_t nr = 0;
	size_t i;

	if (!edited)
		return (struct mt_value){ 0 };
	made = mt_mem(calloc(json_array_size(edited) + 1, sizeof(*made)));
	json_array_foreach(edited, i, name)
		if (made && json_is_string(name))
			made[nr++] = json_string_value(name);
	return (struct mt_value){ .known = true, .number = nr, .texts = made, .made = made };
}

static struct mt_value rec_error(const struct mt_row *row)
{
	return mt_value_text(row->v->err ? row->v->err->text : NULL);
}

static const struct mt_column columns[] = {
	MT_COL("path", TEXT, rec_path, JSON),
	MT_COL("kind", TEXT, rec_kind, JSON),
	MT_COL("machine", TEXT, rec_machine, JSON),
	MT_COL("host", TEXT, rec_host, JSON),
	MT_COL("kernel", TEXT, snapshot_kernel, JSON),
	MT_COL("patched", BOOL, snapshot_patched, JSON),
	MT_COL("edited", TEXTS, snapshot_edited, JSON),
	{ "devices", MT_COL_LIST, .in = MT_IN_JSON, .rows = &devices },
	MT_COL("tool", TEXT, snapshot_tool, JSON),
	MT_COL("clock", TEXT, snapshot_clock, JSON),
	MT_COL("events", COUNT, stats_events, JSON),
	MT_COL("series_events", COUNT, stats_series, JSON),
	MT_COL("in_several_files", COUNT, stats_twins, JSON),
	MT_COL("stacks", COUNT, stats_stacks, JSON),
	MT_COL("orphan_stacks", COUNT, stats_orphans, JSON),
	{ "lost", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &lost },
	MT_COL("clock_went_back", COUNT, stats_backwards, JSON),
	{ "malformed", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &malformed },
	{ "unknown_forms", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &unknown_forms },
	MT_COL("error", TEXT, rec_error, JSON),
	MT_COL("ticks", FLAG, stats_ticks, JSON),
};

const struct mt_table mt_table_recording = { MT_COLUMNS(columns) };
