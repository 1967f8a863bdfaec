/* SPDX-License-Identifier: GPL-2.0-only */
/* Selection of probe arguments by the types of the parameters. */
#ifndef MLX5TRACE_FLOW_TYPED_ARGS_H
#define MLX5TRACE_FLOW_TYPED_ARGS_H

#include "analysis/flow/trace/probes.h"
#include "analysis/base/strpool.h"

/*
 * Set @probe's arguments: numbers, the device, numbers in structs; strings are interned in @texts.
 */
void flow_typed_args(struct flow_probe *probe, const struct flow_proto *proto,
		     struct mt_strpool *texts);

#endif
