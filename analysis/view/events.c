// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/events.h"

#include "analysis/base/util.h"

static void print_event(const struct mt_view *v, const struct mt_event_kept *e)
{
	char *text = mt_span_clean(mt_span_z(e->text));
	char cpu[16] = "cpu -";

	if (e->cpu >= 0)
		snprintf(cpu, sizeof(cpu), "cpu %d", e->cpu);
	fprintf(v->to.out, "%s  %s  %s\n", mt_fmt_time(&v->to, e->ts).text, cpu,
		mt_fmt_task(e->comm, e->pid).text);
	if (text)
		mt_paragraph(&v->to, 4, "%s%s%s%s%s", e->system, *e->system ? ":" : "", e->name,
			     *text ? " " : "", text);
	mt_store_touch(sizeof(*e) + strlen(e->text) + e->nr_fields);
	free(text);
}

void mt_text_events(const struct mt_view *v)
{
	if (!v->events->list.nr)
		fprintf(v->to.out, "  No such event was recorded.\n");
	else
		fputc('\n', v->to.out);
	for (unsigned int i = 0; i < v->events->list.nr; i++)
		print_event(v, &v->events->list.at[i]);
}

MT_GETTER(event_ts, struct mt_event_kept, mt_value_count(at->ts))
MT_GETTER(event_cpu, struct mt_event_kept, mt_value_number(at->cpu))
MT_GETTER(event_comm, struct mt_event_kept, mt_value_text(at->comm))
MT_GETTER(event_pid, struct mt_event_kept, mt_value_number(at->pid))
MT_GETTER(event_system, struct mt_event_kept, mt_value_text(at->system))
MT_GETTER(event_name, struct mt_event_kept, mt_value_text(at->name))
MT_GETTER(event_line, struct mt_event_kept, mt_value_if(at->line, (int64_t)at->line))
MT_GETTER(event_text, struct mt_event_kept, mt_value_text(at->text))

static struct mt_value event_fields(const struct mt_row *row)
{
	const char **pairs;
	size_t nr = mt_event_fields(row->at, &pairs);

	return (struct mt_value){ .known = nr,
				  .number = (int64_t)nr,
				  .texts = pairs,
				  .made = pairs };
}

static const struct mt_column columns[] = {
	MT_COL("time_ns", COUNT, event_ts, BOTH),     MT_COL("cpu", NUMBER, event_cpu, BOTH),
	MT_COL("comm", TEXT, event_comm, BOTH),	      MT_COL("pid", NUMBER, event_pid, BOTH),
	MT_COL("system", TEXT, event_system, BOTH),   MT_COL("event", TEXT, event_name, BOTH),
	MT_COL("line", NUMBER, event_line, BOTH),     MT_COL("text", TEXT, event_text, BOTH),
	MT_COL("fields", FIELDS, event_fields, BOTH),
};

static void events_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_events *m = up->v->events;

	*list = (struct mt_list){ .at = m->list.at, .nr = m->list.nr, .size = sizeof(*m->list.at) };
}

const struct mt_table mt_table_events = { MT_COLUMNS(columns), .list = events_of };

static const struct mt_column part_columns[] = {
	{ "trace_events", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_events },
};

const struct mt_table mt_part_events = { MT_COLUMNS(part_columns) };
