// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace.dat, versions 6 and 7, by libtracecmd and libtraceevent.
 *
 * An event of this series is rendered with the format description that the
 * recording itself carries, and the text is then read as any other text: so
 * binary and text recordings cannot come to mean different things, the names
 * of symbolic fields come with it, and a key is found by the name it is
 * printed under, whatever the field in the record is called. Other events
 * are not rendered.
 */
#include <stdlib.h>

#include <trace-cmd.h>

#include "analysis/events.h"
#include "analysis/source/source.h"
#include "analysis/source/text_line.h"

/* One cpu of one buffer instance: a stream in time order. */
struct stream {
	struct tracecmd_input *handle;
	struct tep_record *head;
	int cpu;
	struct mt_owner owner;	/* a call stack follows its event in the stream */
};

struct tracedat {
	struct tracecmd_input *handle;
	struct tracecmd_input **instances;
	int nr_instances;
	struct stream *streams;
	int nr_streams;
	struct tep_record *current;
	struct trace_seq seq;
	struct mt_frames frames;
	struct tep_event *stack, *entry, *exit, *user_stack;
	struct tep_format_field *stack_caller;
};

static bool tracedat_match(struct mt_span head)
{
	return mt_span_starts(head, "\x17\x08\x44tracing");
}

static void tracedat_close(struct mt_source *src)
{
	struct tracedat *t = src->priv;

	if (!t)
		return;
	if (t->current)
		tracecmd_free_record(t->current);
	for (int i = 0; i < t->nr_streams; i++)
		if (t->streams[i].head)
			tracecmd_free_record(t->streams[i].head);
	for (int i = 0; i < t->nr_instances; i++)
		tracecmd_close(t->instances[i]);
	if (t->handle)
		tracecmd_close(t->handle);
	trace_seq_destroy(&t->seq);
	free(t->instances);
	free(t->streams);
	free(t);
	src->priv = NULL;
}

static bool add_streams(struct tracedat *t, struct tracecmd_input *handle)
{
	int cpus = tep_get_cpus(tracecmd_get_tep(handle));
	struct stream *grown;

	if (cpus <= 0)
		return true;
	grown = realloc(t->streams, (size_t)(t->nr_streams + cpus) * sizeof(*grown));
	if (!grown)
		return false;
	t->streams = grown;
	for (int cpu = 0; cpu < cpus; cpu++)
		grown[t->nr_streams++] = (struct stream){
			.handle = handle, .cpu = cpu,
			.head = tracecmd_read_data(handle, cpu),
		};
	return true;
}

static bool add_instances(struct tracedat *t)
{
	int nr = tracecmd_buffer_instances(t->handle);

	if (nr <= 0)
		return true;
	t->instances = calloc((size_t)nr, sizeof(*t->instances));
	if (!t->instances)
		return false;
	for (int i = 0; i < nr; i++) {
		struct tracecmd_input *instance = tracecmd_buffer_instance_handle(t->handle, i);

		if (!instance)
			continue;
		t->instances[t->nr_instances++] = instance;
		if (!add_streams(t, instance))
			return false;
	}
	return true;
}

/*
 * In two steps, for tracecmd_open() crashes on a file that ends within its data:
 * that of trace-cmd 3.3.1 closes the half made handle, which it cannot. So that is not
 * closed here either.
 */
static struct tracecmd_input *open_handle(const char *path, const char **what)
{
	struct tracecmd_input *handle = tracecmd_open_head(path, TRACECMD_FL_LOAD_NO_PLUGINS);

	*what = "header";
	if (!handle)
		return NULL;
	*what = "data";
	return tracecmd_init_data(handle) ? NULL : handle;
}

static bool tracedat_open(struct mt_source *src, struct mt_lines *lines)
{
	struct tracedat *t = calloc(1, sizeof(*t));
	struct tep_handle *tep;
	const char *what;

	(void)lines;
	if (!t) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	src->priv = t;
	trace_seq_init(&t->seq);
	/* its messages name no file; ours does */
	tracecmd_set_loglevel(TEP_LOG_NONE);
	tep_set_loglevel(TEP_LOG_NONE);
	t->handle = open_handle(src->path, &what);
	if (!t->handle) {
		mt_error_set(src->err, "%s: begins as a trace.dat but is truncated or corrupt: libtracecmd cannot read its %s",
			     src->path, what);
		return false;
	}
	if (!add_streams(t, t->handle) || !add_instances(t)) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	tep = tracecmd_get_tep(t->handle);
	t->stack = tep_find_event_by_name(tep, "ftrace", "kernel_stack");
	t->user_stack = tep_find_event_by_name(tep, "ftrace", "user_stack");
	t->entry = tep_find_event_by_name(tep, "ftrace", "funcgraph_entry");
	t->exit = tep_find_event_by_name(tep, "ftrace", "funcgraph_exit");
	if (t->stack)
		t->stack_caller = tep_find_field(t->stack, "caller");
	return true;
}

/* The oldest record that waits at the head of a stream. */
static struct stream *oldest(struct tracedat *t)
{
	struct stream *best = NULL;

	for (int i = 0; i < t->nr_streams; i++) {
		struct stream *s = &t->streams[i];

		if (s->head && (!best || s->head->ts < best->head->ts))
			best = s;
	}
	return best;
}

static bool number(struct tep_event *event, const char *field, struct tep_record *rec,
		   unsigned long long *value)
{
	return !tep_get_field_val(NULL, event, field, rec, value, 0);
}

static struct mt_span function(struct tep_handle *tep, unsigned long long addr)
{
	return mt_span_z(tep_find_function(tep, addr));
}

/* ftrace:kernel_stack holds the addresses up to the end of the record. */
static bool take_stack(struct mt_source *src, struct stream *s, struct tep_record *rec,
		       struct mt_record *r)
{
	struct tracedat *t = src->priv;
	struct tep_handle *tep = tracecmd_get_tep(s->handle);
	int size = tep_get_long_size(tep);
	unsigned long long end;

	if (!s->owner.valid || !t->stack_caller) {
		src->stats->orphan_stacks++;
		return false;
	}
	end = size == 8 ? ~0ULL : 0xffffffffULL;
	t->frames.nr = t->frames.nr_unresolved = 0;
	for (int at = t->stack_caller->offset; at + size <= rec->size; at += size) {
		unsigned long long addr = tep_read_number(tep, (char *)rec->data + at, size);

		if (addr == end)
			break;
		if (addr)
			mt_frames_add(src, &t->frames, mt_line_func_name(function(tep, addr)), true);
	}
	if (!t->frames.nr)
		return false;
	mt_owner_stack(src, &s->owner, &t->frames, r);
	return true;
}

static bool take_call(struct mt_source *src, struct tep_handle *tep, struct tep_event *event,
		      struct tep_record *rec, struct mt_record *r)
{
	struct tracedat *t = src->priv;
	unsigned long long func = 0, depth = 0, begin, end;
	struct mt_span name;

	if (!number(event, "func", rec, &func) || !number(event, "depth", rec, &depth)) {
		mt_stats_problem(src->stats, 0, "%s without func and depth", event->name);
		return false;
	}
	name = mt_line_func_name(function(tep, func));
	if (!name.len)
		src->stats->unresolved++;
	r->kind = event == t->entry ? MT_REC_CALL : MT_REC_RETURN;
	r->leaf = false;
	r->func = mt_strpool_add(src->names, name.len ? name : mt_span_z("[unknown]"));
	r->depth = (int)depth;
	r->duration = MT_DURATION_UNKNOWN;
	if (r->kind == MT_REC_RETURN && number(event, "calltime", rec, &begin) &&
	    number(event, "rettime", rec, &end) && end >= begin)
		r->duration = end - begin;
	r->event = MT_EV_OTHER;
	r->have = 0;
	mt_stats_time(src->stats, r->ts);
	src->stats->calls += r->kind == MT_REC_CALL;
	return r->func != NULL;
}

static void render(struct tracedat *t, struct tep_handle *tep, struct tep_record *rec,
		   struct mt_record *r)
{
	trace_seq_reset(&t->seq);
	tep_print_event(tep, &t->seq, rec, "%s", TEP_PRINT_INFO);
	trace_seq_terminate(&t->seq);
	r->text = mt_span_trim(mt_span_z(t->seq.buffer));
}

/* True when the record became one of ours. */
static bool take_record(struct mt_source *src, struct stream *s, struct tep_record *rec,
			struct mt_record *r)
{
	struct tracedat *t = src->priv;
	struct tep_handle *tep = tracecmd_get_tep(s->handle);
	struct tep_event *event = tep_find_event_by_record(tep, rec);

	if (rec->missed_events)
		mt_stats_lose(src->stats, rec->cpu,
			      rec->missed_events > 0 ? (uint64_t)rec->missed_events : 0);
	if (!event) {
		mt_stats_problem(src->stats, 0, "cpu %d, file offset %llu: record of unknown type %d",
				 rec->cpu, rec->offset, tep_data_type(tep, rec));
		return false;
	}
	r->ts = rec->ts;
	r->cpu = rec->cpu;
	r->pid = tep_data_pid(tep, rec);
	r->irq = tep_data_flags(tep, rec) & (TRACE_FLAG_HARDIRQ | TRACE_FLAG_SOFTIRQ);
	r->comm = mt_span_z(tep_data_comm_from_pid(tep, r->pid));
	if (mt_span_eq(r->comm, "<...>"))
		r->comm = mt_span(NULL, 0);
	r->system = mt_span_z(event->system);
	r->name = mt_span_z(event->name);
	r->text = mt_span(NULL, 0);
	if (event == t->stack)
		return take_stack(src, s, rec, r);
	if (event == t->user_stack)
		return false;
	if (event == t->entry || event == t->exit)
		return take_call(src, tep, event, rec, r);
	if (mt_event_find(r->name) != MT_EV_OTHER)
		render(t, tep, rec, r);
	mt_source_event(src, r, 0);
	mt_owner_set(&s->owner, r);
	return true;
}

static int tracedat_next(struct mt_source *src, struct mt_record *r)
{
	struct tracedat *t = src->priv;
	struct stream *s;

	while ((s = oldest(t))) {
		if (t->current)
			tracecmd_free_record(t->current);
		t->current = s->head;
		s->head = tracecmd_read_data(s->handle, s->cpu);
		if (take_record(src, s, t->current, r))
			return 1;
	}
	return 0;
}

const struct mt_source_ops mt_source_tracedat = {
	.kind = "trace.dat",
	.match = tracedat_match,
	.open = tracedat_open,
	.next = tracedat_next,
	.close = tracedat_close,
	.needs_file = true,
};
