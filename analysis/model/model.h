/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model makes sense of the records of one recording. It sees each record
 * once, in order, and keeps only what it concludes. A new one is a header and
 * a file of its own in this folder.
 */
#ifndef MLX5TRACE_MODEL_H
#define MLX5TRACE_MODEL_H

#include "analysis/base/strpool.h"
#include "analysis/source/recording.h"

/* A time of the trace's clock. As a time is shown, all of its last digit counts. */
struct mt_instant {
	bool set;
	uint64_t ns;	/* of a clock of time: "97.810540" */
	uint64_t ticks; /* of one that counts: "97810540" */
};

/* False when the text is neither seconds nor a count. */
bool mt_instant_parse(const char *text, struct mt_instant *instant);

/* What the user wants to see. Models take what concerns them. */
struct mt_query {
	const char *event;	/* graph: stacks of this event only */
	const char *from;	/* graph: paths from this function on */
	const char *through;	/* graph: whole paths that pass through it */
	struct mt_instant at;	/* map: at this instant; not set: at the end */
	struct mt_instant diff; /* map: the other one to compare it with */
};

/* What every model begins with. */
struct mt_model {
	struct mt_strpool *names; /* of tasks, devices, functions */
};

/* A zeroed model of this size with its names. NULL when memory is short. */
void *mt_model_new(size_t size);

/* The name kept by the model; "" when memory is short. */
const char *mt_model_name(struct mt_model *model, struct mt_span text);

struct mt_model_ops {
	const char *name;
	/* NULL when memory is short. @rec is open and not yet read. */
	void *(*create)(const struct mt_recording *rec, const struct mt_query *query);
	void (*record)(void *model, const struct mt_record *r);
	void (*finish)(void *model); /* after the last record */
	void (*destroy)(void *model);
};

#endif
