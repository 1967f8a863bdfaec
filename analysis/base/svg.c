// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/svg.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/span.h"
#include "analysis/base/store.h"

/* In pixels: the width of a sample in the legend, and of the gap after an entry. */
enum { SAMPLE = 18, KEY_GAP = 16 };

#define CROSS "<path class=\"x\" d=\"M%.1f %.1fl8 8m0-8l-8 8\"/>"

void mt_svg_escape(FILE *out, const char *text)
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
			/* U+FFFE and U+FFFF are valid UTF-8, but not valid XML */
			if (len && memcmp(rest.p, "\xef\xbf\xbe", len) &&
			    memcmp(rest.p, "\xef\xbf\xbf", len))
				fwrite(rest.p, 1, len, out);
			else
				fputc(*rest.p > 0 && *rest.p < ' ' ? ' ' : '?', out);
		}
		len += !len;
	}
}

/* Returns the length of the first character, and adds its width to @columns. */
static size_t character(struct mt_span text, unsigned int *columns)
{
	size_t len = mt_span_character(text);

	/* it depends on the font which of the other characters are wide */
	*columns += len > 2 ? 2 : 1;
	return len ? len : 1;
}

unsigned int mt_svg_columns(const char *text)
{
	struct mt_span rest = mt_span_z(text);
	unsigned int columns = 0;

	while (rest.len)
		rest = mt_span_skip(rest, character(rest, &columns));
	return columns;
}

size_t mt_svg_fit(const char *text, unsigned int columns)
{
	struct mt_span rest = mt_span_z(text);
	unsigned int used = 0;

	while (rest.len) {
		size_t len = character(rest, &used);

		if (used > columns)
			break;
		rest = mt_span_skip(rest, len);
	}
	return (size_t)(rest.p - text);
}

size_t mt_svg_break(const char *text, unsigned int columns)
{
	size_t fits = mt_svg_fit(text, columns ? columns : 1), cut;

	/* a single wide character does not fit in the row */
	if (!fits)
		return character(mt_span_z(text), &columns);
	if (!text[fits])
		return fits;
	for (cut = fits; cut > fits / 3 && text[cut] != ' ';)
		cut--;
	return text[cut] == ' ' ? cut : fits;
}

static void put(FILE *out, const char *text, size_t len)
{
	char *own = mt_mem(strndup(text, len));

	if (own)
		mt_svg_escape(out, own);
	free(own);
}

void mt_svg_text(FILE *out, const char *look, double x, double y, double width, const char *text)
{
	unsigned int room = width > 0 ? (unsigned int)(width / MT_SVG_COLUMN) : 0;
	bool whole = mt_svg_columns(text) <= room;

	if (!*text || (!whole && room < 4))
		return;
	fprintf(out, "<text%s%s%s x=\"%.1f\" y=\"%.1f\">", *look ? " class=\"" : "", look,
		*look ? "\"" : "", x, y);
	put(out, text, whole ? strlen(text) : mt_svg_fit(text, room - 1));
	fprintf(out, "%s</text>", whole ? "" : "\u2026");
}

void mt_svg_cross(FILE *out, double x, double y)
{
	fprintf(out, CROSS, x, y);
}

double mt_svg_legend(FILE *out, const struct mt_svg_key *keys, unsigned int nr, double y)
{
	double x = MT_SVG_MARGIN;

	for (unsigned int i = 0; i < nr; i++) {
		double words = mt_svg_columns(keys[i].words) * MT_SVG_COLUMN;

		if (x > MT_SVG_MARGIN && x + SAMPLE + 4 + words > MT_SVG_WIDTH - MT_SVG_MARGIN) {
			x = MT_SVG_MARGIN;
			y += MT_SVG_LINE + 2;
		}
		fprintf(out,
			"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"12\"/>",
			keys[i].look, x, y + 2, SAMPLE);
		if (keys[i].fails)
			mt_svg_cross(out, x + 5, y + 4);
		mt_svg_text(out, "", x + SAMPLE + 4, y + 12, words + 1, keys[i].words);
		fputc('\n', out);
		x += SAMPLE + 4 + words + KEY_GAP;
	}
	return y + MT_SVG_LINE + 2;
}

bool mt_svg_open(struct mt_svg *svg)
{
	*svg = (struct mt_svg){ .y = MT_SVG_MARGIN };
	if (!mt_draft_open(&svg->draft, MT_STORE_STEP))
		return false;
	svg->to = svg->draft.to;
	return true;
}

/*
 * The selectors contain the picture's class, so that they do not change the style of a page that
 * contains the picture. The hatch marks objects without a destination.
 */
static const char head[] =
	"<style>.mt text{font:12px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#111;white-space:pre}"
	".mt .h{font-weight:bold}.mt .dim{fill:#444}.mt .end{text-anchor:end}.mt .mid{text-anchor:middle}"
	".mt .x{fill:none;stroke:#a00000;stroke-width:2}.mt .bad{stroke:#a00000;stroke-width:2}"
	".mt .halo{paint-order:stroke;stroke:#fff;stroke-width:3}.mt .failure{fill:#a00000;font-weight:bold}";
static const char defs[] =
	"</style>\n<defs>"
	"<marker id=\"mt-arrow\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\">"
	"<path d=\"M0 0L6 3L0 6z\" fill=\"#444\"/></marker>"
	"<pattern id=\"mt-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
	"<path fill=\"#fff\" d=\"M0 0h6v6H0z\"/><path fill=\"#efb79f\" d=\"M0 0h2v6H0z\"/></pattern>"
	"</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";

bool mt_svg_close(struct mt_svg *svg, FILE *out, const char *title, const char *style)
{
	unsigned int height = (unsigned int)svg->y + 1 + MT_SVG_MARGIN;
	bool good = svg->to && mt_draft_complete(&svg->draft);

	if (good && out) {
		fprintf(out,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mt\" role=\"img\" width=\"%d\" height=\"%u\" viewBox=\"0 0 %d %u\">\n<title>",
			MT_SVG_WIDTH, height, MT_SVG_WIDTH, height);
		mt_svg_escape(out, title);
		fprintf(out, "</title>\n%s%s%s", head, style, defs);
		good = mt_draft_copy(&svg->draft, out);
		fputs("</svg>\n", out);
	}
	mt_draft_close(&svg->draft);
	*svg = (struct mt_svg){ 0 };
	return good;
}
