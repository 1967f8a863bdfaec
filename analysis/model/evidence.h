/* SPDX-License-Identifier: GPL-2.0-only */
/* An event that supports a conclusion, kept for display. */
#ifndef MLX5TRACE_EVIDENCE_H
#define MLX5TRACE_EVIDENCE_H

#include "analysis/model/model.h"

/* Strings are owned by the model. */
struct mt_evidence {
	uint64_t ts;
	uint64_t line; /* of text input; 0: binary input */
	const char *file;
	int cpu, pid;			 /* -1: unknown */
	const char *comm, *event, *text; /* event NULL: none */
	const char *stamp;		 /* of a kernel log: the time as printed; otherwise NULL */
};

/* Kept as long as the model. */
struct mt_evidence mt_evidence_of(struct mt_model *model, const struct mt_record *r);

/*
 * Of an object or a command that ends: kept until mt_evidence_drop(), which clears it. The second
 * function makes a copy that is kept as long as the model.
 */
struct mt_evidence mt_evidence_of_live(struct mt_model *model, const struct mt_record *r);
struct mt_evidence mt_evidence_keep(struct mt_model *model, const struct mt_evidence *live);
void mt_evidence_drop(struct mt_evidence *live);

#endif
