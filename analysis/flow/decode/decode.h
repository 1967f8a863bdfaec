/* SPDX-License-Identifier: GPL-2.0-only */
/* One record of the ring buffer as a record of the flow. */
#ifndef MLX5TRACE_FLOW_DECODE_H
#define MLX5TRACE_FLOW_DECODE_H

#include "analysis/flow/decode/read.h"

struct flow_decoder;

struct flow_decoder *flow_decoder_new(struct flow_trace *t, struct tep_handle *tep,
				      struct mt_strpool *texts);
void flow_decoder_free(struct flow_decoder *d);

/* False when it is nothing to us. Time, cpu and task are set as well. */
bool flow_decode(struct flow_decoder *d, enum flow_buffer from, struct tep_event *event,
		 struct tep_record *record, int cpu, struct flow_record *r);

#endif
