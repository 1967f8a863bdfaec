// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/svg.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/base/span.h"

/* Limits of the text, in characters: column width, box height. */
enum { WIDTH_MAX = 38, ROWS_MAX = 8 };
/* Pixels: of a character, a line, around a text, between boxes, of a step to the right. */
enum { CHAR = 7, LINE = 14, PAD = 5, GAP = 10, STEP = 14, COLUMN_GAP = 36, TOP = 64, MARGIN = 12 };

static const char *const fills[FLOW_LAYER_NR] = {
	[FLOW_USER] = "#eeeeee",     [FLOW_SYSTEM] = "#e3ecf8",	  [FLOW_SOCKET] = "#e0f1f1",
	[FLOW_DISPATCH] = "#e4f2dc", [FLOW_CORE] = "#f3f1d3",	  [FLOW_DRIVER] = "#fbe6cf",
	[FLOW_DEFERRED] = "#efe3f5", [FLOW_FIRMWARE] = "#f8dfe6",
};

struct box {
	const struct flow_line *line;
	char text[ROWS_MAX][WIDTH_MAX + 4];
	unsigned int rows;
	unsigned int nested; /* in boxes of its own layer */
	unsigned int x, y, width, height;
};

struct picture {
	struct box *boxes;
	unsigned int nr, width, height;
	unsigned int left[FLOW_LAYER_NR], wide[FLOW_LAYER_NR];
};

static void put_text(FILE *out, const char *text)
{
	struct mt_span rest = mt_span_z(text);
	size_t len;

	for (; rest.len; rest = mt_span_skip(rest, len)) {
		len = mt_span_character(rest);
		switch (*rest.p) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			if (len)
				fwrite(rest.p, 1, len, out);
			else
				fputc(*rest.p > 0 && *rest.p < ' ' ? ' ' : '?', out);
			len += !len;
		}
	}
}

static void add_row(struct box *b, const char *text, size_t len)
{
	memcpy(b->text[b->rows], text, len);
	b->text[b->rows++][len] = '\0';
}

/*
 * Break at blanks, and within a word longer than the column width. Omitted text is in the
 * title of the box.
 */
static void wrap(struct box *b, const char *text, unsigned int rows_max)
{
	while (*text) {
		size_t len = strlen(text), cut;

		if (len > WIDTH_MAX) {
			for (cut = WIDTH_MAX; cut > WIDTH_MAX / 3 && text[cut] != ' ';)
				cut--;
			len = text[cut] == ' ' ? cut : mt_span_fit(mt_span_z(text), WIDTH_MAX);
		}
		add_row(b, text, len);
		if (b->rows == rows_max && text[len]) {
			strcpy(b->text[rows_max - 1] + strlen(b->text[rows_max - 1]), "...");
			return;
		}
		text += len;
		text += strspn(text, " ");
	}
}

static void fill(struct box *b, const struct flow_line *line)
{
	char last[WIDTH_MAX + 4] = "";
	int fits =
		(int)mt_span_fit(mt_span_z(line->result), line->ns == UINT64_MAX ? WIDTH_MAX : 24);

	b->line = line;
	if (line->ns != UINT64_MAX)
		snprintf(last, sizeof(last), "%.*s%s%.3f ms", fits, line->result,
			 *line->result ? "  " : "", (double)line->ns / 1e6);
	else
		snprintf(last, sizeof(last), "%.*s", fits, line->result);
	wrap(b, line->text, *last ? ROWS_MAX - 1 : ROWS_MAX);
	if (*last)
		add_row(b, last, strlen(last));
}

static unsigned int text_width(const struct box *b)
{
	size_t most = 4;

	for (unsigned int i = 0; i < b->rows; i++)
		if (strlen(b->text[i]) > most)
			most = strlen(b->text[i]);
	return (unsigned int)most * CHAR + 2 * PAD;
}

static bool lay_out(struct picture *p, const struct flow_lines *lines)
{
	unsigned int x = MARGIN, y = TOP;

	p->nr = lines->list.nr;
	p->boxes = mt_mem(calloc(p->nr ? p->nr : 1, sizeof(*p->boxes)));
	if (!p->boxes)
		return false;
	for (unsigned int i = 0; i < p->nr; i++) {
		struct box *b = &p->boxes[i];
		enum flow_layer layer = lines->list.at[i].layer;
		int parent = lines->list.at[i].parent;

		fill(b, &lines->list.at[i]);
		if (parent >= 0 && lines->list.at[parent].layer == layer)
			b->nested = p->boxes[parent].nested + 1;
		b->width = text_width(b);
		b->height = b->rows * LINE + PAD;
		b->y = y;
		y += b->height + GAP;
		if (b->nested * STEP + b->width > p->wide[layer])
			p->wide[layer] = b->nested * STEP + b->width;
	}
	for (int l = 0; l < FLOW_LAYER_NR; l++) {
		p->left[l] = x;
		x += p->wide[l] ? p->wide[l] + COLUMN_GAP : 0;
	}
	for (unsigned int i = 0; i < p->nr; i++)
		p->boxes[i].x = p->left[p->boxes[i].line->layer] + p->boxes[i].nested * STEP;
	p->width = x + MARGIN;
	p->height = y + MARGIN;
	return true;
}

/* Down from the parent box, then to the left or right side of this one. */
static void arrow(FILE *out, const struct picture *p, const struct box *b)
{
	const struct box *from = &p->boxes[b->line->parent];
	unsigned int x = from->x + STEP / 2, y = b->y + LINE / 2 + PAD / 2;
	unsigned int end = b->x > x ? b->x : b->x + b->width;

	fprintf(out, "<path class=\"%s\" d=\"M%u %uV%uH%u\" marker-end=\"url(#a)\"/>\n",
		b->line->layer == FLOW_DEFERRED ? "e d" : "e", x, from->y + from->height, y, end);
}

static void draw_box(FILE *out, const struct box *b)
{
	fprintf(out, "<g><title>");
	put_text(out, b->line->text);
	fputc(' ', out);
	put_text(out, b->line->result);
	fprintf(out,
		"</title><rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"3\" fill=\"%s\" stroke=\"%s\"/>",
		b->x, b->y, b->width, b->height, fills[b->line->layer],
		b->line->bad ? "#c00000" : "#888888");
	for (unsigned int i = 0; i < b->rows; i++) {
		bool last = i + 1 == b->rows && b->rows > 1 &&
			    (*b->line->result || b->line->ns != UINT64_MAX);

		fprintf(out, "<text x=\"%u\" y=\"%u\"%s>", b->x + PAD, b->y + (i + 1) * LINE - 2,
			!last	     ? "" :
			b->line->bad ? " class=\"b\"" :
				       " class=\"r\"");
		put_text(out, b->text[i]);
		fprintf(out, "</text>");
	}
	fprintf(out, "</g>\n");
}

static void draw(FILE *out, const struct picture *p, const struct flow_report *report)
{
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n"
		"<style>text{font:11px monospace;white-space:pre}.h{font-weight:bold}.r{fill:#555}"
		".b{fill:#c00000;font-weight:bold}.e{fill:none;stroke:#555}.d{stroke-dasharray:5 3}</style>\n"
		"<defs><marker id=\"a\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\">"
		"<path d=\"M0 0L6 3L0 6z\" fill=\"#555\"/></marker></defs>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n<text class=\"h\" x=\"%d\" y=\"22\">",
		p->width, p->height, p->width, p->height, MARGIN);
	put_text(out, report->command);
	fprintf(out, "</text><text class=\"r\" x=\"%d\" y=\"38\">Linux ", MARGIN);
	put_text(out, report->kernel);
	fprintf(out, ", ended with %d after %.3f ms, traced</text>\n", report->status,
		(double)report->ns / 1e6);
	for (int l = 0; l < FLOW_LAYER_NR; l++) {
		if (!p->wide[l])
			continue;
		fprintf(out,
			"<rect x=\"%u\" y=\"46\" width=\"%u\" height=\"%u\" fill=\"%s\" fill-opacity=\"0.25\"/>"
			"<text class=\"h\" x=\"%u\" y=\"58\">%s</text>\n",
			p->left[l] - 4, p->wide[l] + 8, p->height - 46 - MARGIN / 2, fills[l],
			p->left[l], flow_layer_name(l));
	}
	for (unsigned int i = 0; i < p->nr; i++)
		if (p->boxes[i].line->parent >= 0)
			arrow(out, p, &p->boxes[i]);
	for (unsigned int i = 0; i < p->nr; i++)
		draw_box(out, &p->boxes[i]);
	fprintf(out, "</svg>\n");
}

bool flow_svg(const char *path, const struct flow_report *report, const struct flow_select *select,
	      struct mt_error *err)
{
	struct flow_lines lines = { 0 };
	struct picture p = { 0 };
	struct mt_outfile f;
	bool good;

	flow_lines_make(&lines, report->tree, select);
	good = !lines.failed && lay_out(&p, &lines);
	if (!good)
		mt_error_set(err, "cannot write %s: out of memory", path);
	good = good && mt_outfile_open(&f, path, MT_OUT_REPLACE, err);
	if (good) {
		draw(f.to, &p, report);
		good = mt_outfile_end(&f, true, err);
	}
	free(p.boxes);
	flow_lines_free(&lines);
	return good;
}
