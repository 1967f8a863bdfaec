// SPDX-License-Identifier: GPL-2.0-only
/* Findings with their evidence, as text, JSON and CSV. */
#include "analysis/view/view.h"

#include <inttypes.h>

#include "analysis/model/findings.h"

#define COLUMNS 80

static void make(const struct mt_view *v, struct mt_findings *f)
{
	const struct mt_finding_sources from = {
		.ops = v->ops,
		.xsk = v->xsk,
		.commands = v->commands,
		.rqs = v->rqs,
		.snapshot = &v->snapshot,
		.stats = mt_recording_stats(v->rec),
	};

	mt_findings_make(f, &from);
}

/* Broken between words where it is longer than a line; the rest is indented. */
static void print_event(const struct mt_view *v, const struct mt_evidence *e)
{
	struct mt_span rest = mt_span_z(e->text), word;
	int column = fprintf(v->out, "      %s", e->event);

	while (word = mt_span_word(&rest), word.len) {
		if (column + 1 + (int)word.len > COLUMNS)
			column = fprintf(v->out, "\n       ") - 1;
		column += fprintf(v->out, " " MT_SPAN_FMT, MT_SPAN_ARG(word));
	}
	fputc('\n', v->out);
}

static void print_evidence(const struct mt_view *v, const struct mt_evidence *e)
{
	fprintf(v->out, "    %s", e->file ? e->file : mt_recording_file(v->rec));
	if (e->line)
		fprintf(v->out, ":%" PRIu64, e->line);
	fprintf(v->out, ": %s", mt_fmt_time(v, e->ts).text);
	if (e->cpu >= 0)
		fprintf(v->out, " cpu %d", e->cpu);
	fprintf(v->out, " %s\n", mt_fmt_task(e->comm, e->pid).text);
	print_event(v, e);
}

static void print_finding(const struct mt_view *v, const struct mt_finding *finding,
			  unsigned int number)
{
	const char *where = *finding->netdev ? finding->netdev : finding->dev;

	mt_heading(v, "%u. %s%s%s", number, mt_finding_id(finding->kind), *where ? " on " : "",
		   where);
	mt_paragraph(v, 2, "%s", finding->words);
	if (finding->count > 1)
		fprintf(v->out, "  It came %" PRIu64 " times%s.\n", finding->count,
			finding->count > finding->nr ? "; the first of them" : "");
	if (finding->unsafe)
		mt_print(v, MT_BAD,
			 "  Unsafe: events were lost, and one of them may say otherwise.\n");
	mt_paragraph(v, 2, "-> %s", finding->advice);
	for (unsigned int i = 0; i < finding->nr; i++)
		print_evidence(v, &finding->evidence[i]);
}

void mt_text_findings(const struct mt_view *v)
{
	struct mt_findings f;

	make(v, &f);
	if (!f.list.nr)
		fprintf(v->out, "  Nothing was found.\n");
	for (unsigned int i = 0; i < f.list.nr; i++)
		print_finding(v, &f.list.at[i], i + 1);
	free(f.list.at);
}

bool mt_has_findings(const struct mt_view *v)
{
	struct mt_findings f;

	make(v, &f);
	free(f.list.at);
	return f.list.nr;
}

static json_t *one_evidence(const struct mt_view *v, const struct mt_evidence *e)
{
	return json_pack("{so so sI so so so so so}", "file",
			 mt_json_text(e->file ? e->file : mt_recording_file(v->rec)), "line",
			 e->line ? json_integer((json_int_t)e->line) : json_null(), "time_ns",
			 (json_int_t)e->ts, "cpu", mt_json_number(e->cpu), "comm",
			 mt_json_text(e->comm), "pid", mt_json_number(e->pid), "event",
			 mt_json_text(e->event), "text", mt_json_text(e->text));
}

void mt_json_findings(const struct mt_view *v, json_t *to)
{
	json_t *list = json_array();
	struct mt_findings f;

	make(v, &f);
	for (unsigned int i = 0; i < f.list.nr; i++) {
		const struct mt_finding *finding = &f.list.at[i];
		json_t *evidence = json_array();

		for (unsigned int e = 0; e < finding->nr; e++)
			json_array_append_new(evidence, one_evidence(v, &finding->evidence[e]));
		json_array_append_new(
			list,
			json_pack("{ss so so so sI sb so so so}", "finding",
				  mt_finding_id(finding->kind), "dev", mt_json_text(finding->dev),
				  "netdev", mt_json_text(finding->netdev), "time_ns",
				  finding->nr ? json_integer((json_int_t)finding->ts) : json_null(),
				  "count", (json_int_t)finding->count, "unsafe", finding->unsafe,
				  "words", mt_json_text(finding->words), "advice",
				  mt_json_text(finding->advice), "evidence", evidence));
	}
	free(f.list.at);
	json_object_set_new(to, "findings", list);
}

const char mt_csv_findings_header[] =
	"recording,finding,dev,netdev,time_ns,count,unsafe,words,advice,line,event,text";

void mt_csv_findings(const struct mt_view *v)
{
	struct mt_csv csv = { .v = v };
	struct mt_findings f;

	make(v, &f);
	for (unsigned int i = 0; i < f.list.nr; i++) {
		const struct mt_finding *finding = &f.list.at[i];
		const struct mt_evidence *e = &finding->evidence[0];

		mt_csv_begin(&csv);
		mt_csv_text(&csv, mt_finding_id(finding->kind));
		mt_csv_text(&csv, finding->dev);
		mt_csv_text(&csv, finding->netdev);
		mt_csv_number(&csv, finding->nr ? (int64_t)finding->ts : -1);
		mt_csv_unsigned(&csv, finding->count);
		mt_csv_number(&csv, finding->unsafe);
		mt_csv_text(&csv, finding->words);
		mt_csv_text(&csv, finding->advice);
		mt_csv_number(&csv, e->line ? (int64_t)e->line : -1);
		mt_csv_text(&csv, e->event);
		mt_csv_text(&csv, e->text);
		mt_csv_end(&csv);
	}
	free(f.list.at);
}
