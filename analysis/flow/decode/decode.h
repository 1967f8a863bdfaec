/* SPDX-License-Identifier: GPL-2.0-only */
/* Conversion of ring buffer records to flow records. */
#ifndef MLX5TRACE_FLOW_DECODE_H
#define MLX5TRACE_FLOW_DECODE_H

#include "analysis/flow/decode/read.h"

struct flow_decoder;

struct flow_decoder *flow_decoder_new(struct flow_trace *t, struct tep_handle *tep,
				      struct mt_strpool *texts);
void flow_decoder_free(struct flow_decoder *d);

/* Returns false if the record is irrelevant. Also sets the time, the CPU and the task. */
bool flow_decode(struct flow_decoder *d, enum flow_buffer from, struct tep_event *event,
		 struct tep_record *record, int cpu, struct flow_record *r);

#endif
