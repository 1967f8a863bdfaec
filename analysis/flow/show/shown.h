/* SPDX-License-Identifier: GPL-2.0-only */
/* Which nodes of a tree are worth a line where not all is shown. */
#ifndef MLX5TRACE_FLOW_SHOWN_H
#define MLX5TRACE_FLOW_SHOWN_H

#include "analysis/flow/show/lines.h"

/* What did nothing in the functions that are traced: work of others (files, memory). */
bool flow_foreign(const struct flow_node *node);
/* Did it reach anything of ours? */
bool flow_concerns(const struct flow_node *node);
bool flow_shown(const struct flow_node *node, const struct flow_select *select);
/* The one call that goes on through the same layer; NULL when the way forks or ends. */
const struct flow_node *flow_onward(const struct flow_node *node, const struct flow_select *select);
/* How many checks beside @check are the same; 0: one of them stands before it. */
unsigned int flow_checks(const struct flow_node *check);

/* The same thing with the same arguments and result. */
bool flow_alike(const struct flow_node *a, const struct flow_node *b);

#endif
