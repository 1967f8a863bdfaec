// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/read.h"

#include <errno.h>
#include <unistd.h>
#include <stdlib.h>

#include "analysis/flow/decode/decode.h"
#include "analysis/base/memory.h"
#include "analysis/base/util.h"

struct reader {
	struct flow_records *out;
	struct flow_decoder *decoder;
	enum flow_buffer from;
	bool failed;
};

static int take(struct tep_event *event, struct tep_record *record, int cpu, void *data)
{
	struct reader *reader = data;
	struct flow_record r, *slot;

	if (!flow_decode(reader->decoder, reader->from, event, record, cpu, &r))
		return 0;
	slot = mt_vec_add(&reader->out->list);
	if (!slot) {
		reader->failed = true;
		return 1;
	}
	*slot = r;
	slot->order = reader->out->list.nr;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct flow_record *x = a, *y = b;

	if (x->ts != y->ts)
		return x->ts < y->ts ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static uint64_t lost(struct tracefs_instance *instance)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	uint64_t sum = 0;

	for (int cpu = 0; cpu < cpus; cpu++) {
		struct tracefs_buffer_stat *stat = mt_mem(tracefs_instance_get_stat(instance, cpu));

		if (!stat)
			continue;
		if (tracefs_buffer_stat_overrun(stat) > 0)
			sum += (uint64_t)tracefs_buffer_stat_overrun(stat);
		if (tracefs_buffer_stat_dropped_events(stat) > 0)
			sum += (uint64_t)tracefs_buffer_stat_dropped_events(stat);
		tracefs_instance_put_stat(stat);
	}
	return sum;
}

/* Parse only the required formats, as parsing the hundreds of others takes seconds. */
static struct tep_handle *formats(void)
{
	static const char *const systems[] = { "ftrace", "raw_syscalls", "workqueue", "irq",
					       "timer",	 "capability",	 "mlx5",      FLOW_GROUP };
	struct tep_handle *tep = mt_mem(tep_alloc());

	if (!tep || tracefs_load_headers(NULL, tep) < 0) {
		tep_free(tep);
		return NULL;
	}
	for (size_t s = 0; s < ARRAY_SIZE(systems); s++) {
		char **events = mt_mem(tracefs_system_events(NULL, systems[s]));

		for (int i = 0; events && events[i]; i++) {
			int size = 0;
			char *format = mt_mem(tracefs_event_file_read(NULL, systems[s], events[i],
								      "format", &size));

			if (format)
				mt_mem_ok(tep_parse_event(tep, format, (unsigned long)size,
							  systems[s]) !=
					  TEP_ERRNO__MEM_ALLOC_FAILED);
			free(format);
		}
		tracefs_list_free(events);
	}
	tracefs_load_cmdlines(NULL, tep);
	return tep;
}

bool flow_read(struct flow_records *out, struct flow_trace *t, struct mt_error *err)
{
	struct tep_handle *tep;
	struct reader reader = { .out = out };
	bool unread = false;

	out->texts = mt_strpool_new();
	tep_set_loglevel(TEP_LOG_NONE);
	tep = formats();
	if (!tep || !out->texts) {
		mt_error_set(err, "the formats of the events cannot be read: %s", strerror(errno));
		return false;
	}
	reader.decoder = flow_decoder_new(t, tep, out->texts);
	for (int i = 0; reader.decoder && i < FLOW_BUFFER_NR; i++) {
		if (!flow_trace_has(t, i))
			continue;
		reader.from = i;
		out->lost += lost(t->buffer[i]);
		if (tracefs_iterate_raw_events(tep, t->buffer[i], NULL, 0, take, &reader) < 0)
			unread = true;
	}
	if (!reader.decoder || reader.failed)
		mt_error_set(err, "out of memory");
	else if (unread)
		mt_error_set(err, "a trace buffer cannot be read: %s", strerror(errno));
	else if (out->list.nr)
		qsort(out->list.at, out->list.nr, sizeof(*out->list.at), by_time);
	flow_decoder_free(reader.decoder);
	tep_free(tep);
	return reader.decoder && !reader.failed && !unread;
}

void flow_records_free(struct flow_records *r)
{
	free(r->list.at);
	mt_strpool_free(r->texts);
}
