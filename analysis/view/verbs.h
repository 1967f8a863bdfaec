/* SPDX-License-Identifier: GPL-2.0-only */
/* What mlx5-trace can be asked. */
#ifndef MLX5TRACE_VERBS_H
#define MLX5TRACE_VERBS_H

#include "analysis/view/format/column.h"
#include "analysis/view/view.h"

/* Where a verb's view finds each of its models. */
enum mt_model_id {
	MT_MODEL_OPS,
	MT_MODEL_CHANNELS,
	MT_MODEL_XSK,
	MT_MODEL_GRAPH,
	MT_MODEL_COMMANDS,
	MT_MODEL_RQS,
	MT_MODEL_MAP,
	MT_MODEL_MAP_OTHER,
	MT_MODEL_NR
};

struct mt_verb {
	const char *name;
	const char *summary;
	const char *help;
	unsigned int wants;  /* bits of enum mt_model_id */
	const char *through; /* the graph's default */
	void (*text)(const struct mt_view *v);
	const struct mt_table *const *parts; /* what formats show; NULL ends them */
	/* The list, for formats that show one: of each row of @within. NULL: is none */
	const struct mt_table *within, *list;
	bool (*alarm)(const struct mt_view *v); /* exit status 1 when true */
	bool in_order; /* the operations of several machines in one list, too */
};

extern const struct mt_verb mt_verbs[];
extern const size_t mt_nr_verbs;

extern const struct mt_model_ops *const mt_models[MT_MODEL_NR];

/* The view shows what these say; NULL: the verb does not want it. */
void mt_view_models(struct mt_view *v, void *const made[]);

#endif
