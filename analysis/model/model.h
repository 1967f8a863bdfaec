/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model analyses the records of a single recording. It processes each record once, in order, and
 * only keeps its results. A new model requires a header and a source file in this directory.
 */
#ifndef MLX5TRACE_MODEL_H
#define MLX5TRACE_MODEL_H

#include "analysis/base/strpool.h"
#include "analysis/base/texts.h"
#include "analysis/source/recording.h"

/* A time of the trace's clock. It stands for the whole interval of its last digit. */
struct mt_instant {
	bool set;
	const char *text; /* the string as given by the user */
	uint64_t ns;	  /* if the clock counts seconds, as in "97.810540": end of the interval */
	uint64_t since;	  /* start of the interval, in ns */
	uint64_t ticks;	  /* if the clock counts ticks, as in "97810540" */
};

/* Returns false if the string is neither seconds nor ticks. The string is not copied. */
bool mt_instant_parse(const char *text, struct mt_instant *instant);

/* How operations are used after their end. */
enum mt_ops_use {
	MT_OPS_KEPT,   /* all operations are in a list at the end */
	MT_OPS_SUMMED, /* only numbers and durations are kept, but no evidence */
	MT_OPS_SHOWN,  /* the caller shows and then forgets operations: mt_ops_forget() */
};

/* Query options given by the user. Each model uses the options that are relevant to it. */
struct mt_query {
	const char *event;	/* graph: only stacks of this event */
	const char *from;	/* graph: paths that start at this function */
	const char *through;	/* graph: complete paths through this function */
	struct mt_instant at;	/* map: time of the state; if not set, the end of the recording */
	struct mt_instant diff; /* map: time of the state to compare with */
	const char *host;	/* kernel log: only lines from this host */
	const char *kernel;	/* kernel log: release of the kernel that printed the log */
	enum mt_ops_use ops;
};

/* The common head of all models. */
struct mt_model {
	struct mt_strpool *names; /* names of tasks, devices and functions */
	struct mt_texts kept;	  /* data that grows with the recording, such as event strings */
};

/* A zeroed model of this size with a name pool; NULL when out of memory. */
void *mt_model_new(size_t size);

/* Free the names and the kept data of the model. */
void mt_model_fini(struct mt_model *model);

/* The name stored in the model; "" when out of memory. */
const char *mt_model_name(struct mt_model *model, struct mt_span text);

struct mt_model_ops {
	const char *name;
	/* Returns NULL when out of memory. @rec is open, but has not been read yet. */
	void *(*create)(const struct mt_recording *rec, const struct mt_query *query);
	void (*record)(void *model, const struct mt_record *r);
	void (*finish)(void *model); /* called after the last record */
	void (*destroy)(void *model);
};

#endif
