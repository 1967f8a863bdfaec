// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/log.h"

#include <inttypes.h>

#include "analysis/base/util.h"
#include "analysis/model/log.h"

#define UNKNOWN_SHOWN 10

static void print_host(const struct mt_view *v, const struct mt_log_host *host, const char *label)
{
	const char *in = v->log->files.nr > 1 ? " in " : "";
	const char *file = v->log->files.nr > 1 ? v->log->files.at[host->file] : "";
	const char *lines = host->lines == 1 ? "line" : "lines";

	if (*host->name)
		mt_labelled(&v->to, MT_PLAIN, label, "%s%s%s: %" PRIu64 " %s", host->name, in, file,
			    host->lines, lines);
	else
		mt_labelled(&v->to, MT_PLAIN, label, "%" PRIu64 " %s without a host name%s%s",
			    host->lines, lines, in, file);
}

static void print_hosts(const struct mt_view *v)
{
	const struct mt_log *log = v->log;

	for (unsigned int i = 0; i < log->hosts.nr && log->hosts.nr > 1; i++)
		print_host(v, &log->hosts.at[i], i ? "" : "hosts");
}

/* Report whether the times of the log can be compared with those of the recording. */
static void print_clock(const struct mt_view *v, const struct mt_recording *beside)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	const struct mt_stats *log = mt_recording_stats(beside);
	const char *clock = v->snapshot.clock;

	if (!log->last_ts)
		mt_labelled(
			&v->to, MT_BAD, "clock",
			"the log has no times since boot (dmesg prints them without -T): its findings follow those of the recording");
	else if (!mt_log_comparable(clock))
		mt_labelled(
			&v->to, MT_BAD, "clock",
			"the recording's clock %s cannot be compared with that of the log: its findings follow those of the recording",
			clock);
	else if (log->last_ts < stats->first_ts || log->first_ts > stats->last_ts)
		mt_labelled(
			&v->to, MT_BAD, "clock",
			"no line of the log falls into the time of the recording: is it of the same boot?");
	else
		mt_labelled(&v->to, MT_PLAIN, "clock",
			    "the log is joined with the recording by the time since boot%s",
			    *clock ? "" : ", assuming that the trace has ftrace's default clock");
}

void mt_text_log_header(const struct mt_view *v)
{
	const struct mt_log *log = v->log;

	if (!log || (!mt_view_is_log(v) && !v->nr_beside))
		return;
	for (unsigned int i = 0; i < v->nr_beside; i++) {
		mt_labelled(&v->to, MT_PLAIN, "log", "%s  (%s)", mt_recording_path(v->beside[i]),
			    mt_recording_kind(v->beside[i]));
		if (!mt_view_is_log(v))
			print_clock(v, v->beside[i]);
	}
	mt_labelled(&v->to, MT_PLAIN, "lines",
		    "%" PRIu64 " of the kernel, %" PRIu64
		    " of them of the mlx5 driver or about it, of which %" PRIu64
		    " are usual and %" PRIu64 " not in the table",
		    log->lines, log->driver, log->usual, log->not_known);
	if (log->others)
		mt_labelled(&v->to, MT_BAD, "skipped",
			    "%" PRIu64
			    " lines that are not of a kernel log, the first in line %" PRIu64,
			    log->others, log->first_other);
	if (log->only_host && !log->lines)
		mt_labelled(&v->to, MT_BAD, "host", "no line is of host %s", log->only_host);
	print_hosts(v);
}

static void print_notes(const struct mt_view *v)
{
	const struct mt_log *log = v->log;
	bool any = false;

	for (unsigned int i = 0; i < log->entries.nr; i++) {
		const struct mt_log_entry *entry = &log->entries.at[i];

		if (mt_log_is_finding(entry))
			continue;
		if (!any)
			mt_heading(&v->to, "Usual messages of the kernel log");
		any = true;
		mt_paragraph(&v->to, 2, "- %s%s%s (%" PRIu64 "): %s Normal? %s", entry->kind->id,
			     *entry->dev ? " of " : "", entry->dev, entry->count, entry->words,
			     entry->kind->normal);
	}
}

void mt_text_log(const struct mt_view *v)
{
	const struct mt_log *log = v->log;

	if (!log || !log->lines)
		return;
	print_notes(v);
	if (log->unknown.nr)
		mt_heading(&v->to, "Messages of the driver that are not in the table");
	for (unsigned int i = 0; i < log->unknown.nr; i++) {
		if (!v->all && i == UNKNOWN_SHOWN) {
			fprintf(v->to.out, "  ... and %u others (--all)\n", log->unknown.nr - i);
			break;
		}
		mt_paragraph(&v->to, 2, "- %s (%" PRIu64 ")", log->unknown.at[i].text,
			     log->unknown.at[i].count);
	}
}

MT_GETTER(unknown_text, struct mt_log_unknown, mt_value_text(at->text))
MT_GETTER(unknown_count, struct mt_log_unknown, mt_value_count(at->count))

static const struct mt_column unknown_columns[] = {
	MT_COL("text", ID, unknown_text, JSON),
	MT_COL("count", COUNT, unknown_count, JSON),
};

static void unknown_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_log *log = up->v->log;

	*list = (struct mt_list){ .at = log->unknown.at,
				  .nr = log->unknown.nr,
				  .size = sizeof(*log->unknown.at) };
}

static const struct mt_table unknown = { MT_COLUMNS(unknown_columns), .list = unknown_of };

MT_GETTER(kind_id, struct mt_log_entry, mt_value_text(at->kind->id))
MT_GETTER(kind_severity, struct mt_log_entry, mt_value_text(mt_severity_name(at->severity)))
MT_GETTER(kind_dev, struct mt_log_entry, mt_value_text(at->dev))
MT_GETTER(kind_count, struct mt_log_entry, mt_value_count(at->count))

static const struct mt_column kind_columns[] = {
	MT_COL("kind", ID, kind_id, JSON),
	MT_COL("severity", ID, kind_severity, JSON),
	MT_COL("dev", TEXT, kind_dev, JSON),
	MT_COL("count", COUNT, kind_count, JSON),
};

static void kinds_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_log *log = up->v->log;

	*list = (struct mt_list){ .at = log->entries.at,
				  .nr = log->entries.nr,
				  .size = sizeof(*log->entries.at) };
}

static const struct mt_table messages = { MT_COLUMNS(kind_columns), .list = kinds_of };

#define LOG(name, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_log *log = row->v->log; \
\
		return mt_value_count(value); \
	}

LOG(log_lines, log->lines)
LOG(log_driver, log->driver)
LOG(log_usual, log->usual)
LOG(log_unknown, log->not_known)
LOG(log_others, log->others)

static struct mt_value log_files(const struct mt_row *row)
{
	const struct mt_log *log = row->v->log;

	return (struct mt_value){ .known = true, .number = log->files.nr, .texts = log->files.at };
}

static const struct mt_column log_columns[] = {
	MT_COL("files", TEXTS, log_files, JSON),
	MT_COL("lines", COUNT, log_lines, JSON),
	MT_COL("of_driver", COUNT, log_driver, JSON),
	MT_COL("usual", COUNT, log_usual, JSON),
	MT_COL("not_in_table", COUNT, log_unknown, JSON),
	MT_COL("skipped", COUNT, log_others, JSON),
	{ "messages", MT_COL_LIST, .in = MT_IN_JSON, .rows = &messages },
	{ "unknown", MT_COL_LIST, .in = MT_IN_JSON, .rows = &unknown },
};

static const struct mt_table table = { MT_COLUMNS(log_columns) };

static const struct mt_column part_columns[] = {
	{ "log", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &table },
};

const struct mt_table mt_part_log = { MT_COLUMNS(part_columns) };
