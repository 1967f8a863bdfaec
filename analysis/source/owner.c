// SPDX-License-Identifier: GPL-2.0-only
/* Associates call stacks with their events. */
#include "analysis/source/source.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

void mt_frames_add(struct mt_source *src, struct mt_frames *frames, struct mt_span func,
		   bool kernel)
{
	static const char *const probes[] = { "trace_event_raw_event_", "perf_trace_",
					      "trace_event_buffer_commit", "__traceiter_" };
	const char *name;

	if (kernel && !frames->nr)
		for (size_t i = 0; i < ARRAY_SIZE(probes); i++)
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
	/* slot 0 is for records without a CPU */
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
