// SPDX-License-Identifier: GPL-2.0-only
/* The text output of ftrace, trace-cmd report and perf script as a source of records. */
#include "analysis/source/kallsyms.h"
#include "analysis/source/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/source/text_lines.h"
#include "analysis/source/text_scan.h"

static const char *const dialect_names[] = {
	[MT_DIALECT_UNKNOWN] = "trace text",
	[MT_DIALECT_FTRACE] = "ftrace text",
	[MT_DIALECT_TRACE_CMD] = "trace-cmd report text",
	[MT_DIALECT_PERF] = "perf script text",
	[MT_DIALECT_PERF_TRACE] = "perf trace text",
};

struct text {
	struct mt_text_lines lines;
	char *fields;	    /* the text of an event, if it differs from the text in the line */
	uint64_t first_bad; /* number of the first line that was not understood; 0 if none */
	char quote[80];	    /* the text of that line */
	enum mt_dialect dialect;
	struct mt_owners owners;
	struct mt_owners tasks;	     /* function_graph: current task of each CPU */
	struct mt_owner *stack_of;   /* owner of the frames that follow */
	bool skip_frames;	     /* the frames that follow have no owner */
	struct mt_kallsyms *symbols; /* loaded at first use */
	bool no_symbols;
	struct mt_frames frames;
};

static bool text_match(struct mt_span head)
{
	struct mt_text_lines lines;
	struct mt_span text;
	const char *nul;
	bool found = false;

	/* binary data is accepted at the end of the input but not at its start */
	nul = head.len ? memchr(head.p, '\0', head.len) : NULL;
	if (nul)
		head.len = (size_t)(nul - head.p);
	if (!mt_text_lines_memory(&lines, head)) {
		mt_text_lines_fini(&lines);
		return false;
	}
	while (!found && mt_text_lines_next(&lines, &text) > 0) {
		struct mt_line line;

		mt_line_scan(text, &line);
		/* a frame alone is not sufficient, as any indented hex number matches */
		found = line.kind == MT_LINE_BAD ?
				line.dialect == MT_DIALECT_PERF : /* lacks required columns */
				line.kind != MT_LINE_FRAME && (line.kind != MT_LINE_NOTHING ||
							       line.dialect != MT_DIALECT_UNKNOWN);
	}
	mt_text_lines_fini(&lines);
	return found;
}

static bool text_open(struct mt_source *src, struct mt_lines *lines)
{
	struct text *t = mt_mem(calloc(1, sizeof(*t)));

	src->priv = t;
	if (!t || !mt_text_lines_init(&t->lines, lines)) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	return true;
}

static void set_task(struct mt_record *r, const struct mt_line *line)
{
	r->comm = line->comm;
	r->pid = line->pid;
	r->cpu = line->cpu;
	r->irq = line->irq;
}

static void add_frame(struct mt_source *src, const struct mt_line *line)
{
	struct text *t = src->priv;
	struct mt_span func = line->func;
	const struct mt_symbol *symbol;
	struct mt_error ignored;

	/*
	 * perf 6.12 prints the frames of a module without names in the first call stack, because it
	 * has not yet loaded the symbol file.
	 */
	if (!line->user_frame && line->address && src->opts->kallsyms &&
	    mt_span_eq(func, "[unknown]") && !t->no_symbols) {
		if (!t->symbols)
			t->symbols = mt_kallsyms_load(src->opts->kallsyms, &ignored);
		t->no_symbols = !t->symbols;
		symbol = t->symbols ? mt_symbol_of(t->symbols, line->address) : NULL;
		if (symbol && symbol->code)
			func = mt_line_func_name(mt_span_z(symbol->name));
	}
	mt_frames_add(src, &t->frames, func, !line->user_frame);
}

/* Correct a time of day, which wraps at midnight. */
static uint64_t after_midnight(const struct mt_source *src, uint64_t ts)
{
	const uint64_t day = UINT64_C(86400) * 1000000000;

	ts += src->stats->last_ts / day * day;
	return ts + day / 2 < src->stats->last_ts ? ts + day : ts;
}

/* Convert "name: value, ..." to "name=value ..." */
static struct mt_span fields_of(struct text *t, const struct mt_line *line)
{
	if (!t->fields)
		t->fields = mt_mem(malloc(MT_LINE_MAX));
	if (!t->fields)
		return mt_span(NULL, 0);
	return mt_span(t->fields, mt_perf_trace_fields(line->text, t->fields));
}

static bool emit_event(struct mt_source *src, const struct mt_line *line, struct mt_record *r)
{
	struct text *t = src->priv;
	struct mt_owner *owner;

	set_task(r, line);
	r->ts = line->has_ts ? line->ts : src->stats->last_ts;
	if (line->time_of_day)
		r->ts = after_midnight(src, r->ts);
	src->stats->ticks |= line->ticks;
	r->system = line->system;
	r->name = line->name;
	r->text = line->arguments ? fields_of(t, line) : line->text;
	mt_source_event(src, r, t->lines.number);
	owner = mt_owner_of(&t->owners, r->cpu);
	t->skip_frames = !owner;
	t->stack_of = owner;
	if (owner)
		mt_owner_set(owner, r);
	return true;
}

/* Set the task of a call from the line, or from the last task switch on the CPU. */
static void fill_graph_task(struct text *t, struct mt_line *line)
{
	const struct mt_owner *task = mt_owner_of(&t->tasks, line->cpu);

	if (line->pid < 0 && task && task->valid) {
		line->pid = task->pid;
		line->comm = mt_span_z(task->comm);
	}
}

static bool emit_graph(struct mt_source *src, const struct mt_line *line, struct mt_record *r)
{
	if (line->graph == MT_GRAPH_COMMENT)
		return line->name.len && emit_event(src, line, r);
	set_task(r, line);
	r->ts = line->has_ts ? line->ts : src->stats->last_ts;
	r->kind = line->graph == MT_GRAPH_RETURN ? MT_REC_RETURN : MT_REC_CALL;
	r->leaf = line->graph == MT_GRAPH_LEAF;
	r->depth = line->depth;
	r->duration = line->duration;
	r->func = line->func.len ? mt_strpool_add(src->names, line->func) : NULL;
	r->name = mt_span(NULL, 0);
	r->text = mt_span(NULL, 0);
	r->event = MT_EV_OTHER;
	r->have = 0;
	mt_stats_time(src->stats, r->ts);
	src->stats->calls += r->kind == MT_REC_CALL;
	return r->kind == MT_REC_RETURN || r->func;
}

/* End the call stack, because a line is not a frame. */
static bool finish_stack(struct mt_source *src, struct mt_record *r)
{
	struct text *t = src->priv;
	struct mt_owner *owner = t->stack_of;
	bool have = t->frames.nr > 0;

	t->stack_of = NULL;
	t->skip_frames = false;
	if (!have)
		return false;
	if (!owner || !owner->valid) {
		src->stats->orphan_stacks++;
		t->frames.nr = t->frames.nr_unresolved = 0;
		return false;
	}
	mt_owner_stack(src, owner, &t->frames, r);
	t->frames.nr = t->frames.nr_unresolved = 0;
	return true;
}

static void take_dialect(struct mt_source *src, struct text *t, const struct mt_line *line)
{
	/* the lines of trace-cmd and ftrace are equal until the first line with padding */
	if (line->dialect > t->dialect) {
		t->dialect = line->dialect;
		src->kind = dialect_names[t->dialect];
	}
}

/*
 * Process "# hostname : here" and "# clockid: monotonic (1)", as printed by perf script --header.
 */
static void take_comment(struct mt_source_info *info, struct mt_span text)
{
	struct mt_span rest = mt_span_trim(text), name, value;

	if (!rest.len || *rest.p != '#')
		return;
	rest = mt_span_skip(rest, 1);
	name = mt_span_word(&rest);
	value = mt_span_word(&rest);
	if (mt_span_eq(value, ":"))
		value = mt_span_word(&rest);
	if (mt_span_eq(name, "hostname"))
		snprintf(info->host, sizeof(info->host), MT_SPAN_FMT, MT_SPAN_ARG(value));
	else if (mt_span_eq(name, "clockid:"))
		snprintf(info->clock, sizeof(info->clock), MT_SPAN_FMT, MT_SPAN_ARG(value));
	else if (mt_span_eq(name, "captured") && !*info->clock)
		snprintf(info->clock, sizeof(info->clock), "perf"); /* default clock */
}

/* Returns true if @r was set to a record. */
static bool take_line(struct mt_source *src, struct mt_span text, struct mt_line *line,
		      struct mt_record *r)
{
	struct text *t = src->priv;
	struct mt_owner *owner;

	switch (line->kind) {
	case MT_LINE_EVENT:
		return emit_event(src, line, r);
	case MT_LINE_GRAPH:
		fill_graph_task(t, line);
		return emit_graph(src, line, r);
	case MT_LINE_STACK:
		t->stack_of = mt_owner_of(&t->owners, line->cpu);
		t->skip_frames = line->user_stack;
		return false;
	case MT_LINE_FRAME:
		if (!t->skip_frames && !line->note)
			add_frame(src, line);
		return false;
	case MT_LINE_LOST:
		mt_stats_lose(src->stats, line->cpu, line->lost);
		return false;
	case MT_LINE_SWITCH:
		owner = mt_owner_of(&t->tasks, line->cpu);
		if (owner) {
			set_task(r, line);
			r->system = r->name = mt_span(NULL, 0);
			r->event = MT_EV_OTHER;
			r->ts = src->stats->last_ts;
			mt_owner_set(owner, r);
		}
		return false;
	case MT_LINE_NOTHING:
		if (line->overwritten)
			mt_stats_lose(src->stats, -1, line->overwritten);
		return false;
	case MT_LINE_BAD:
		break;
	}
	mt_stats_problem(src->stats, t->lines.number, "%s", line->why);
	if (!t->first_bad) {
		t->first_bad = t->lines.number;
		mt_text_quote(text, t->quote, sizeof(t->quote));
	}
	return false;
}

/* At the end: whether nothing in the whole text was understood. */
static bool nothing_understood(struct mt_source *src)
{
	const struct mt_stats *stats = src->stats;
	struct text *t = src->priv;

	if (!t->first_bad || stats->events || stats->calls || mt_stats_least_lost(stats))
		return false;
	mt_error_set(src->err,
		     "%s: none of its %llu lines was understood; the first is line %llu, \"%s\": %s",
		     src->path, (unsigned long long)stats->malformed,
		     (unsigned long long)t->first_bad, t->quote, stats->problems[0].why);
	return true;
}

static int text_next(struct mt_source *src, struct mt_record *r)
{
	struct text *t = src->priv;
	struct mt_span text;
	struct mt_line line;
	int rc;

	while ((rc = mt_text_lines_next(&t->lines, &text)) > 0) {
		mt_line_scan(text, &line);
		if (line.kind != MT_LINE_FRAME && t->frames.nr) {
			mt_text_lines_unget(&t->lines);
			if (finish_stack(src, r))
				return 1;
			continue;
		}
		if (t->lines.cut)
			mt_stats_problem(src->stats, t->lines.number,
					 "line longer than %d bytes, truncated", MT_LINE_MAX);
		take_dialect(src, t, &line);
		if (line.kind == MT_LINE_NOTHING)
			take_comment(&src->info, text);
		if (take_line(src, text, &line, r))
			return 1;
	}
	if (rc < 0) {
		mt_error_set(src->err, "%s: line %llu: %s", src->path,
			     (unsigned long long)t->lines.number + 1, strerror(errno));
		return -1;
	}
	if (finish_stack(src, r))
		return 1;
	return nothing_understood(src) ? -1 : 0;
}

static void text_close(struct mt_source *src)
{
	struct text *t = src->priv;

	if (!t)
		return;
	mt_text_lines_fini(&t->lines);
	free(t->fields);
	mt_kallsyms_free(t->symbols);
	free(t->owners.slot);
	free(t->tasks.slot);
	free(t);
	src->priv = NULL;
}

const struct mt_source_ops mt_source_text = {
	.kind = "trace text",
	.match = text_match,
	.open = text_open,
	.next = text_next,
	.close = text_close,
};
