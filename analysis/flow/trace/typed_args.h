/* SPDX-License-Identifier: GPL-2.0-only */
/* Selects the arguments of a probe by the types of the function's parameters. */
#ifndef MLX5TRACE_FLOW_TYPED_ARGS_H
#define MLX5TRACE_FLOW_TYPED_ARGS_H

#include "analysis/flow/trace/probes.h"
#include "analysis/base/strpool.h"

/*
 * Set the arguments of @probe: numbers, the device, and numbers in structs. Strings are interned
 * in @texts.
 */
void flow_typed_args(struct flow_probe *probe, const struct flow_proto *proto,
		     struct mt_strpool *texts);

#endif
