/* SPDX-License-Identifier: GPL-2.0-only */
/* An event that supports a conclusion and is kept for display. */
#ifndef MLX5TRACE_EVIDENCE_H
#define MLX5TRACE_EVIDENCE_H

#include "analysis/model/model.h"

/* Strings are owned by the model. */
struct mt_evidence {
	uint64_t ts;
	uint64_t line; /* line in text input; 0 for binary input */
	const char *file;
	int cpu, pid;			 /* -1 if unknown */
	const char *comm, *event, *text; /* event is NULL if there is no evidence */
	const char *stamp;		 /* the time as printed in a kernel log; otherwise NULL */
};

/* Evidence that is kept as long as the model. */
struct mt_evidence mt_evidence_of(struct mt_model *model, const struct mt_record *r);

/*
 * Evidence for an object or a command that will end: it is kept until mt_evidence_drop(), which
 * clears it. mt_evidence_keep() makes a copy that is kept as long as the model.
 */
struct mt_evidence mt_evidence_of_live(struct mt_model *model, const struct mt_record *r);
struct mt_evidence mt_evidence_keep(struct mt_model *model, const struct mt_evidence *live);
void mt_evidence_drop(struct mt_evidence *live);

#endif
