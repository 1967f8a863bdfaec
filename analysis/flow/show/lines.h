/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree as text lines. By default there is one line for each boundary between layers, with the
 * call path through the layer; optionally all nodes, or the nodes of one layer, are shown.
 */
#ifndef MLX5TRACE_FLOW_LINES_H
#define MLX5TRACE_FLOW_LINES_H

#include "analysis/flow/tree/flow.h"

struct flow_line {
	int parent; /* index of the nearest line above with a smaller depth; -1: none */
	unsigned int depth;
	const struct flow_node *node;
	enum flow_layer layer;
	char *text;   /* names, arguments, the ops table */
	char *result; /* "= -EINVAL", or "" */
	uint64_t ns;  /* duration; UINT64_MAX: unknown */
	bool bad;
	unsigned int calls, commands; /* number represented by this line */
	bool folded;		      /* this line replaces lines beyond the depth limit */
};

struct flow_select {
	bool full;
	bool events;	      /* show driver events also in the abridged output */
	enum flow_layer only; /* FLOW_LAYER_NR: all layers */
	const char *through; /* only paths through a function that matches this pattern; NULL: all */
	unsigned int depth;  /* maximum depth of lines; 0: all */
};

struct flow_lines {
	const struct flow_select *select;
	MT_VEC(struct flow_line) list;
	bool failed; /* out of memory */
};

/* Does the pattern @function match the name of @node or of a node below it? */
bool flow_calls(const struct flow_node *node, const char *function);

void flow_lines_make(struct flow_lines *lines, const struct flow_tree *tree,
		     const struct flow_select *select);
void flow_lines_free(struct flow_lines *lines);

#endif
