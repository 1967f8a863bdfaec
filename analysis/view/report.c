// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/report.h"

#include <inttypes.h>

#include "analysis/view/channels.h"
#include "analysis/view/findings.h"
#include "analysis/view/graph.h"
#include "analysis/view/log.h"
#include "analysis/view/ops.h"
#include "analysis/view/xsk.h"

void mt_text_report(const struct mt_view *v)
{
	const struct mt_graph *g = v->graph;

	if (mt_view_is_log(v)) {
		mt_heading(&v->to, "Findings");
		mt_text_findings(v);
		mt_text_log(v);
		return;
	}
	mt_text_ops(v);
	mt_heading(&v->to, "Findings");
	mt_text_findings(v);
	mt_text_log(v);
	mt_text_xsk(v);
	mt_text_channels(v);
	mt_heading(&v->to, "Call graph of %s, as observed", g->query.through);
	if (g->stacks.nodes.nr)
		mt_text_tree(v, &g->stacks, false);
	else if (g->left_out)
		fprintf(v->to.out, "  None of %" PRIu64 " call stacks passes through it.\n",
			g->left_out);
	else if (!g->calls.nodes.nr)
		fprintf(v->to.out, "  unknown: no call stacks were recorded\n");
	if (g->calls.nodes.nr)
		mt_text_tree(v, &g->calls, true);
}
