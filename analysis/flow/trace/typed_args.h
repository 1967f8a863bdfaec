/* SPDX-License-Identifier: GPL-2.0-only */
/* What a probe fetches of a call, by what the types of its parameters tell. */
#ifndef MLX5TRACE_FLOW_TYPED_ARGS_H
#define MLX5TRACE_FLOW_TYPED_ARGS_H

#include "analysis/flow/trace/probes.h"
#include "analysis/base/strpool.h"

/* Numbers, the device, and the numbers in structs: @probe's arguments, texts from @texts. */
void flow_typed_args(struct flow_probe *probe, const struct flow_proto *proto,
		     struct mt_strpool *texts);

#endif
