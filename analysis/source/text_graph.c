// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/text_graph.h"

#include "analysis/base/record.h"
#include "analysis/source/text_scan.h"

uint64_t mt_graph_duration(struct mt_span text)
{
	struct mt_span word = mt_span_word(&text);
	uint64_t value;
	bool ticks;

	/* one of the marks + ! # * @ $ precedes a long duration */
	if (word.len == 1 && !(*word.p >= '0' && *word.p <= '9'))
		word = mt_span_word(&text);
	if (!word.len || !mt_span_eq(mt_span_word(&text), "us") ||
	    !mt_line_scan_time(word, &value, &ticks))
		return MT_DURATION_UNKNOWN;
	/* the number was scanned as seconds */
	return ticks ? value * 1000 : value / 1000000;
}

bool mt_line_scan_graph_body(struct mt_span body, struct mt_line *line)
{
	size_t indent = 0;
	const char *paren;

	while (indent < body.len && body.p[indent] == ' ')
		indent++;
	body = mt_span_trim(body);
	line->depth = indent >= 2 ? (int)(indent - 2) / 2 : 0;
	if (!body.len)
		return false;
	if (*body.p == '}') {
		line->graph = MT_GRAPH_RETURN;
		return true;
	}
	if (mt_span_starts(body, "/*")) {
		const char *colon;

		body = mt_span_trim(mt_span_skip(body, 2));
		if (body.len >= 2 && !memcmp(body.p + body.len - 2, "*/", 2))
			body.len -= 2;
		line->graph = MT_GRAPH_COMMENT;
		colon = body.len ? memchr(body.p, ':', body.len) : NULL;
		if (colon) {
			line->name = mt_span(body.p, (size_t)(colon - body.p));
			line->text = mt_span_trim(mt_span_skip(body, line->name.len + 1));
		}
		return true;
	}
	paren = memchr(body.p, '(', body.len);
	if (!paren || paren == body.p)
		return false;
	line->func = mt_line_func_name(mt_span(body.p, (size_t)(paren - body.p)));
	if (body.p[body.len - 1] == '{') {
		line->graph = MT_GRAPH_CALL;
		return true;
	}
	if (!memchr(body.p, ';', body.len))
		return false;
	line->graph = MT_GRAPH_LEAF;
	return true;
}

/* Scan the comm and pid, such as "ip-460", if they are in this column. */
static void scan_column(struct mt_span column, struct mt_line *line)
{
	struct mt_span s = mt_span_trim(column);
	size_t n = 0;
	int64_t pid;

	if (line->duration == MT_DURATION_UNKNOWN)
		line->duration = mt_graph_duration(s);
	while (n < s.len && s.p[s.len - 1 - n] >= '0' && s.p[s.len - 1 - n] <= '9')
		n++;
	if (!n || n + 1 >= s.len || s.p[s.len - 1 - n] != '-' ||
	    !mt_span_int(mt_span(s.p + s.len - n, n), &pid) || pid > INT32_MAX)
		return;
	line->pid = (int)pid;
	line->comm = mt_span(s.p, s.len - n - 1);
}

bool mt_graph_scan(struct mt_span text, struct mt_line *line)
{
	struct mt_span rest = mt_span_trim(text);
	struct mt_span probe = rest;
	struct mt_span word = mt_span_word(&probe);
	const char *bar, *last;
	int64_t cpu;

	if (word.len && word.p[word.len - 1] != ')') { /* funcgraph-abstime */
		if (!mt_line_scan_time(word, &line->ts, &line->ticks) ||
		    !mt_span_eq(mt_span_word(&probe), "|"))
			return false;
		line->has_ts = true;
		rest = probe;
		word = mt_span_word(&probe);
	}
	if (word.len < 2 || word.p[word.len - 1] != ')' ||
	    !mt_span_int(mt_span(word.p, word.len - 1), &cpu) || cpu < 0 || cpu > INT32_MAX)
		return false;
	line->cpu = (int)cpu;
	line->dialect = MT_DIALECT_FTRACE;
	rest = probe;
	/* the body is the text after the last '|'; its indentation is kept */
	last = NULL;
	for (bar = rest.p; bar < rest.p + rest.len; bar++) {
		if (*bar == '|') {
			scan_column(mt_span(last ? last + 1 : rest.p,
					    (size_t)(bar - (last ? last + 1 : rest.p))),
				    line);
			last = bar;
		}
	}
	if (!last) {
		const char *arrow = mt_span_find(rest, "=>");

		if (!arrow)
			return false;
		scan_column(mt_span_skip(rest, (size_t)(arrow - rest.p) + 2), line);
		line->kind = line->pid >= 0 ? MT_LINE_SWITCH : MT_LINE_BAD;
		return line->pid >= 0;
	}
	line->kind = MT_LINE_GRAPH;
	if (!mt_line_scan_graph_body(mt_span_skip(rest, (size_t)(last - rest.p) + 1), line)) {
		line->kind = MT_LINE_BAD;
		line->why = "function_graph line that is neither a call nor a return";
	}
	return true;
}
