/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of all events of a recording, of any trace system. */
#ifndef MLX5TRACE_EVENTS_MODEL_H
#define MLX5TRACE_EVENTS_MODEL_H

#include "analysis/base/longlist.h"
#include "analysis/model/model.h"

/* An event. Its strings are owned by the model. */
struct mt_event_kept {
	uint64_t ts, line;
	int cpu, pid; /* -1 if unknown */
	bool irq;
	const char *comm, *system, *name; /* "" if unknown */
	const char *text, *fields;
	size_t nr_fields; /* size of fields in bytes */
};

struct mt_events {
	struct mt_model model;
	const struct mt_query *query;
	MT_LONG(struct mt_event_kept) list;
};

extern const struct mt_model_ops mt_model_events;

/*
 * The fields of an event by name. They are taken from the text of the event if it consists of
 * name=value, otherwise from its binary record. @pairs is set to pairs of names and values, which
 * are freed together with it. Returns the number of names and values; 0 if they are not known.
 */
size_t mt_event_fields(const struct mt_event_kept *e, const char ***pairs);

#endif
