// SPDX-License-Identifier: GPL-2.0-only
/* What the sources share: counting, events of the table, call stacks. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/events.h"
#include "analysis/base/memory.h"
#include "analysis/source/source.h"

void mt_error_set(struct mt_error *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
}

void mt_stats_problem(struct mt_stats *stats, uint64_t line, const char *fmt, ...)
{
	struct mt_problem *problem;
	va_list ap;

	stats->malformed++;
	if (stats->nr_problems == MT_PROBLEMS_KEPT)
		return;
	problem = &stats->problems[stats->nr_problems++];
	problem->line = line;
	va_start(ap, fmt);
	vsnprintf(problem->why, sizeof(problem->why), fmt, ap);
	va_end(ap);
	/* what is quoted from the input must not reach a terminal as it is */
	for (char *p = problem->why; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
}

void mt_stats_lose(struct mt_stats *stats, int cpu, uint64_t count)
{
	if (cpu >= 0 && cpu < 65536 && (unsigned int)cpu >= stats->nr_cpus) {
		unsigned int nr = (unsigned int)cpu + 1;
		struct mt_lost *grown = mt_mem(realloc(stats->cpu, nr * sizeof(*grown)));

		if (grown) {
			memset(grown + stats->nr_cpus, 0, (nr - stats->nr_cpus) * sizeof(*grown));
			stats->cpu = grown;
			stats->nr_cpus = nr;
		}
	}
	if (cpu >= 0 && (unsigned int)cpu < stats->nr_cpus) {
		stats->cpu[cpu].lost += count;
		stats->cpu[cpu].gaps += !count;
	} else {
		stats->lost_anywhere += count;
		stats->gaps_anywhere += !count;
	}
}

uint64_t mt_stats_lost(const struct mt_stats *stats)
{
	uint64_t sum = stats->lost_anywhere;

	for (unsigned int i = 0; i < stats->nr_cpus; i++)
		sum += stats->cpu[i].lost;
	return sum;
}

uint64_t mt_stats_gaps(const struct mt_stats *stats)
{
	uint64_t sum = stats->gaps_anywhere;

	for (unsigned int i = 0; i < stats->nr_cpus; i++)
		sum += stats->cpu[i].gaps;
	return sum;
}

uint64_t mt_stats_least_lost(const struct mt_stats *stats)
{
	return mt_stats_lost(stats) + mt_stats_gaps(stats);
}

void mt_stats_time(struct mt_stats *stats, uint64_t ts)
{
	if (!stats->events && !stats->calls)
		stats->first_ts = ts;
	else if (ts < stats->last_ts)
		stats->backwards++;
	if (ts > stats->last_ts)
		stats->last_ts = ts;
	if (ts < stats->first_ts)
		stats->first_ts = ts;
}

void mt_source_event(struct mt_source *src, struct mt_record *r, uint64_t line)
{
	char why[100];

	r->kind = MT_REC_EVENT;
	r->event = mt_event_find(r->name);
	r->have = 0;
	r->line = line;
	mt_stats_time(src->stats, r->ts);
	src->stats->events++;
	if (r->event == MT_EV_OTHER)
		return;
	src->stats->mlx5++;
	if (!mt_event_decode(r, why, sizeof(why)))
		mt_stats_problem(src->stats, line, "%s", why);
}

void mt_frames_add(struct mt_source *src, struct mt_frames *frames, struct mt_span func,
		   bool kernel)
{
	static const char *const probes[] = { "trace_event_raw_event_", "perf_trace_",
					      "trace_event_buffer_commit", "__traceiter_" };
	const char *name;

	if (kernel && !frames->nr)
		for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
			if (mt_span_starts(func, probes[i]))
				return;
	if (frames->nr == MT_STACK_MAX)
		return;
	if (!func.len)
		func = mt_span_z("[unknown]");
	name = mt_strpool_add(src->names, func);
	if (!name)
		return;
	if (kernel && *name == '[') {
		frames->nr_unresolved++;
		src->stats->unresolved++;
	}
	frames->func[frames->nr] = name;
	frames->kernel[frames->nr++] = kernel;
}

struct mt_owner *mt_owner_of(struct mt_owners *owners, int cpu)
{
	/* slot 0 is for records that do not say their cpu */
	unsigned int i = cpu < 0 || cpu > 65535 ? 0 : (unsigned int)cpu + 1;

	if (i >= owners->nr) {
		struct mt_owner *grown = mt_mem(realloc(owners->slot, (i + 1) * sizeof(*grown)));

		if (!grown)
			return NULL;
		memset(grown + owners->nr, 0, (i + 1 - owners->nr) * sizeof(*grown));
		owners->slot = grown;
		owners->nr = i + 1;
	}
	return &owners->slot[i];
}

static void keep(char *to, size_t size, struct mt_span from)
{
	size_t len = from.len < size ? from.len : size - 1;

	if (len)
		memcpy(to, from.p, len);
	to[len] = '\0';
}

void mt_owner_set(struct mt_owner *owner, const struct mt_record *r)
{
	owner->valid = true;
	owner->pid = r->pid;
	owner->cpu = r->cpu;
	owner->ts = r->ts;
	owner->irq = r->irq;
	owner->event = r->event;
	keep(owner->comm, sizeof(owner->comm), r->comm);
	keep(owner->system, sizeof(owner->system), r->system);
	keep(owner->name, sizeof(owner->name), r->name);
}

void mt_owner_stack(struct mt_source *src, struct mt_owner *owner, const struct mt_frames *frames,
		    struct mt_record *r)
{
	r->kind = MT_REC_STACK;
	r->ts = owner->ts;
	r->cpu = owner->cpu;
	r->pid = owner->pid;
	r->irq = owner->irq;
	r->event = owner->event;
	r->comm = mt_span_z(owner->comm);
	r->system = mt_span_z(owner->system);
	r->name = mt_span_z(owner->name);
	r->text = mt_span(NULL, 0);
	r->have = 0;
	r->stack = (struct mt_stack){ frames->func, frames->kernel, frames->nr,
				      frames->nr_unresolved };
	owner->valid = false;
	src->stats->stacks++;
}
