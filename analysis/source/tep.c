// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decodes binary records with libtraceevent.
 *
 * An event of this series is formatted with the format description in the recording, and the result
 * is then parsed like text. Binary and text recordings thus have the same semantics, symbolic names
 * are included, and a key is found by its printed name, regardless of the name of the field. Other
 * events are formatted only on request.
 */
#include "analysis/source/tep.h"

#include <stdlib.h>

#include "analysis/base/events.h"
#include "analysis/base/memory.h"
#include "analysis/source/text_scan.h"

/* type, flags, preemption count and task: the fields of all events */
#define COMMON_SIZE 8

void mt_tep_init(struct mt_tep *t, struct tep_handle *tep)
{
	*t = (struct mt_tep){ .tep = tep };
	trace_seq_init(&t->seq);
	trace_seq_init(&t->fields);
	t->stack = tep_find_event_by_name(tep, "ftrace", "kernel_stack");
	t->user_stack = tep_find_event_by_name(tep, "ftrace", "user_stack");
	t->entry = tep_find_event_by_name(tep, "ftrace", "funcgraph_entry");
	t->exit = tep_find_event_by_name(tep, "ftrace", "funcgraph_exit");
	if (t->stack)
		t->stack_caller = tep_find_field(t->stack, "caller");
}

void mt_tep_fini(struct mt_tep *t)
{
	if (!t->tep)
		return;
	trace_seq_destroy(&t->seq);
	trace_seq_destroy(&t->fields);
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

/* An ftrace:kernel_stack record contains addresses up to its end. */
static bool take_stack(struct mt_source *src, struct mt_tep *t, struct mt_owner *owner,
		       struct tep_record *rec, struct mt_record *r)
{
	int size = tep_get_long_size(t->tep);
	unsigned long long end;

	if (!owner->valid || !t->stack_caller) {
		src->stats->orphan_stacks++;
		return false;
	}
	end = size == 8 ? ~0ULL : 0xffffffffULL;
	t->frames.nr = t->frames.nr_unresolved = 0;
	for (int at = t->stack_caller->offset; at + size <= rec->size; at += size) {
		unsigned long long addr = tep_read_number(t->tep, (char *)rec->data + at, size);

		if (addr == end)
			break;
		if (addr)
			mt_frames_add(src, &t->frames, mt_line_func_name(function(t->tep, addr)),
				      true);
	}
	if (!t->frames.nr)
		return false;
	mt_owner_stack(src, owner, &t->frames, r);
	return true;
}

static bool take_call(struct mt_source *src, struct mt_tep *t, struct tep_event *event,
		      struct tep_record *rec, struct mt_record *r)
{
	unsigned long long func = 0, depth = 0, begin, end;
	struct mt_span name;

	if (!number(event, "func", rec, &func) || !number(event, "depth", rec, &depth)) {
		mt_stats_problem(src->stats, 0, "%s without func and depth", event->name);
		return false;
	}
	name = mt_line_func_name(function(t->tep, func));
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

static void render(struct mt_tep *t, struct tep_record *rec, struct mt_record *r)
{
	trace_seq_reset(&t->seq);
	tep_print_event(t->tep, &t->seq, rec, "%s", TEP_PRINT_INFO);
	trace_seq_terminate(&t->seq);
	mt_mem_ok(t->seq.state != TRACE_SEQ__MEM_ALLOC_FAILED);
	r->text = mt_span_trim(mt_span_z(t->seq.buffer));
	/* some formats end with a line feed */
	while (r->text.len && r->text.p[r->text.len - 1] == '\n')
		r->text.len--;
	r->text = mt_span_trim(r->text);
}

/* Set the fields of the record by name, without the fields that all events have. */
static void take_fields(struct mt_tep *t, struct tep_event *event, struct tep_record *rec,
			struct mt_record *r)
{
	struct tep_format_field **fields = tep_event_fields(event);

	trace_seq_reset(&t->fields);
	for (unsigned int i = 0; fields && fields[i]; i++) {
		trace_seq_puts(&t->fields, fields[i]->name);
		trace_seq_putc(&t->fields, '\0');
		tep_print_field_content(&t->fields, rec->data, rec->size, fields[i]);
		trace_seq_putc(&t->fields, '\0');
	}
	free(fields);
	trace_seq_terminate(&t->fields);
	mt_mem_ok(t->fields.state != TRACE_SEQ__MEM_ALLOC_FAILED);
	r->fields = mt_span(t->fields.buffer, t->fields.len);
}

/* Where a dynamic field has its data, according to the record. */
static void find_data(const struct tep_format_field *f, unsigned long long location, size_t *at,
		      size_t *len)
{
	*at = location & 0xffff;
	*len = location >> 16 & 0xffff;
	if (f->flags & TEP_FIELD_IS_RELATIVE)
		*at += (size_t)f->offset + (size_t)f->size;
}

/*
 * Does the record contain all fields of its event? libtraceevent reads them without a check, and
 * strings up to their zero byte. Call stacks may be shorter than their format.
 */
static bool is_whole(const struct mt_tep *t, const struct tep_event *event,
		     const struct tep_record *rec)
{
	const char *data = rec->data;
	const size_t size = (size_t)rec->size;

	if (event == t->stack || event == t->user_stack)
		return true;
	for (struct tep_format_field *f = event->format.fields; f; f = f->next) {
		size_t at = (size_t)f->offset, len = (size_t)f->size;

		if (at + len > size)
			return false;
		if (!(f->flags & TEP_FIELD_IS_DYNAMIC))
			continue;
		find_data(f, tep_read_number(t->tep, data + at, f->size), &at, &len);
		if (at + len > size ||
		    (f->flags & TEP_FIELD_IS_STRING && (!len || data[at + len - 1])))
			return false;
	}
	return true;
}

bool mt_tep_take(struct mt_source *src, struct mt_tep *t, struct mt_owner *owner,
		 struct tep_record *rec, struct mt_record *r)
{
	struct tep_event *event = rec->size < COMMON_SIZE ? NULL :
							    tep_find_event_by_record(t->tep, rec);

	if (rec->missed_events)
		mt_stats_lose(src->stats, rec->cpu,
			      rec->missed_events > 0 ? (uint64_t)rec->missed_events : 0);
	if (rec->size < COMMON_SIZE || (event && !is_whole(t, event, rec))) {
		mt_stats_problem(src->stats, 0,
				 "cpu %d, file offset %llu: record of %d bytes, too short for %s",
				 rec->cpu, rec->offset, rec->size,
				 event ? event->name : "any event");
		return false;
	}
	if (!event) {
		mt_stats_problem(src->stats, 0,
				 "cpu %d, file offset %llu: record of unknown type %d", rec->cpu,
				 rec->offset, tep_data_type(t->tep, rec));
		return false;
	}
	r->ts = rec->ts;
	r->cpu = rec->cpu;
	r->pid = tep_data_pid(t->tep, rec);
	r->irq = tep_data_flags(t->tep, rec) & (TRACE_FLAG_HARDIRQ | TRACE_FLAG_SOFTIRQ);
	r->comm = mt_span_z(tep_data_comm_from_pid(t->tep, r->pid));
	if (mt_span_eq(r->comm, "<...>"))
		r->comm = mt_span(NULL, 0);
	r->system = mt_span_z(event->system);
	r->name = mt_span_z(event->name);
	r->text = r->fields = mt_span(NULL, 0);
	if (event == t->stack)
		return take_stack(src, t, owner, rec, r);
	if (event == t->user_stack)
		return false;
	if (event == t->entry || event == t->exit)
		return take_call(src, t, event, rec, r);
	if (src->opts->formatted || mt_event_find(r->name) != MT_EV_OTHER ||
	    mt_event_is_stock(r->name))
		render(t, rec, r);
	if (src->opts->formatted)
		take_fields(t, event, rec, r);
	mt_source_event(src, r, 0);
	mt_owner_set(owner, r);
	return true;
}
