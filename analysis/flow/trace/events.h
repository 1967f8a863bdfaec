/* SPDX-License-Identifier: GPL-2.0-only */
/* Enabling of the events and probes of a flow in the instances. */
#ifndef MLX5TRACE_FLOW_EVENTS_H
#define MLX5TRACE_FLOW_EVENTS_H

#include "analysis/flow/trace/buffers.h"

/* Events of this kernel that replace probes: a bit for each flow_probe_use. */
unsigned int flow_events_available(void);

/* @pids: the command and the workers. False with @err set. */
bool flow_events_enable(struct flow_trace *t, const char *pids, struct mt_error *err);

#endif
