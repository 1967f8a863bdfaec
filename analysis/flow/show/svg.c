// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/svg.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/base/svg.h"

/* Maximum number of rows of a box. The full text is in the title of the box. */
enum { ROWS_MAX = 3 };
/* Sizes in pixels: padding of text, gap between boxes, padding of frames, column of layer names. */
enum { PAD = 5, GAP = 5, FRAME = 6, LAYERS = 64 };
/* Indentation in pixels per call and at most, and per frame and at most. */
enum { STEP = 14, STEPS_MAX = 320, SHIFT = 16, SHIFTS_MAX = 160 };
#define RIGHT (MT_SVG_WIDTH - MT_SVG_MARGIN - LAYERS)

struct box {
	const struct flow_line *line;
	char *text;
	size_t from[ROWS_MAX], len[ROWS_MAX]; /* start and length of each row in the text */
	unsigned int rows;		      /* number of rows without the result */
	char result[64], time[32], holds[64];
	bool own_row;		   /* result, time and folded lines have a row of their own */
	bool framed;		   /* it is work of another thread */
	unsigned int frames, last; /* number of frames around the box; the last box in its frame */
	double x, y, width, height;
};

struct picture {
	MT_VEC(struct box) boxes;
	double step, shift;
};

static const char style[] =
	".mt rect{stroke:#555}.mt .user{fill:#eee}.mt .syscall{fill:#d6e4f7}.mt .socket{fill:#cdeeee}"
	".mt .dispatch{fill:#dcefcf}.mt .core{fill:#f4f0b8}.mt .driver{fill:#fbd9b0}"
	".mt .security{fill:#e6e6d8}.mt .protocol{fill:#d3f0d8}.mt .network{fill:#d8ecf8}"
	".mt .qdisc{fill:#efe6c8}.mt .receive{fill:#e2def4}"
	".mt .deferred{fill:#dcc8ec}.mt .firmware{fill:#f3c9d6}"
	".mt .e{fill:none;stroke:#555}.mt .d{stroke-dasharray:5 3;stroke:#5b2a86}"
	".mt .frame{fill:#f7f2fb;stroke:#5b2a86;stroke-dasharray:5 3}.mt rect.bad{stroke:#a00000;stroke-width:2}";

static bool is_framed(const struct flow_node *node)
{
	return node->type == FLOW_WORK || node->type == FLOW_TIMER || node->type == FLOW_IRQ;
}

/* The text of the line, followed by the function that queued the work unless the parent names it. */
static char *text_of(const struct flow_lines *lines, const struct flow_line *line)
{
	const struct flow_node *by = line->node->parent;
	const char *above = line->parent >= 0 ? lines->list.at[line->parent].text : "";
	char *text = NULL;

	if (!is_framed(line->node) || line->node->layer != line->layer || !by ||
	    by->type != FLOW_CALL || strstr(above, by->name))
		return mt_mem(strdup(line->text));
	if (!mt_mem_ok(asprintf(&text, "%s, queued by %s", line->text, by->name) >= 0))
		return NULL;
	return text;
}

static bool fill(struct picture *p, const struct flow_lines *lines, const struct flow_line *line)
{
	struct box *b = mt_vec_add(&p->boxes);

	if (!b)
		return false;
	b->line = line;
	b->framed = line->layer == FLOW_DEFERRED && is_framed(line->node);
	b->text = text_of(lines, line);
	snprintf(b->result, sizeof(b->result), "%.*s", (int)mt_svg_fit(line->result, 40),
		 line->result);
	if (line->ns != UINT64_MAX)
		snprintf(b->time, sizeof(b->time), "%.3f ms", (double)line->ns / 1e6);
	return b->text;
}

/* Folded lines are counted in the box above them. */
static void fold(struct box *b, const struct flow_line *line)
{
	char commands[32] = "";

	if (line->commands)
		snprintf(commands, sizeof(commands), "%u command%s", line->commands,
			 line->commands == 1 ? "" : "s");
	if (line->calls)
		snprintf(b->holds, sizeof(b->holds), "+%u call%s%s%s", line->calls,
			 line->calls == 1 ? "" : "s", *commands ? ", " : "", commands);
	else
		snprintf(b->holds, sizeof(b->holds), "+%s", commands);
}

/* Returns the index of the box of a line. Folded lines have no box. */
static int box_of(const struct picture *p, const struct flow_line *line)
{
	unsigned int low = 0, high = p->boxes.nr;

	while (low + 1 < high) {
		unsigned int half = (low + high) / 2;

		if (p->boxes.at[half].line <= line)
			low = half;
		else
			high = half;
	}
	return high ? (int)low : -1;
}

static int parent_of(const struct picture *p, const struct flow_lines *lines, const struct box *b)
{
	return b->line->parent < 0 ? -1 : box_of(p, &lines->list.at[b->line->parent]);
}

static unsigned int columns_of(const char *text)
{
	return *text ? mt_svg_columns(text) + 2 : 0;
}

/* The width of a row of the box, in columns. */
static unsigned int row_columns(const struct box *b, unsigned int row)
{
	char *own = mt_mem(strndup(b->text + b->from[row], b->len[row]));
	unsigned int columns = own ? mt_svg_columns(own) : 0;

	free(own);
	return columns;
}

static void wrap(struct box *b)
{
	unsigned int room = (unsigned int)((RIGHT - b->x - 2 * PAD) / MT_SVG_COLUMN), most = 0;
	unsigned int tail = columns_of(b->result) + columns_of(b->time) + columns_of(b->holds),
		     last = 0;
	const char *rest = b->text;

	while (*rest && b->rows < ROWS_MAX) {
		size_t len = mt_svg_break(rest, room);

		b->from[b->rows] = (size_t)(rest - b->text);
		b->len[b->rows] = len;
		rest += len;
		rest += strspn(rest, " ");
		last = row_columns(b, b->rows++);
		most = last > most ? last : most;
	}
	/* room for the mark of omitted text */
	if (*rest)
		last += 2;
	b->own_row = tail && last + tail > room;
	if (b->own_row)
		last = 0;
	most = last + tail > most ? last + tail : most;
	b->width = (most < 4 ? 4 : most) * MT_SVG_COLUMN + 2 * PAD;
	b->height = (b->rows + b->own_row) * MT_SVG_LINE + PAD;
}

static void nest(struct picture *p, const struct flow_lines *lines)
{
	unsigned int deepest = 1, frames = 1;

	for (unsigned int i = 0; i < p->boxes.nr; i++) {
		struct box *b = &p->boxes.at[i];
		int above = parent_of(p, lines, b);

		b->last = i;
		b->frames = (above >= 0 ? p->boxes.at[above].frames : 0) + b->framed;
		deepest = b->line->depth > deepest ? b->line->depth : deepest;
		frames = b->frames > frames ? b->frames : frames;
		for (; above >= 0; above = parent_of(p, lines, &p->boxes.at[above]))
			p->boxes.at[above].last = i;
	}
	p->step = deepest * STEP > STEPS_MAX ? (double)STEPS_MAX / deepest : STEP;
	p->shift = frames * SHIFT > SHIFTS_MAX ? (double)SHIFTS_MAX / frames : SHIFT;
}

/* Returns false when out of memory. */
static bool fill_all(struct picture *p, const struct flow_lines *lines)
{
	for (unsigned int i = 0; i < lines->list.nr; i++) {
		const struct flow_line *line = &lines->list.at[i];

		if (line->folded && p->boxes.nr)
			fold(&p->boxes.at[p->boxes.nr - 1], line);
		else if (!fill(p, lines, line))
			return false;
	}
	return true;
}

static void place(struct picture *p, const struct flow_lines *lines, double *y)
{
	nest(p, lines);
	for (unsigned int i = 0; i < p->boxes.nr; i++) {
		struct box *b = &p->boxes.at[i];

		b->x = MT_SVG_MARGIN + b->line->depth * p->step + b->frames * p->shift;
		wrap(b);
		if (b->framed)
			*y += FRAME;
		b->y = *y;
		*y += b->height + GAP;
		if (i + 1 < p->boxes.nr && p->boxes.at[i + 1].frames < b->frames)
			*y += FRAME * (b->frames - p->boxes.at[i + 1].frames);
	}
}

static void put_frame(FILE *out, const struct picture *p, const struct box *b)
{
	const struct box *last = &p->boxes.at[b->last];
	double inset = (b->frames - 1) * 3.0;

	fprintf(out,
		"<rect class=\"frame\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\"/>\n",
		b->x - FRAME, b->y - FRAME + 1, RIGHT + FRAME - inset - b->x + FRAME,
		last->y + last->height + FRAME - 2 + 4.0 * (last->frames - b->frames) - b->y +
			FRAME);
}

/* Draw an arrow from the caller's box down to @b; an arrow to another thread has its own line. */
static void put_arrow(FILE *out, const struct picture *p, const struct flow_lines *lines,
		      const struct box *b)
{
	int above = parent_of(p, lines, b);
	const struct box *from;

	if (above < 0)
		return;
	from = &p->boxes.at[above];
	fprintf(out,
		"<path class=\"%s\" d=\"M%.1f %.1fV%.1fH%.1f\" marker-end=\"url(#mt-arrow)\"/>\n",
		b->framed ? "e d" : "e", from->x + p->step * (b->framed ? .75 : .3),
		from->y + from->height, b->y + (MT_SVG_LINE + PAD) / 2.0, b->x);
}

static void put_tail(FILE *out, const struct box *b, double x, double y)
{
	const struct {
		const char *look, *text;
	} parts[] = {
		{ b->line->bad ? "failure" : "", b->result },
		{ "dim", b->time },
		{ "h", b->holds },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		mt_svg_text(out, parts[i].look, x, y, MT_SVG_WIDTH, parts[i].text);
		x += columns_of(parts[i].text) * MT_SVG_COLUMN;
	}
}

static void put_box(FILE *out, const struct box *b)
{
	const char *layer = flow_layer_name(b->line->layer);
	double y = b->y + 14, x = b->x + PAD;

	fprintf(out, "<g class=\"box\"><title>%s: ", layer);
	mt_svg_escape(out, b->text);
	fputc(' ', out);
	mt_svg_escape(out, b->line->result);
	fprintf(out,
		" %s %s</title><rect class=\"%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\"/>",
		b->time, b->holds, layer, b->line->bad ? " bad" : "", b->x, b->y, b->width,
		b->height);
	for (unsigned int i = 0; i < b->rows; i++, y += MT_SVG_LINE) {
		bool more = i + 1 == b->rows && b->text[b->from[i] + b->len[i]];
		char *row = NULL;

		if (!mt_mem_ok(asprintf(&row, "%.*s%s", (int)b->len[i], b->text + b->from[i],
					more ? "\u2026" : "") >= 0))
			return;
		mt_svg_text(out, "", x, y, MT_SVG_WIDTH, row);
		if (i + 1 == b->rows && !b->own_row)
			put_tail(out, b, x + columns_of(row) * MT_SVG_COLUMN, y);
		free(row);
	}
	if (b->own_row || !b->rows)
		put_tail(out, b, x, y);
	if (b->line->bad)
		mt_svg_cross(out, b->x + b->width + 4, b->y + b->height / 2 - 4);
	fputs("</g>\n", out);
}

/* Draw the legend: the layers in the picture in their order, then the marks. */
static double put_legend(FILE *out, const struct picture *p, double y)
{
	struct mt_svg_key keys[FLOW_LAYER_NR + 2];
	bool used[FLOW_LAYER_NR] = { false }, framed = false, bad = false;
	unsigned int nr = 0;

	for (unsigned int i = 0; i < p->boxes.nr; i++) {
		const struct box *b = &p->boxes.at[i];

		used[b->line->layer] = true;
		framed |= b->framed;
		bad |= b->line->bad;
	}
	for (int l = 0; l < FLOW_LAYER_NR; l++)
		if (used[l])
			keys[nr++] = (struct mt_svg_key){ flow_layer_name(l), flow_layer_name(l),
							  false };
	if (framed)
		keys[nr++] = (struct mt_svg_key){ "frame", "another thread, later", false };
	if (bad)
		keys[nr++] = (struct mt_svg_key){ "bad", "failed", true };
	return mt_svg_legend(out, keys, nr, y);
}

static bool draw(struct mt_svg *svg, struct picture *p, const struct flow_lines *lines,
		 const struct flow_report *report)
{
	enum flow_layer layer = FLOW_LAYER_NR;
	double y;
	char text[160];

	if (!fill_all(p, lines))
		return false;
	snprintf(text, sizeof(text), "Linux %s, ended with %d after %.3f ms, traced",
		 report->kernel, report->status, (double)report->ns / 1e6);
	mt_svg_text(svg->to, "h", MT_SVG_MARGIN, MT_SVG_MARGIN + 12,
		    MT_SVG_WIDTH - 2 * MT_SVG_MARGIN, report->command);
	mt_svg_text(svg->to, "dim", MT_SVG_MARGIN, MT_SVG_MARGIN + 30,
		    MT_SVG_WIDTH - 2 * MT_SVG_MARGIN, text);
	y = put_legend(svg->to, p, MT_SVG_MARGIN + 2 * (MT_SVG_LINE + 2)) + 10;
	place(p, lines, &y);
	for (unsigned int i = 0; i < p->boxes.nr; i++)
		if (p->boxes.at[i].framed)
			put_frame(svg->to, p, &p->boxes.at[i]);
	for (unsigned int i = 0; i < p->boxes.nr; i++)
		put_arrow(svg->to, p, lines, &p->boxes.at[i]);
	for (unsigned int i = 0; i < p->boxes.nr; i++) {
		const struct box *b = &p->boxes.at[i];

		put_box(svg->to, b);
		if (b->line->layer != layer)
			mt_svg_text(svg->to, "dim end", MT_SVG_WIDTH - 4, b->y + 14, LAYERS + 8,
				    flow_layer_name(b->line->layer));
		layer = b->line->layer;
	}
	svg->y = y;
	return !mt_memory_short();
}

bool flow_svg(const char *path, const struct flow_report *report, const struct flow_select *select,
	      struct mt_error *err)
{
	struct flow_lines lines = { 0 };
	struct picture p = { 0 };
	struct mt_svg svg;
	struct mt_outfile f;
	bool good = mt_svg_open(&svg), drawn;

	flow_lines_make(&lines, report->tree, select);
	drawn = good && !lines.failed && draw(&svg, &p, &lines, report);
	if (drawn && mt_outfile_open(&f, path, MT_OUT_REPLACE, err)) {
		drawn = mt_svg_close(&svg, f.to, report->command, style);
		good = mt_outfile_end(&f, drawn, err);
	} else {
		good = false;
		if (svg.to)
			mt_svg_close(&svg, NULL, "", "");
	}
	if (!drawn)
		mt_error_set(err, "cannot write %s: out of memory", path);
	for (unsigned int i = 0; i < p.boxes.nr; i++)
		free(p.boxes.at[i].text);
	free(p.boxes.at);
	flow_lines_free(&lines);
	return good && drawn;
}
