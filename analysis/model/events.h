/* SPDX-License-Identifier: GPL-2.0-only */
/* Each event of a recording, of any trace system, as it is. */
#ifndef MLX5TRACE_EVENTS_MODEL_H
#define MLX5TRACE_EVENTS_MODEL_H

#include "analysis/base/longlist.h"
#include "analysis/model/model.h"

/* An event; its strings are kept by the model. */
struct mt_event_kept {
	uint64_t ts, line;
	int cpu, pid; /* -1: unknown */
	bool irq;
	const char *comm, *system, *name; /* "" unknown */
	const char *text, *fields;
	size_t nr_fields; /* bytes of fields */
};

struct mt_events {
	struct mt_model model;
	const struct mt_query *query;
	MT_LONG(struct mt_event_kept) list;
};

extern const struct mt_model_ops mt_model_events;

/*
 * The fields of an event by name: those of its text, if it consists of name=value, otherwise
 * those of its binary record. Pairs of name and value in @pairs, in memory that is freed with it; 0
 * if they are not known.
 */
size_t mt_event_fields(const struct mt_event_kept *e, const char ***pairs);

#endif
