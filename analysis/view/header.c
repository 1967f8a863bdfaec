// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/header.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/view/log.h"

static const char *or_unknown(const char *text)
{
	return *text ? text : "unknown";
}

static void print_kernel(const struct mt_view *v)
{
	static const char *const patched[] = { "series state unknown", "stock driver",
					       "with the tracepoint series" };
	const struct mt_snapshot *s = &v->snapshot;

	mt_labelled(&v->to, MT_PLAIN, "kernel", "%s%s%s", or_unknown(s->release),
		    *s->machine ? " " : "", s->machine);
	if (!mt_recording_snapshot(v->rec))
		mt_labelled(&v->to, MT_PLAIN, "driver",
			    "unknown (no snapshot.json next to the trace)");
	else
		mt_labelled(&v->to, MT_PLAIN, "driver", "mlx5_core, %s%s%s",
			    patched[s->patched + 1], *s->srcversion ? ", srcversion " : "",
			    s->srcversion);
}

static void print_edited(const struct mt_view *v)
{
	size_t count = json_array_size(v->snapshot.edited);

	if (count)
		mt_labelled(&v->to, MT_BAD, "edited",
			    "module built from an edited tree (%zu %s from the series)", count,
			    count == 1 ? "file differs" : "files differ");
}

static void print_devices(const struct mt_view *v)
{
	const struct mt_snapshot *s = &v->snapshot;

	for (unsigned int i = 0; i < s->devs.nr; i++) {
		const struct mt_snapshot_dev *dev = &s->devs.at[i];

		if (strcmp(dev->driver, "mlx5_core") && *dev->driver)
			continue;
		mt_labelled(&v->to, MT_PLAIN, "device",
			    "%s  %s  firmware %s  channels %s of %s  RSS %s/%s",
			    or_unknown(dev->netdev), or_unknown(dev->pci),
			    or_unknown(dev->firmware), mt_fmt_number(dev->combined).text,
			    mt_fmt_number(dev->max_combined).text, or_unknown(dev->rss_hash),
			    mt_fmt_number(dev->rss_entries).text);
	}
}

/* A text composed in memory; it is "" when out of memory. */
struct pieces {
	FILE *to;
	char *text;
	size_t size;
};

static bool pieces_begin(struct pieces *p)
{
	*p = (struct pieces){ 0 };
	errno = 0;
	p->to = mt_mem(open_memstream(&p->text, &p->size));
	return p->to;
}

static void pieces_print(const struct mt_view *v, struct pieces *p, enum mt_style style,
			 const char *label)
{
	/* a memory stream does not report a failed write */
	mt_mem_ok(!fclose(p->to) && p->text && errno != ENOMEM);
	mt_labelled(&v->to, style, label, "%s", p->text ? p->text : "");
	free(p->text);
}

static void print_tool(const struct mt_view *v)
{
	const struct mt_snapshot *s = &v->snapshot;
	struct pieces command;
	json_t *word;
	size_t i;

	if (!mt_recording_meta(v->rec))
		return;
	mt_labelled(&v->to, MT_PLAIN, "tool", "%s %s, clock %s%s%s", or_unknown(s->tool),
		    s->tool_version, or_unknown(s->clock), *s->started ? ", started " : "",
		    s->started);
	if (!json_is_array(s->command) || !pieces_begin(&command))
		return;
	json_array_foreach(s->command, i, word)
		if (json_is_string(word))
			fprintf(command.to, "%s%s", i ? " " : "", json_string_value(word));
	if (s->exit_status > 0)
		fprintf(command.to, "  (exit status %" PRId64 ")", s->exit_status);
	pieces_print(v, &command, MT_PLAIN, "command");
}

static void print_events(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);

	fprintf(v->to.out, "  events   %" PRIu64 ", of the series %" PRIu64, stats->events,
		stats->mlx5);
	if (stats->twins)
		fprintf(v->to.out, "; %" PRIu64 " in several files, shown once", stats->twins);
	if (stats->stacks)
		fprintf(v->to.out, "; %" PRIu64 " call stacks", stats->stacks);
	if (stats->calls)
		fprintf(v->to.out, "; %" PRIu64 " traced calls", stats->calls);
	if (stats->events + stats->calls > 1)
		fprintf(v->to.out, "; over %s",
			mt_fmt_span(&v->to, stats->last_ts - stats->first_ts).text);
	fputc('\n', v->to.out);
}

void mt_text_header(const struct mt_view *v)
{
	mt_print(&v->to, MT_BOLD, "%s", mt_recording_path(v->rec));
	fprintf(v->to.out, "  (%s)\n", mt_recording_kind(v->rec));
	if (*mt_recording_machine(v->rec))
		fprintf(v->to.out,
			strcmp(mt_recording_machine(v->rec), mt_recording_host(v->rec)) ?
				"  machine  guest %s; times are those of its host\n" :
				"  machine  %s\n",
			mt_recording_machine(v->rec));
	if (mt_view_is_log(v)) {
		mt_text_log_header(v);
		return;
	}
	print_kernel(v);
	print_edited(v);
	print_devices(v);
	print_tool(v);
	print_events(v);
	mt_text_log_header(v);
}

static void print_lost(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	uint64_t lost = mt_stats_lost(stats);
	uint64_t gaps = mt_stats_gaps(stats);
	const char *sep = " (";
	struct pieces p;

	if (!mt_stats_least_lost(stats) && v->snapshot.lost <= 0) {
		fprintf(v->to.out, "  lost     no events\n");
		return;
	}
	if (!pieces_begin(&p))
		return;
	fprintf(p.to, "%s%" PRIu64 " events", gaps ? "at least " : "", mt_stats_least_lost(stats));
	for (unsigned int i = 0; i < stats->nr_cpus; i++) {
		if (!stats->cpu[i].lost && !stats->cpu[i].gaps)
			continue;
		fprintf(p.to, "%scpu %u: %" PRIu64, sep, i, stats->cpu[i].lost);
		if (stats->cpu[i].gaps)
			fprintf(p.to, " and %" PRIu64 " gaps", stats->cpu[i].gaps);
		sep = ", ";
	}
	if (stats->lost_anywhere || stats->gaps_anywhere) {
		fprintf(p.to, "%scpu unknown: %" PRIu64, sep, stats->lost_anywhere);
		sep = ", ";
	}
	if (v->snapshot.lost > 0 && (uint64_t)v->snapshot.lost != lost) {
		fprintf(p.to, "%sthe recorder counted %" PRId64, sep, v->snapshot.lost);
		sep = ", ";
	}
	fputs(*sep == ',' ? ")" : "", p.to);
	pieces_print(v, &p, MT_BAD, "lost");
	fprintf(v->to.out, "%*ssteps may be missing\n", MT_LABEL, "");
}

static void print_malformed(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);

	if (!stats->malformed)
		return;
	mt_print(&v->to, MT_BAD, "  skipped  %" PRIu64 " unreadable lines or records\n",
		 stats->malformed);
	for (unsigned int i = 0; i < stats->nr_problems; i++) {
		const struct mt_problem *p = &stats->problems[i];
		char *why = mt_span_clean(mt_span_z(p->why)), line[24] = "";

		if (p->line)
			snprintf(line, sizeof(line), "%" PRIu64 ":", p->line);
		mt_paragraph(&v->to, MT_LABEL, "%s:%s %s",
			     p->file ? p->file : mt_recording_file(v->rec), line, why ? why : "");
		free(why);
	}
}

static void print_unknown_forms(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	const struct mt_problem *p = &stats->unknown_form;
	char *why = stats->unknown_forms ? mt_span_clean(mt_span_z(p->why)) : NULL, line[24] = "";

	if (!why)
		return;
	mt_print(&v->to, MT_BAD,
		 "  forms    %" PRIu64 " events of a form that is unknown to this version\n",
		 stats->unknown_forms);
	if (p->line)
		snprintf(line, sizeof(line), "%" PRIu64 ":", p->line);
	mt_paragraph(&v->to, MT_LABEL, "%s:%s %s", p->file ? p->file : mt_recording_file(v->rec),
		     line, why);
	free(why);
}

void mt_text_notes(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);

	if (!mt_view_is_log(v))
		print_lost(v);
	print_malformed(v);
	print_unknown_forms(v);
	if (v->err)
		mt_print(&v->to, MT_BAD,
			 "  ended    early, by an error: only the part before it is shown\n");
	if (stats->backwards)
		mt_labelled(&v->to, MT_PLAIN, "clock",
			    "went back %" PRIu64
			    " times between events: order across cpus is uncertain",
			    stats->backwards);
	if (stats->ticks)
		fprintf(v->to.out,
			"  clock    counts ticks: times and durations are not seconds\n");
	if (stats->orphan_stacks)
		fprintf(v->to.out, "  stacks   %" PRIu64 " call stacks without their event\n",
			stats->orphan_stacks);
	if (stats->unresolved && v->graph)
		fprintf(v->to.out, "  symbols  %" PRIu64 " kernel frames have no name\n",
			stats->unresolved);
	if (v->graph && stats->stacks && stats->unresolved > stats->stacks)
		mt_paragraph(
			&v->to, 11,
			"a perf.data requires the symbols of the machine that recorded it: a file kallsyms in the recording, or --kallsyms FILE");
	if (!stats->mlx5 && stats->events)
		mt_paragraph(
			&v->to, 2,
			"There is no event of the mlx5 series in this recording: the driver was not patched, the events were not enabled, or nothing happened.");
}
