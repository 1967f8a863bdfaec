/* SPDX-License-Identifier: GPL-2.0-only */
/* Call graphs and expected call graphs. */
#ifndef MLX5TRACE_VIEW_GRAPH_H
#define MLX5TRACE_VIEW_GRAPH_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_graph(const struct mt_view *v);
void mt_text_tree(const struct mt_view *v, const struct mt_tree *tree, bool times);

/* Print the comparison with the expected graph, if one was given. */
void mt_text_expected(const struct mt_view *v);
bool mt_graph_deviates(const struct mt_view *v);

/* The comparison with the expected graph, and the JSON of the graph. */
extern const struct mt_table mt_table_expected, mt_part_graph;

#endif
