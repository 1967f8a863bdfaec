/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model analyses the records of one recording. It processes each record once, in order,
 * and keeps only its results. A new model is a header and a source file in this
 * directory.
 */
#ifndef MLX5TRACE_MODEL_H
#define MLX5TRACE_MODEL_H

#include "analysis/base/strpool.h"
#include "analysis/base/texts.h"
#include "analysis/source/recording.h"

/* A time of the trace's clock, including the whole interval of its last digit. */
struct mt_instant {
	bool set;
	const char *text; /* as given */
	uint64_t ns;	  /* of a clock of seconds: "97.810540"; the end of the interval */
	uint64_t since;	  /* its start, in ns */
	uint64_t ticks;	  /* of a clock of ticks: "97810540" */
};

/* False if the string, which is kept, is neither seconds nor ticks. */
bool mt_instant_parse(const char *text, struct mt_instant *instant);

/* Use of operations after their end. */
enum mt_ops_use {
	MT_OPS_KEPT,   /* all are in a list at the end */
	MT_OPS_SUMMED, /* only numbers and durations remain, no evidence */
	MT_OPS_SHOWN,  /* the caller shows and forgets them: mt_ops_forget() */
};

/* Query options of the user. Each model uses the relevant ones. */
struct mt_query {
	const char *event;	/* graph: stacks of this event only */
	const char *from;	/* graph: paths starting at this function */
	const char *through;	/* graph: complete paths through it */
	struct mt_instant at;	/* map: time of the state; not set: end of the recording */
	struct mt_instant diff; /* map: time of the state to compare with */
	const char *host;	/* kernel log: lines of this host only */
	const char *kernel;	/* kernel log: release of the kernel that printed it */
	enum mt_ops_use ops;
};

/* Common head of all models. */
struct mt_model {
	struct mt_strpool *names; /* of tasks, devices, functions */
	struct mt_texts kept;	  /* data that grows with the recording: strings of events ... */
};

/* A zeroed model of this size with a name pool. NULL when out of memory. */
void *mt_model_new(size_t size);

/* Free its names and kept data. */
void mt_model_fini(struct mt_model *model);

/* The name stored in the model; "" when out of memory. */
const char *mt_model_name(struct mt_model *model, struct mt_span text);

struct mt_model_ops {
	const char *name;
	/* NULL when out of memory. @rec is open and not yet read. */
	void *(*create)(const struct mt_recording *rec, const struct mt_query *query);
	void (*record)(void *model, const struct mt_record *r);
	void (*finish)(void *model); /* after the last record */
	void (*destroy)(void *model);
};

#endif
