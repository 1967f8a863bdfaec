/* SPDX-License-Identifier: GPL-2.0-only */
/* Selection of the nodes shown in the abridged output. */
#ifndef MLX5TRACE_FLOW_SHOWN_H
#define MLX5TRACE_FLOW_SHOWN_H

#include "analysis/flow/show/lines.h"

/* Deferred work, a timer or an interrupt unrelated to the traced functions (files, memory). */
bool flow_foreign(const struct flow_node *node);
/* Is any child of the node relevant to the flow? */
bool flow_concerns(const struct flow_node *node);
bool flow_shown(const struct flow_node *node, const struct flow_select *select);
/* The only visible child in the same layer, or NULL. */
const struct flow_node *flow_onward(const struct flow_node *node, const struct flow_select *select);
/* Number of equal sibling checks, including @check; 0: it is not the first of them. */
unsigned int flow_checks(const struct flow_node *check);

/* Equal node, arguments and result. */
bool flow_alike(const struct flow_node *a, const struct flow_node *b);

#endif
