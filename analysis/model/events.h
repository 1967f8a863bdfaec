/* SPDX-License-Identifier: GPL-2.0-only */
/* Each event of a recording, of any trace system, as it is. */
#ifndef MLX5TRACE_EVENTS_MODEL_H
#define MLX5TRACE_EVENTS_MODEL_H

#include "analysis/base/vec.h"
#include "analysis/model/model.h"

/* An event; its texts are in the model's one buffer, at these offsets. */
struct mt_event_kept {
	uint64_t ts, line;
	int cpu, pid; /* -1: unknown */
	bool irq;
	const char *comm, *system, *name; /* "" unknown */
	size_t text, fields, nr_fields;	  /* bytes of fields */
};

struct mt_events {
	struct mt_model model;
	const struct mt_query *query;
	MT_VEC(struct mt_event_kept) list;
	char *texts;
	size_t len, room;
};

extern const struct mt_model_ops mt_model_events;

static inline const char *mt_event_text(const struct mt_events *events,
					const struct mt_event_kept *e)
{
	return events->texts + e->text;
}

/*
 * The fields of an event by name: those of its text, if it consists of name=value, otherwise
 * those of its binary record. Pairs of name and value in @pairs, of memory that is freed with
 * it; 0 if they are not known.
 */
size_t mt_event_fields(const struct mt_events *events, const struct mt_event_kept *e,
		       const char ***pairs);

#endif
