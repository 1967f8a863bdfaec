/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel is set to trace one command, and all is put back. */
#ifndef MLX5TRACE_FLOW_TRACE_H
#define MLX5TRACE_FLOW_TRACE_H

#include "analysis/flow/trace/buffers.h"

/*
 * The drivers whose calls are traced: @modules, or those of all network devices when
 * there is none. False with @err set; nothing is changed.
 */
bool flow_trace_find(struct flow_trace *t, const char *const *modules, unsigned int nr,
		     struct mt_error *err);

/*
 * Make all ready for the process @pid, which waits; nothing is recorded yet.
 * False with @err set: all is as it was.
 */
bool flow_trace_prepare(struct flow_trace *t, int pid, unsigned int buffer_kb,
			struct mt_error *err);

/* Put all back. False with @err set. */
bool flow_trace_end(struct flow_trace *t, struct mt_error *err);
void flow_trace_free(struct flow_trace *t);

#endif
