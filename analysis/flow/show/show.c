// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 100

enum style { PLAIN, DIM, BAD };

static void styled(FILE *out, bool colour, enum style style, const char *text)
{
	static const char *const codes[] = { "", "\033[2m", "\033[31m" };

	if (colour && style != PLAIN)
		fprintf(out, "%s%s\033[0m", codes[style], text);
	else
		fputs(text, out);
}

/* Does the line, or its ancestor at this depth, have a later sibling? */
static bool continues(const struct flow_lines *lines, unsigned int at, unsigned int depth)
{
	for (unsigned int i = at + 1; i < lines->list.nr; i++) {
		if (lines->list.at[i].depth < depth)
			return false;
		if (lines->list.at[i].depth == depth)
			return true;
	}
	return false;
}

static void stems(FILE *out, const struct flow_lines *lines, unsigned int at, bool first)
{
	unsigned int depth = lines->list.at[at].depth;

	for (unsigned int d = 1; d <= depth; d++) {
		bool more = continues(lines, at, d);

		if (d == depth && first)
			fputs(more ? "|- " : "`- ", out);
		else
			fputs(more ? "|  " : "   ", out);
	}
	if (!first && at + 1 < lines->list.nr && lines->list.at[at + 1].depth > depth)
		fputs("|  ", out);
	else if (!first)
		fputs("   ", out);
}

static void one(FILE *out, const struct flow_lines *lines, unsigned int at, bool colour)
{
	const struct flow_line *line = &lines->list.at[at];
	const char *rest = line->text;
	char layer[16];
	size_t column, before = 0;

	stems(out, lines, at, true);
	snprintf(layer, sizeof(layer), "%-9s", line->depth ? flow_layer_name(line->layer) : "");
	if (line->depth)
		styled(out, colour, DIM, layer);
	column = line->depth * 3 + (line->depth ? 9 : 0);
	while (*rest) {
		size_t word = strcspn(rest, " "), blanks = strspn(rest + word, " ");

		if (column + before + word > COLUMNS && word + line->depth * 3 + 12 < COLUMNS) {
			fputc('\n', out);
			stems(out, lines, at, false);
			fputs("         ", out);
			column = line->depth * 3 + 12;
			before = 0;
		}
		fprintf(out, "%*s%.*s", (int)before, "", (int)word, rest);
		column += before + word;
		before = blanks;
		rest += word + blanks;
	}
	if (*line->result) {
		fputc(' ', out);
		styled(out, colour, line->bad ? BAD : PLAIN, line->result);
	}
	if (line->ns != UINT64_MAX) {
		char text[32];

		snprintf(text, sizeof(text), "  %.3f ms", (double)line->ns / 1e6);
		styled(out, colour, DIM, text);
	}
	fputc('\n', out);
}

static void notes(FILE *out, const struct flow_report *r)
{
	const struct flow_tree *t = r->tree;

	fprintf(out, "\n%s ended with %d after %.3f ms", r->command, r->status,
		(double)r->ns / 1e6);
	if (r->untraced_ns)
		fprintf(out, "; untraced it took %.3f ms: the trace made it %.1f times as long",
			(double)r->untraced_ns / 1e6, (double)r->ns / (double)r->untraced_ns);
	if (r->record_ns)
		fprintf(out,
			"\nTracing took about %.3f ms of that: %" PRIu64
			" of its own records, %.1f us each, as measured on ioctl(SIOCGIFMTU)",
			(double)(r->record_ns * r->own_records) / 1e6, r->own_records,
			(double)r->record_ns / 1e3);
	fprintf(out, "\nLinux %s, calls by %s\n", r->kernel, r->tracer);
	fprintf(out,
		"%" PRIu64
		" records: %u system calls, %u function calls, %u work items, %u firmware commands (%u of others)\n",
		r->records, t->syscalls, t->functions, t->works, t->commands, t->others);
	if (r->lost)
		fprintf(out,
			"%" PRIu64
			" records were lost: the tree is incomplete; use a larger --buffer KB\n",
			r->lost);
	fprintf(out, "[table.member]: called through this table of functions\n");
	if (r->missing)
		fprintf(out, "%s\n", r->missing);
}

void flow_show_text(FILE *out, const struct flow_report *report, const struct flow_select *select,
		    bool colour)
{
	struct flow_lines lines = { 0 };

	flow_lines_make(&lines, report->tree, select);
	for (unsigned int i = 0; i < lines.list.nr; i++)
		one(out, &lines, i, colour);
	flow_lines_free(&lines);
	notes(out, report);
}
