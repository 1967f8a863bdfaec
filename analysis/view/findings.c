// SPDX-License-Identifier: GPL-2.0-only
/* The view of findings with their evidence. */
#include "analysis/view/findings.h"

#include <inttypes.h>

#include "analysis/base/util.h"
#include "analysis/model/findings.h"

#define COLUMNS 80

static void make(const struct mt_view *v, struct mt_findings *f)
{
	const struct mt_finding_sources from = {
		.ops = v->ops,
		.xsk = v->xsk,
		.commands = v->commands,
		.rqs = v->rqs,
		.stock = v->stock,
		.snapshot = &v->snapshot,
		.stats = mt_recording_stats(v->rec),
		.log = v->log,
		.log_alone = mt_view_is_log(v),
	};

	mt_findings_make(f, &from);
}

/* Print a text wrapped between words, with continuation lines indented. */
static void print_wrapped(const struct mt_view *v, const char *text, int column)
{
	struct mt_span rest = mt_span_z(text), word;

	while (word = mt_span_word(&rest), word.len) {
		if (column + 1 + (int)word.len > COLUMNS)
			column = fprintf(v->to.out, "\n       ") - 1;
		column += fprintf(v->to.out, " " MT_SPAN_FMT, MT_SPAN_ARG(word));
	}
	fputc('\n', v->to.out);
}

static void print_event(const struct mt_view *v, const struct mt_evidence *e)
{
	print_wrapped(v, e->text, fprintf(v->to.out, "      %s", e->event));
}

/* Print a line of a kernel log. */
static void print_message(const struct mt_view *v, const struct mt_evidence *e)
{
	print_wrapped(v, e->text, fprintf(v->to.out, "     "));
}

static void print_evidence(const struct mt_view *v, const struct mt_evidence *e)
{
	fprintf(v->to.out, "    %s", e->file ? e->file : mt_recording_file(v->rec));
	if (e->line)
		fprintf(v->to.out, ":%" PRIu64, e->line);
	if (e->stamp) {
		fprintf(v->to.out, ": %s\n", *e->stamp ? e->stamp : "no time");
		print_message(v, e);
		return;
	}
	fprintf(v->to.out, ": %s", mt_fmt_time(&v->to, e->ts).text);
	if (e->cpu >= 0)
		fprintf(v->to.out, " cpu %d", e->cpu);
	fprintf(v->to.out, " %s\n", mt_fmt_task(e->comm, e->pid).text);
	print_event(v, e);
}

static void print_count(const struct mt_view *v, const struct mt_finding *finding)
{
	bool from_to = *finding->from && *finding->to && strcmp(finding->from, finding->to) != 0;

	fprintf(v->to.out, "  It %s %" PRIu64 " %s%s%s%s%s%s.\n",
		finding->joined ? "is in" : "occurred", finding->count,
		finding->joined ? "messages" : "times", from_to ? ", from " : "",
		from_to ? finding->from : "", from_to ? " to " : "", from_to ? finding->to : "",
		finding->count > finding->nr ? "; the first of them" : "");
}

static void print_finding(const struct mt_view *v, const struct mt_finding *finding,
			  unsigned int number)
{
	const char *where = *finding->netdev ? finding->netdev : finding->dev;
	char origin[800];

	mt_heading(&v->to, "%u. %s%s%s%s%s%s%s%s", number, finding->id, *where ? " on " : "", where,
		   *finding->host ? " of host " : "", finding->host, *finding->severity ? " (" : "",
		   finding->severity, *finding->severity ? ")" : "");
	mt_paragraph(&v->to, 2, "%s", finding->words);
	if (finding->count > 1)
		print_count(v, finding);
	if (finding->unsafe)
		mt_print(&v->to, MT_BAD,
			 "  Unsafe: events were lost, and one of them may contradict this.\n");
	mt_paragraph(&v->to, 2, "-> %s", finding->advice);
	if (*finding->normal)
		mt_paragraph(&v->to, 2, "Normal? %s", finding->normal);
	mt_origin_words(finding->origins, finding->nr_origins, origin, sizeof(origin));
	if (*origin)
		mt_paragraph(&v->to, 2, "Printed %s.", origin);
	for (unsigned int i = 0; i < finding->nr; i++)
		print_evidence(v, &finding->evidence[i]);
}

void mt_text_findings(const struct mt_view *v)
{
	struct mt_findings f;

	make(v, &f);
	if (!f.list.nr && !mt_view_is_log(v) && !mt_recording_stats(v->rec)->mlx5 &&
	    v->snapshot.patched != 1)
		mt_paragraph(
			&v->to, 2,
			"Nothing was found in the other events; faults that only events of the series show are unknown.");
	else if (!f.list.nr && mt_recording_stats(v->rec)->malformed)
		mt_paragraph(&v->to, 2,
			     "Nothing was found in the lines and records that were understood.");
	else if (!f.list.nr)
		fprintf(v->to.out, "  Nothing was found.\n");
	for (unsigned int i = 0; i < f.list.nr; i++) {
		print_finding(v, &f.list.at[i], i + 1);
		mt_store_touch(sizeof(*f.list.at));
	}
	mt_findings_free(&f);
}

bool mt_has_findings(const struct mt_view *v)
{
	struct mt_findings f;
	bool any;

	make(v, &f);
	any = f.list.nr;
	mt_findings_free(&f);
	return any;
}

static struct mt_value evidence_file(const struct mt_row *row)
{
	const struct mt_evidence *e = row->at;

	return mt_value_text(e->file ? e->file : mt_recording_file(row->v->rec));
}

MT_GETTER(evidence_line, struct mt_evidence, mt_value_if(at->line, (int64_t)at->line))
MT_GETTER(evidence_ts, struct mt_evidence, mt_value_if(!at->stamp || at->ts, (int64_t)at->ts))
MT_GETTER(evidence_stamp, struct mt_evidence, mt_value_text(at->stamp))
MT_GETTER(evidence_cpu, struct mt_evidence, mt_value_number(at->cpu))
MT_GETTER(evidence_comm, struct mt_evidence, mt_value_text(at->comm))
MT_GETTER(evidence_pid, struct mt_evidence, mt_value_number(at->pid))
MT_GETTER(evidence_event, struct mt_evidence, mt_value_text(at->event))
MT_GETTER(evidence_text, struct mt_evidence, mt_value_text(at->text))

static const struct mt_column evidence_columns[] = {
	MT_COL("file", TEXT, evidence_file, JSON),    MT_COL("line", NUMBER, evidence_line, JSON),
	MT_COL("time_ns", NUMBER, evidence_ts, JSON), MT_COL("cpu", NUMBER, evidence_cpu, JSON),
	MT_COL("stamp", TEXT, evidence_stamp, JSON),  MT_COL("comm", TEXT, evidence_comm, JSON),
	MT_COL("pid", NUMBER, evidence_pid, JSON),    MT_COL("event", TEXT, evidence_event, JSON),
	MT_COL("text", TEXT, evidence_text, JSON),
};

static void evidence_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_finding *finding = up->at;

	*list = (struct mt_list){ .at = finding->evidence,
				  .nr = finding->nr,
				  .size = sizeof(*finding->evidence) };
}

static const struct mt_table evidence = { MT_COLUMNS(evidence_columns), .list = evidence_of };

MT_GETTER(finding_id, struct mt_finding, mt_value_text(at->id))
MT_GETTER(finding_dev, struct mt_finding, mt_value_text(at->dev))
MT_GETTER(finding_netdev, struct mt_finding, mt_value_text(at->netdev))
MT_GETTER(finding_ts, struct mt_finding,
	  mt_value_if(at->nr && (at->ts || at->kind != MT_FIND_LOG), (int64_t)at->ts))
MT_GETTER(finding_count, struct mt_finding, mt_value_count(at->count))
MT_GETTER(finding_unsafe, struct mt_finding, mt_value_count(at->unsafe))
MT_GETTER(finding_words, struct mt_finding, mt_value_text(at->words))
MT_GETTER(finding_severity, struct mt_finding, mt_value_text(at->severity))
MT_GETTER(finding_normal, struct mt_finding, mt_value_text(at->normal))
MT_GETTER(finding_host, struct mt_finding, mt_value_text(at->host))
MT_GETTER(finding_advice, struct mt_finding, mt_value_text(at->advice))
/* Columns of the first event of the evidence; all of them are 0 if there is none. */
MT_GETTER(first_line, struct mt_finding,
	  mt_value_if(at->evidence[0].line, (int64_t)at->evidence[0].line))
MT_GETTER(first_event, struct mt_finding, mt_value_text(at->evidence[0].event))
MT_GETTER(first_text, struct mt_finding, mt_value_text(at->evidence[0].text))

MT_GETTER(origin_func, struct mt_origin, mt_value_text(at->func))
MT_GETTER(origin_kernels, struct mt_origin, mt_value_text(at->kernels))
MT_GETTER(origin_file, struct mt_origin, mt_value_text(at->file))

static const struct mt_column origin_columns[] = {
	MT_COL("function", ID, origin_func, JSON),
	MT_COL("file", ID, origin_file, JSON),
	MT_COL("kernels", ID, origin_kernels, JSON),
};

static void origins_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_finding *finding = up->at;

	*list = (struct mt_list){ .at = finding->origins,
				  .nr = finding->nr_origins,
				  .size = sizeof(*finding->origins) };
}

static const struct mt_table origins = { MT_COLUMNS(origin_columns), .list = origins_of };

static const struct mt_column columns[] = {
	MT_COL("finding", ID, finding_id, BOTH),
	MT_COL("dev", TEXT, finding_dev, BOTH),
	MT_COL("netdev", TEXT, finding_netdev, BOTH),
	MT_COL("time_ns", NUMBER, finding_ts, BOTH),
	MT_COL("count", COUNT, finding_count, BOTH),
	MT_COL("unsafe", FLAG, finding_unsafe, BOTH),
	MT_COL("words", ID, finding_words, BOTH),
	MT_COL("advice", ID, finding_advice, BOTH),
	MT_COL("severity", TEXT, finding_severity, BOTH),
	MT_COL("normal", TEXT, finding_normal, JSON),
	MT_COL("host", TEXT, finding_host, JSON),
	{ "origin", MT_COL_LIST, .in = MT_IN_JSON, .rows = &origins },
	{ "evidence", MT_COL_LIST, .in = MT_IN_JSON, .rows = &evidence },
	MT_COL("line", NUMBER, first_line, CSV),
	MT_COL("event", TEXT, first_event, CSV),
	MT_COL("text", TEXT, first_text, CSV),
};

static void release(void *made)
{
	mt_findings_free(made);
	free(made);
}

static void findings_of(const struct mt_row *up, struct mt_list *list)
{
	struct mt_findings *f = mt_mem(calloc(1, sizeof(*f)));

	if (!f)
		return;
	make(up->v, f);
	*list = (struct mt_list){ .at = f->list.at,
				  .nr = f->list.nr,
				  .size = sizeof(*f->list.at),
				  .made = f,
				  .release = release };
}

const struct mt_table mt_table_findings = { MT_COLUMNS(columns), .list = findings_of };

static const struct mt_column part_columns[] = {
	{ "findings", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_findings },
};

const struct mt_table mt_part_findings = { MT_COLUMNS(part_columns) };
