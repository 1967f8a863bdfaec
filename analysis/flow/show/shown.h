/* SPDX-License-Identifier: GPL-2.0-only */
/* Selection of the nodes shown in the abridged output. */
#ifndef MLX5TRACE_FLOW_SHOWN_H
#define MLX5TRACE_FLOW_SHOWN_H

#include "analysis/flow/show/lines.h"

/* Is it deferred work, a timer or an interrupt that is unrelated to the traced functions? */
bool flow_foreign(const struct flow_node *node);
/* Is any child of the node relevant to the flow? */
bool flow_concerns(const struct flow_node *node);
/* Is it a system call of sockets, which is shown even if it reached no traced function? */
bool flow_calls_socket(const struct flow_node *node);
bool flow_shown(const struct flow_node *node, const struct flow_select *select);
/* Returns the only visible child if it is a call in the same layer, otherwise NULL. */
const struct flow_node *flow_onward(const struct flow_node *node, const struct flow_select *select);
/* Returns the number of equal checks among the siblings, or 0 if @check is not the first one. */
unsigned int flow_checks(const struct flow_node *check);

/* Do the two nodes have the same name, arguments and result? */
bool flow_alike(const struct flow_node *a, const struct flow_node *b);

#endif
