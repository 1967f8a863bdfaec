/* SPDX-License-Identifier: GPL-2.0-only */
/* Enables the events and probes of a flow in the instances. */
#ifndef MLX5TRACE_FLOW_EVENTS_H
#define MLX5TRACE_FLOW_EVENTS_H

#include "analysis/flow/trace/buffers.h"

/*
 * Returns the probes that events of this kernel replace, as a bit for each flow_probe_use.
 * Without @locks no probe of locks is needed.
 */
unsigned int flow_events_available(bool locks);

/* @pids are the command and the workers. Returns false with @err set on failure. */
bool flow_events_enable(struct flow_trace *t, const char *pids, struct mt_error *err);

#endif
