/* SPDX-License-Identifier: GPL-2.0-only */
/* Merge of the buffers of a trace into records in time order. */
#ifndef MLX5TRACE_FLOW_READ_H
#define MLX5TRACE_FLOW_READ_H

#include "analysis/flow/tree/flow.h"
#include "analysis/flow/trace/buffers.h"

struct flow_records {
	MT_VEC(struct flow_record) list;
	struct mt_strpool *texts; /* of all records */
	uint64_t lost;		  /* records dropped for lack of buffer space */
};

/* False with @err set. Recording must be off. */
bool flow_read(struct flow_records *out, struct flow_trace *t, struct mt_error *err);
void flow_records_free(struct flow_records *r);

#endif
