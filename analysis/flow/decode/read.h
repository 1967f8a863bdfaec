/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the buffers of a trace and merges their records in time order. */
#ifndef MLX5TRACE_FLOW_READ_H
#define MLX5TRACE_FLOW_READ_H

#include "analysis/flow/tree/flow.h"
#include "analysis/flow/trace/buffers.h"

struct flow_records {
	MT_VEC(struct flow_record) list;
	struct mt_strpool *texts; /* the strings of all records */
	uint64_t lost;		  /* records dropped because a buffer was full */
};

/* Returns false with @err set on failure. Recording must be off. */
bool flow_read(struct flow_records *out, struct flow_trace *t, struct mt_error *err);
void flow_records_free(struct flow_records *r);

#endif
