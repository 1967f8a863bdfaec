/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs of mlx5-trace. */
#ifndef MLX5TRACE_VERBS_H
#define MLX5TRACE_VERBS_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

/* Index of each model in a view. */
enum mt_model_id {
	MT_MODEL_OPS,
	MT_MODEL_CHANNELS,
	MT_MODEL_XSK,
	MT_MODEL_GRAPH,
	MT_MODEL_COMMANDS,
	MT_MODEL_RQS,
	MT_MODEL_MAP,
	MT_MODEL_MAP_OTHER,
	MT_MODEL_LOG,
	MT_MODEL_EVENTS,
	MT_MODEL_STOCK,
	MT_MODEL_BARS,
	MT_MODEL_NR
};

struct mt_verb {
	const char *name;
	const char *summary;
	const char *help;
	unsigned int models;		       /* bits of enum mt_model_id */
	const char *through;		       /* default of --through */
	void (*text)(const struct mt_view *v); /* NULL: there are only formats */
	const struct mt_table *const *parts;   /* tables for formats, NULL-terminated */
	/* The list for formats, for each row of @within; NULL: no list */
	const struct mt_table *within, *list;
	bool (*alarm)(const struct mt_view *v); /* the exit status is 1 if this returns true */
	bool in_order; /* also list the operations of several machines together */
};

extern const struct mt_verb mt_verbs[];
extern const size_t mt_nr_verbs;

extern const struct mt_model_ops *const mt_models[MT_MODEL_NR];

/* Set the models of the view. Models that the verb does not use are NULL. */
void mt_view_models(struct mt_view *v, void *const made[]);

#endif
