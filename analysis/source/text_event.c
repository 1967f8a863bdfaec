// SPDX-License-Identifier: GPL-2.0-only
/* Parses the event at the end of a line. */
#include "analysis/source/text_graph.h"
#include "analysis/source/text_scan.h"

/* Whether @s is a modifier after the name of a counter, as in "cycles:P:" and "cpu-clock:ppp:". */
static bool is_modifier(struct mt_span s)
{
	if (s.len && s.p[s.len - 1] == ':')
		s.len--;
	return s.len <= 6 && (!s.len || mt_scan_consists_of(s, "ukhIGHpPSDWeb"));
}

/* Scan "name: text", "sys:name: text", "[period] sys:name: text" or "f <-g". */
bool mt_line_scan_event(struct mt_span s, struct mt_line *line)
{
	struct mt_span rest = s;
	struct mt_span word = mt_span_word(&rest);
	const char *colon;

	if (word.len && *word.p == '(') { /* trace-cmd's "(+71)" */
		s = rest;
		word = mt_span_word(&rest);
	}
	while (word.len && mt_scan_digits(word) == word.len) { /* perf's period, weight ... */
		line->sample = true;
		word = mt_span_word(&rest);
	}
	if (!word.len) {
		line->why = "no event after the time";
		return false;
	}
	if (mt_span_starts(mt_scan_skip_blanks(s), "<stack trace") ||
	    mt_span_starts(mt_scan_skip_blanks(s), "<user stack trace")) {
		line->kind = MT_LINE_STACK;
		line->user_stack = mt_scan_skip_blanks(s).p[1] == 'u';
		return true;
	}
	if (mt_span_starts(word, "PERF_RECORD_LOST")) {
		struct mt_span count = mt_span_word(&rest);

		line->kind = MT_LINE_LOST;
		if (mt_span_eq(count, "lost"))
			count = mt_span_word(&rest);
		if (!mt_scan_number(count, &line->lost))
			line->lost = 0;
		return true;
	}
	if (word.p[word.len - 1] != ':') {
		if (mt_span_starts(mt_scan_skip_blanks(rest), "<-")) {
			line->kind = MT_LINE_EVENT;
			line->name = mt_span_z("function");
			line->text = mt_scan_skip_blanks(s);
			return true;
		}
		line->why = "no \"name:\" after the time";
		return false;
	}
	word.len--;
	colon = memchr(word.p, ':', word.len);
	if (colon && is_modifier(mt_span_skip(word, (size_t)(colon - word.p) + 1))) {
		line->dialect = MT_DIALECT_PERF;
		word.len = (size_t)(colon - word.p);
	} else if (colon) {
		line->dialect = MT_DIALECT_PERF;
		line->system = mt_span(word.p, (size_t)(colon - word.p));
		word = mt_span_skip(word, line->system.len + 1);
		if (word.len && word.p[word.len - 1] == ':')
			word.len--;
	}
	if (!word.len) {
		line->why = "an event without a name";
		return false;
	}
	line->kind = MT_LINE_EVENT;
	line->name = word;
	line->text = mt_span_trim(rest);
	if (mt_span_eq(word, "kernel_stack") || mt_span_eq(word, "user_stack")) {
		line->kind = MT_LINE_STACK;
		line->user_stack = *word.p == 'u';
	} else if (mt_span_starts(word, "funcgraph_e")) {
		const char *bar = memchr(rest.p, '|', rest.len);

		if (!bar) {
			line->why = "function_graph event without '|'";
			return false;
		}
		line->kind = MT_LINE_GRAPH;
		line->duration = mt_graph_duration(mt_span(rest.p, (size_t)(bar - rest.p)));
		if (!mt_line_scan_graph_body(mt_span_skip(rest, (size_t)(bar - rest.p) + 1),
					     line)) {
			line->why = "function_graph event that is neither a call nor a return";
			return false;
		}
	}
	/* trace-cmd report pads the name to 20 columns; ftrace never does */
	if (line->dialect == MT_DIALECT_FTRACE && mt_span_starts(rest, "  "))
		line->dialect = MT_DIALECT_TRACE_CMD;
	return true;
}
