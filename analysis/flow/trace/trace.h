/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets up tracing for one command, and restores the settings afterwards. */
#ifndef MLX5TRACE_FLOW_TRACE_H
#define MLX5TRACE_FLOW_TRACE_H

#include "analysis/flow/trace/buffers.h"

/*
 * Select the drivers to trace: @modules or, if there are none, the drivers of all network
 * devices. This changes nothing in the kernel. Returns false with @err set on failure.
 */
bool flow_trace_find(struct flow_trace *t, const char *const *modules, unsigned int nr,
		     struct mt_error *err);

/*
 * Prepare to trace the waiting process @pid; nothing is recorded yet. On failure, all changes are
 * reverted, and false is returned with @err set.
 */
bool flow_trace_prepare(struct flow_trace *t, int pid, unsigned int buffer_kb,
			struct mt_error *err);

/* Restore all settings. Returns false with @err set on failure. */
bool flow_trace_end(struct flow_trace *t, struct mt_error *err);
void flow_trace_free(struct flow_trace *t);

#endif
