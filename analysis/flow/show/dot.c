// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/dot.h"

#include <string.h>

#include "analysis/base/span.h"

/* Labels have two lines; the complete text is in the tree. */
#define LABEL_MAX 44

/* Control characters have no meaning in a label. */
static void label(FILE *out, const char *text)
{
	size_t len = strlen(text), fits = mt_span_fit(mt_span(text, len), 2 * LABEL_MAX),
	       column = 0;

	for (const char *c = text; c < text + fits; c++) {
		if (*c == '"' || *c == '\\')
			fputc('\\', out);
		fputc((unsigned char)*c < ' ' ? ' ' : *c, out);
		if (++column >= LABEL_MAX && *c == ' ') {
			fputs("\\n", out);
			column = 0;
		}
	}
	if (fits < len)
		fputs("...", out);
}

/* An empty node for each layer in each row keeps the columns; the invisible edges order them. */
static void row(FILE *out, const struct flow_lines *lines, const bool *used, unsigned int at)
{
	const struct flow_line *line = &lines->list.at[at];

	fprintf(out, "  { rank=same;");
	for (int l = 0; l < FLOW_LAYER_NR; l++) {
		if (!used[l])
			continue;
		if ((enum flow_layer)l != line->layer) {
			fprintf(out, " n%u_%d [shape=point, width=0.01, color=gray];", at, l);
			continue;
		}
		fprintf(out, " n%u_%d [shape=box, style=filled, fillcolor=%s, label=\"", at, l,
			line->bad ? "mistyrose" : "white");
		label(out, line->text);
		if (*line->result) {
			fputs("\\n", out);
			label(out, line->result);
		}
		if (line->ns != UINT64_MAX)
			fprintf(out, "\\n%.3f ms", (double)line->ns / 1e6);
		fprintf(out, "\"];");
	}
	fprintf(out, " }\n");
	for (int l = 0; l < FLOW_LAYER_NR; l++) {
		if (!used[l])
			continue;
		if (at)
			fprintf(out, "  n%u_%d", at - 1, l);
		else
			fprintf(out, "  h_%d", l);
		fprintf(out, " -> n%u_%d [arrowhead=none, color=gray, weight=100];\n", at, l);
	}
}

void flow_dot(FILE *out, const struct flow_report *report, const struct flow_select *select)
{
	struct flow_lines lines = { 0 };
	bool used[FLOW_LAYER_NR] = { false };

	flow_lines_make(&lines, report->tree, select);
	for (unsigned int i = 0; i < lines.list.nr; i++)
		used[lines.list.at[i].layer] = true;
	fprintf(out, "digraph flow {\n  label=\"");
	label(out, report->command);
	fputs(" (", out);
	label(out, report->kernel);
	fputs(")\";\n  labelloc=t; splines=line; nodesep=0.6; ranksep=0.25;\n"
	      "  node [fontname=\"monospace\", fontsize=9]; edge [arrowsize=0.6];\n  { rank=same;",
	      out);
	for (int l = 0; l < FLOW_LAYER_NR; l++)
		if (used[l])
			fprintf(out, " h_%d [shape=plaintext, label=\"%s\"];", l,
				flow_layer_name(l));
	fprintf(out, " }\n");
	for (int l = 0, last = -1; l < FLOW_LAYER_NR; l++) {
		if (!used[l])
			continue;
		if (last >= 0)
			fprintf(out, "  h_%d -> h_%d [style=invis];\n", last, l);
		last = l;
	}
	for (unsigned int i = 0; i < lines.list.nr; i++) {
		int parent = lines.list.at[i].parent;

		row(out, &lines, used, i);
		if (parent >= 0)
			fprintf(out, "  n%d_%d -> n%u_%d [constraint=false%s];\n", parent,
				lines.list.at[parent].layer, i, lines.list.at[i].layer,
				lines.list.at[i].layer == FLOW_DEFERRED ? ", style=dashed" : "");
	}
	fprintf(out, "}\n");
	flow_lines_free(&lines);
}
