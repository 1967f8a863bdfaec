// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/buffers.h"

#include <errno.h>
#include <string.h>

#include "analysis/base/memory.h"

static const char *const instance_names[FLOW_BUFFER_NR] = {
	[FLOW_GRAPH] = "mlx5-flow-calls",
	[FLOW_EVENTS] = "mlx5-flow-events",
	[FLOW_ALL] = "mlx5-flow-all",
	[FLOW_STACKS] = "mlx5-flow-stacks",
};

bool flow_trace_set(struct tracefs_instance *i, const char *file, const char *value,
		    struct mt_error *err)
{
	if (tracefs_instance_file_write(i, file, value) >= 0)
		return true;
	mt_error_set(err, "the kernel rejected '%s' in %s of tracefs: %s", value, file,
		     strerror(errno));
	return false;
}

bool flow_trace_has(const struct flow_trace *t, enum flow_buffer buffer)
{
	return buffer != FLOW_STACKS || t->stack;
}

bool flow_trace_buffers(struct flow_trace *t, struct mt_error *err)
{
	for (int i = 0; i < FLOW_BUFFER_NR; i++)
		if (flow_trace_has(t, i) && !flow_state_instance(t->state, instance_names[i]))
			return mt_mem_ok(false);
	if (!flow_state_save(t->state, err))
		return false;
	for (int i = 0; i < FLOW_BUFFER_NR; i++) {
		if (!flow_trace_has(t, i))
			continue;
		t->buffer[i] = tracefs_instance_create(instance_names[i]);
		if (!t->buffer[i]) {
			mt_error_set(err, "cannot create the trace instance %s: %s",
				     instance_names[i], strerror(errno));
			return false;
		}
		tracefs_trace_off(t->buffer[i]);
	}
	return true;
}

void flow_trace_on(struct flow_trace *t, bool on)
{
	for (int i = 0; i < FLOW_BUFFER_NR; i++) {
		if (!flow_trace_has(t, i))
			continue;
		if (on)
			tracefs_trace_on(t->buffer[i]);
		else
			tracefs_trace_off(t->buffer[i]);
	}
}
