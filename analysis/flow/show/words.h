/* SPDX-License-Identifier: GPL-2.0-only */
/* A node in words: what it is, and how it ended. */
#ifndef MLX5TRACE_FLOW_WORDS_H
#define MLX5TRACE_FLOW_WORDS_H

#include "analysis/flow/tree/flow.h"
#include "analysis/flow/text.h"

/* A call with its arguments, and the table of functions where it came in through one. */
void flow_put_call(struct flow_text *t, const struct flow_node *node);
/* A line of its own for any other node. */
void flow_put_node(struct flow_text *t, const struct flow_node *node);
/* The same where all is shown, as it was recorded. */
void flow_put_raw(struct flow_text *t, const struct flow_node *node);
/* "= -EINVAL"; nothing where no result is known. */
void flow_put_result(struct flow_text *t, const struct flow_node *node);

#endif
