/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree as lines to be read: one for each boundary between layers, with the path of
 * calls through the layer; or all of it; or what one layer did.
 */
#ifndef MLX5TRACE_FLOW_LINES_H
#define MLX5TRACE_FLOW_LINES_H

#include "analysis/flow/tree/flow.h"

struct flow_line {
	unsigned int depth;
	const struct flow_node *node;
	enum flow_layer layer;
	char *text;   /* what it is: names, arguments, the table */
	char *result; /* "= -EINVAL"; "" */
	uint64_t ns;  /* how long; UINT64_MAX: not known */
	bool bad;
};

struct flow_select {
	bool full;
	bool events;	      /* of the driver, too, where not all is shown */
	enum flow_layer only; /* FLOW_LAYER_NR: all layers */
	const char *through;  /* only what came through such a function (a pattern); NULL: all */
	unsigned int depth;   /* no lines deeper than so many levels; 0: all */
};

struct flow_lines {
	const struct flow_select *select;
	MT_VEC(struct flow_line) list;
	bool failed; /* memory was short */
};

/* Did @node, or anything below it, come through a function of that name (a pattern)? */
bool flow_comes_through(const struct flow_node *node, const char *function);

void flow_lines_make(struct flow_lines *lines, const struct flow_tree *tree,
		     const struct flow_select *select);
void flow_lines_free(struct flow_lines *lines);

#endif
