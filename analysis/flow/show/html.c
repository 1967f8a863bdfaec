// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/html.h"

#include <inttypes.h>

#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/base/svg.h"

/* Lines above this depth are initially unfolded. */
#define UNFOLDED 5

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	"style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

static const char style[] =
	"<style>\n"
	":root{color-scheme:light dark}\n"
	"body{font:14px/1.5 system-ui,sans-serif;margin:1em auto;max-width:72em;padding:0 1em}\n"
	"details,.leaf{margin-left:1.2em}\n"
	".tree>details,.tree>.leaf{margin-left:0}\n"
	"summary,.leaf{font-family:ui-monospace,monospace;padding:1px 4px;border-left:4px solid #888;"
	"overflow-wrap:anywhere}\n"
	".leaf{padding-left:1.3em}\n"
	"summary:focus-visible{outline:2px solid}\n"
	".layer{display:inline-block;min-width:5.5em;opacity:.75}\n"
	".took{opacity:.75}\n"
	".bad{font-weight:bold;text-decoration:underline}\n"
	".syscall{border-color:#56b4e9}.socket{border-color:#009e73}.dispatch{border-color:#7ac36a}\n"
	".security{border-color:#999966}.protocol{border-color:#2ca02c}.network{border-color:#1f77b4}\n"
	".qdisc{border-color:#bcbd22}.receive{border-color:#8c6bb1}\n"
	".core{border-color:#e6b800}.driver{border-color:#e69f00}.deferred{border-color:#9467bd}\n"
	".firmware{border-color:#cc79a7}\n"
	"@media print{details{break-inside:avoid-page}button{display:none}}\n"
	"</style>\n";

static const char script[] = "<script>\n"
			     "for (const button of document.querySelectorAll(\"button\"))\n"
			     "\tbutton.onclick = () => {\n"
			     "\t\tfor (const node of document.querySelectorAll(\"details\"))\n"
			     "\t\t\tnode.open = button.dataset.open === \"1\";\n"
			     "\t};\n"
			     "</script>\n";

static void put_line(FILE *out, const struct flow_line *line)
{
	fprintf(out, "<span class=\"layer\">%s</span> ", flow_layer_name(line->layer));
	mt_svg_escape(out, line->text);
	if (*line->result) {
		fprintf(out, " <span%s>", line->bad ? " class=\"bad\"" : "");
		mt_svg_escape(out, line->result);
		fprintf(out, "%s</span>", line->bad ? " \u2717" : "");
	}
	if (line->ns != UINT64_MAX)
		fprintf(out, " <span class=\"took\">%.3f ms</span>", (double)line->ns / 1e6);
}

/* The lines are in tree order, so a line can be folded if the next one is deeper. */
static void put_tree(FILE *out, const struct flow_lines *lines)
{
	MT_VEC(unsigned int) open = { 0 }; /* depths of the lines that can be folded */
	unsigned int nr = lines->list.nr;

	fputs("<div class=\"tree\">\n", out);
	for (unsigned int i = 0; i < nr; i++) {
		const struct flow_line *line = &lines->list.at[i];
		bool folds = i + 1 < nr && lines->list.at[i + 1].depth > line->depth;

		for (; open.nr && open.at[open.nr - 1] >= line->depth; open.nr--)
			fputs("</details>\n", out);
		if (folds) {
			unsigned int *depth = mt_vec_add(&open);

			if (!depth)
				break;
			*depth = line->depth;
			fprintf(out, "<details%s><summary class=\"%s\">",
				line->depth < UNFOLDED ? " open=\"\"" : "",
				flow_layer_name(line->layer));
		} else {
			fprintf(out, "<div class=\"leaf %s\">", flow_layer_name(line->layer));
		}
		put_line(out, line);
		fputs(folds ? "</summary>\n" : "</div>\n", out);
	}
	for (; open.nr; open.nr--)
		fputs("</details>\n", out);
	fputs("</div>\n", out);
	free(open.at);
}

static void put_page(FILE *out, const struct flow_lines *lines, const struct flow_report *report)
{
	fputs(head, out);
	fputs("<title>", out);
	mt_svg_escape(out, report->command);
	fprintf(out, "</title>\n%s</head>\n<body>\n<h1>", style);
	mt_svg_escape(out, report->command);
	fputs("</h1>\n<p>Linux ", out);
	mt_svg_escape(out, report->kernel);
	fprintf(out,
		", ended with %d after %.3f ms, traced. Each line is a boundary between layers, with the "
		"calls through the layer; lines below it fold.</p>\n"
		"<p><button data-open=\"1\">Unfold all</button> <button data-open=\"0\">Fold all</button></p>\n",
		report->status, (double)report->ns / 1e6);
	put_tree(out, lines);
	fprintf(out, "%s</body>\n</html>\n", script);
}

bool flow_html(const char *path, const struct flow_report *report, const struct flow_select *select,
	       struct mt_error *err)
{
	struct flow_lines lines = { 0 };
	struct mt_outfile f;
	bool good = false;

	flow_lines_make(&lines, report->tree, select);
	if (lines.failed) {
		mt_error_set(err, "cannot write %s: out of memory", path);
	} else if (mt_outfile_open(&f, path, MT_OUT_REPLACE, err)) {
		put_page(f.to, &lines, report);
		good = !mt_memory_short();
		if (!good)
			mt_error_set(err, "cannot write %s: out of memory", path);
		good = mt_outfile_end(&f, good, err);
	}
	flow_lines_free(&lines);
	return good;
}
