/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of a node and of its result. */
#ifndef MLX5TRACE_FLOW_WORDS_H
#define MLX5TRACE_FLOW_WORDS_H

#include "analysis/flow/tree/flow.h"
#include "analysis/flow/text.h"

/* Append a call with its arguments, and with the ops table that it was called through, if any. */
void flow_put_call(struct flow_text *t, const struct flow_node *node);
/* Append the text of any other node. */
void flow_put_node(struct flow_text *t, const struct flow_node *node);
/* Append the text of any node for the complete output, as recorded. */
void flow_put_raw(struct flow_text *t, const struct flow_node *node);
/* Append "= -EINVAL", or nothing if the result is unknown. */
void flow_put_result(struct flow_text *t, const struct flow_node *node);

#endif
