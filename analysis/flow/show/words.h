/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of a node and of its result. */
#ifndef MLX5TRACE_FLOW_WORDS_H
#define MLX5TRACE_FLOW_WORDS_H

#include "analysis/flow/tree/flow.h"
#include "analysis/flow/text.h"

/* A call with its arguments, and its ops table if it was called through one. */
void flow_put_call(struct flow_text *t, const struct flow_node *node);
/* A separate line for any other node. */
void flow_put_node(struct flow_text *t, const struct flow_node *node);
/* The same for the complete output, as recorded. */
void flow_put_raw(struct flow_text *t, const struct flow_node *node);
/* "= -EINVAL"; nothing for an unknown result. */
void flow_put_result(struct flow_text *t, const struct flow_node *node);

#endif
