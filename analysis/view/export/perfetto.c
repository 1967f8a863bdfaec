// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace event format of Chrome, which is read by ui.perfetto.dev and chrome://tracing. There is
 * a process for each device, a thread for each lane, a complete event ("X") for each bar and for
 * the wait of a command for a slot, and an instant event for each finding.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/base/index.h"
#include "analysis/base/memory.h"
#include "analysis/view/export/export.h"
#include "analysis/view/findings.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"
#include "analysis/view/bars.h"
#include "analysis/view/view.h"

struct perfetto {
	FILE *out;
	unsigned int recordings, devs, events;
	bool lost;
	/* data of the current recording */
	const char *path;
	struct mt_row *row;
	struct mt_index dev, tracks; /* the numbers of devices and tracks in the recording */
	unsigned int nr_devs, nr_tracks;
};

/* Write an event and release it. @event is NULL when out of memory. */
static void put(struct perfetto *p, json_t *event)
{
	char *text = event ? mt_output_json_text(event, JSON_COMPACT | JSON_REAL_PRECISION(16)) :
			     NULL;

	if (text)
		fprintf(p->out, "%s\n%s", p->events++ ? "," : "", text);
	else
		p->lost = true;
	free(text);
	json_decref(event);
}

static void put_name(struct perfetto *p, const char *what, unsigned int pid, unsigned int tid,
		     const char *name)
{
	put(p, json_pack("{s:s, s:s, s:i, s:i, s:{s:s}}", "ph", "M", "name", what, "pid", (int)pid,
			 "tid", (int)tid, "args", "name", name));
}

/* Returns the number of the device's process. A new process is given a name. */
static unsigned int process(struct perfetto *p, const struct mt_bar *bar)
{
	unsigned int *place =
		mt_index_at(&p->dev, (struct mt_index_key){ { (uintptr_t)bar->dev } });
	char name[160];

	if (!place || *place != MT_INDEX_NEW)
		return place ? p->devs + *place : 0;
	*place = ++p->nr_devs;
	snprintf(name, sizeof(name), "%s%s%s (%s)", bar->dev, *bar->netdev ? " " : "", bar->netdev,
		 p->path);
	put_name(p, "process_name", p->devs + p->nr_devs, 0, name);
	return p->devs + p->nr_devs;
}

/* Returns the number of the bar's thread. A new thread is given a name and a sort order. */
static unsigned int thread(struct perfetto *p, const struct mt_bar *bar, unsigned int pid)
{
	int64_t object = mt_bar_object(bar);
	struct mt_index_key key = { { (uintptr_t)bar->dev, bar->kind, (uint64_t)object,
				      bar->lane } };
	unsigned int *place = mt_index_at(&p->tracks, key), tid;
	char name[96];

	if (!place || *place != MT_INDEX_NEW)
		return place ? *place : 0;
	tid = *place = ++p->nr_tracks;
	if (object < 0)
		snprintf(name, sizeof(name), "%s", mt_bar_title(bar->kind));
	else
		snprintf(name, sizeof(name), "%s: %" PRId64, mt_bar_title(bar->kind), object);
	put_name(p, "thread_name", pid, tid, name);
	put(p, json_pack("{s:s, s:s, s:i, s:i, s:{s:i}}", "ph", "M", "name", "thread_sort_index",
			 "pid", (int)pid, "tid", (int)tid, "args", "sort_index",
			 (int)bar->kind * 100000 + (int)(object < 0 ? 0 : object % 4096) * 16 +
				 (int)(bar->lane % 16)));
	return tid;
}

/* Convert to microseconds, as required by the format. */
static double us(uint64_t ns)
{
	return (double)ns / 1e3;
}

static json_t *slice(const struct mt_bar *bar, const char *name, unsigned int pid, unsigned int tid,
		     uint64_t start, uint64_t end)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:f, s:f}", "ph", "X", "name", name, "cat",
			 mt_bar_id(bar->kind), "pid", (int)pid, "tid", (int)tid, "ts", us(start),
			 "dur", us(end - start));
}

static void put_bar(const struct mt_row *row, void *data)
{
	struct perfetto *p = data;
	const struct mt_bar *bar = row->at;
	unsigned int pid = process(p, bar), tid = thread(p, bar, pid);
	json_t *event = slice(bar, bar->name, pid, tid, bar->start, bar->end);
	json_t *args = mt_json_row(&mt_table_bars, row);

	if (!pid || !tid || !event || json_object_set_new(event, "args", args)) {
		p->lost = true;
		json_decref(event);
		return;
	}
	if (bar->failed)
		json_object_set_new(event, "cname", json_string("terrible"));
	put(p, event);
	if (bar->submitted > bar->start)
		put(p, slice(bar, "wait for a slot", pid, tid, bar->start, bar->submitted));
}

static void put_finding(const struct mt_row *row, void *data)
{
	struct perfetto *p = data;
	json_t *args = mt_json_row(&mt_table_findings, row);
	json_t *time = json_object_get(args, "time_ns"), *event;

	event = json_pack("{s:s, s:s, s:O?, s:s, s:i, s:i, s:f, s:o?}", "ph", "i", "s", "g", "name",
			  json_object_get(args, "finding"), "cat", "finding", "pid", 0, "tid", 0,
			  "ts", us((uint64_t)json_integer_value(time)), "args", args);
	put(p, event);
}

static void *begin(FILE *out, const struct mt_shown *shown)
{
	struct perfetto *p = mt_mem(calloc(1, sizeof(*p)));

	(void)shown;
	if (!p)
		return NULL;
	p->out = out;
	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", out);
	return p;
}

static bool recording(void *format, const struct mt_row *top)
{
	struct perfetto *p = format;
	struct mt_row row = *top;
	char room[MT_ROOM];

	row.in = MT_IN_JSON;
	row.room = room;
	p->path = mt_recording_path(row.v->rec);
	p->recordings++;
	mt_table_each(&mt_table_bars, &row, NULL, put_bar, p);
	mt_table_each(&mt_table_findings, &row, NULL, put_finding, p);
	p->devs += p->nr_devs;
	p->nr_devs = p->nr_tracks = 0;
	mt_index_free(&p->dev);
	mt_index_free(&p->tracks);
	if (mt_memory_short())
		p->lost = true;
	return !p->lost;
}

static bool end(void *format)
{
	struct perfetto *p = format;
	bool good = !p->lost;

	fputs("\n]}\n", p->out);
	free(p);
	if (!good) {
		mt_memory_note();
		mt_output_lost("mlx5-trace", ": events are missing");
	}
	return good;
}

const struct mt_format mt_format_perfetto = {
	.option = "perfetto",
	.help = "trace events for ui.perfetto.dev and chrome://tracing",
	.verbs = "export",
	.begin = begin,
	.recording = recording,
	.end = end,
};
