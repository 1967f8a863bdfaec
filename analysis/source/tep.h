/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decodes binary records with the format descriptions of a tep_handle, which are from a trace.dat
 * or from the running kernel.
 */
#ifndef MLX5TRACE_TEP_H
#define MLX5TRACE_TEP_H

#include <event-parse.h>
#include <trace-seq.h>

#include "analysis/source/source.h"

struct mt_tep {
	struct tep_handle *tep;
	struct trace_seq seq, fields;
	struct mt_frames frames;
	struct tep_event *stack, *entry, *exit, *user_stack;
	struct tep_format_field *stack_caller;
};

void mt_tep_init(struct mt_tep *t, struct tep_handle *tep);
void mt_tep_fini(struct mt_tep *t);

/*
 * Returns true if @rec was decoded to @r, which points into @t and @rec. @owner is the last event
 * in the stream of @rec, which owns a call stack.
 */
bool mt_tep_take(struct mt_source *src, struct mt_tep *t, struct mt_owner *owner,
		 struct tep_record *rec, struct mt_record *r);

#endif
