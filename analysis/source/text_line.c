// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/text_line.h"

#include "analysis/base/record.h"
#include "analysis/source/text_graph.h"
#include "analysis/source/text_scan.h"

/*
 * Scan the latency columns, such as "d.h2.": [irqs-off][resched][irq]... With PREEMPT_RT there are
 * up to nine columns: [irqs-off][resched][lazy][irq]...
 */
static bool scan_flags(struct mt_span s, struct mt_line *line)
{
	if (s.len < 3 || s.len > 9)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '.' && s.p[i] != '#')
			return false;
	line->irq = memchr("hHsZz", s.p[s.len == 9 ? 3 : 2], 5) != NULL;
	return true;
}

/* Scan "[flags] time: event". */
static bool scan_after_cpu(struct mt_span s, struct mt_line *line)
{
	struct mt_span after = s, word = mt_span_word(&after);

	if (word.len && word.p[word.len - 1] != ':' && !mt_scan_is_date(word)) {
		if (!scan_flags(word, line))
			return false;
		s = after;
	}
	if (!mt_line_scan_when(&s, line))
		return false;
	line->has_ts = true;
	if (!mt_line_scan_event(s, line))
		line->kind = MT_LINE_BAD;
	return true;
}

/* Scan a usual line: "... [cpu] ...". The comm may contain brackets. */
static bool scan_bracketed(struct mt_span text, struct mt_line *line)
{
	struct mt_span s = text;

	for (;;) {
		const char *open = s.len ? memchr(s.p, '[', s.len) : NULL;
		struct mt_span rest;
		size_t n;

		if (!open)
			return false;
		s = mt_span_skip(s, (size_t)(open - s.p) + 1);
		n = mt_scan_digits(s);
		if (!n || n >= s.len || s.p[n] != ']' || open == text.p || open[-1] != ' ')
			continue;
		rest = mt_span_skip(s, n + 1);
		if (!mt_line_scan_task(mt_span(text.p, (size_t)(open - text.p)), line) ||
		    !scan_after_cpu(rest, line))
			continue;
		return mt_scan_small_number(mt_span(s.p, n), &line->cpu);
	}
}

/* "708210us+" or "42.169667", without the colon */
static bool scan_latency_time(struct mt_span s, struct mt_line *line)
{
	size_t n = mt_scan_digits(s);
	struct mt_span unit = mt_span_skip(s, n);

	if (!mt_span_starts(unit, "us"))
		return mt_line_scan_time(s, &line->ts, &line->ticks);
	if (unit.len > 3 || !mt_scan_number(mt_span(s.p, n), &line->ts) ||
	    line->ts > UINT64_MAX / 1000)
		return false;
	line->ts *= 1000;
	return true;
}

/* Scan the latency format, "comm-pid   0d..2. 708210us+: name: text". */
static bool scan_latency(struct mt_span text, struct mt_line *line)
{
	struct mt_span s = text;

	for (;;) {
		const char *dash = s.len ? memchr(s.p, '-', s.len) : NULL;
		struct mt_span rest, word, time;
		size_t n;

		if (!dash)
			return false;
		s = mt_span_skip(s, (size_t)(dash - s.p) + 1);
		n = mt_scan_digits(s);
		if (!n || n >= s.len || s.p[n] != ' ')
			continue;
		rest = mt_scan_skip_blanks(mt_span_skip(s, n));
		if (rest.len && *rest.p == '(') { /* record-tgid */
			const char *close = memchr(rest.p, ')', rest.len);

			if (!close)
				continue;
			rest = mt_span_skip(rest, (size_t)(close - rest.p) + 1);
		}
		word = mt_span_word(&rest);
		/* the preempt depth is also a digit: the CPU number ends where a flag begins */
		time = mt_span_skip(word, mt_scan_digits(word));
		if (word.len == time.len || !scan_flags(time, line) ||
		    !mt_scan_small_number(mt_span(word.p, word.len - time.len), &line->cpu))
			continue;
		time = mt_span_word(&rest);
		if (time.len && time.p[time.len - 1] == ':')
			time.len--;
		else if (!mt_span_eq(mt_span_word(&rest), ":"))
			continue;
		if (!scan_latency_time(time, line) ||
		    !mt_line_scan_task(mt_span(text.p, (size_t)(s.p + n - text.p)), line))
			continue;
		line->has_ts = true;
		if (!mt_line_scan_event(rest, line))
			line->kind = MT_LINE_BAD;
		return true;
	}
}

/* Scan " => func", "=> func (ffffffff8865116e)" or "\tffffffff8865116e func+0x2 (dso)". */
static bool scan_frame(struct mt_span text, struct mt_line *line)
{
	struct mt_span s = mt_scan_skip_blanks(text);
	struct mt_span address;
	size_t n = 0;

	if (mt_span_starts(s, "=>")) {
		s = mt_scan_skip_blanks(mt_span_skip(s, 2));
		line->user_frame = s.len && (*s.p == '/' || mt_span_starts(s, "<0"));
		line->func = mt_line_func_name(s);
		line->dialect = memchr(s.p, '(', s.len) ? MT_DIALECT_TRACE_CMD : MT_DIALECT_FTRACE;
		return true;
	}
	if (s.p == text.p)
		return false;
	if (mt_perf_scan_frame(text, s, line))
		return true;
	while (n < s.len && isxdigit((unsigned char)s.p[n]))
		n++;
	/* perf prints addresses such as 0 if it unwinds user space too far */
	if (n < 4 && (!n || s.p[s.len - 1] != ')'))
		return false;
	if (n > 16 || (n < s.len && s.p[n] != ' '))
		return false;
	address = mt_span(s.p, n);
	mt_span_hex(address, &line->address);
	line->dialect = MT_DIALECT_PERF;
	/* the kernel is the upper half of the address space */
	line->user_frame = n < 16 || *address.p < '8';
	line->func = mt_line_func_name(mt_span_skip(s, n));
	return true;
}

/* Scan "CPU:1 [LOST 12 EVENTS]", "CPU:1 [12 EVENTS DROPPED]" or "... [EVENTS DROPPED]". */
static bool scan_lost(struct mt_span text, struct mt_line *line)
{
	struct mt_span rest = mt_span_skip(text, 4);
	struct mt_span word = mt_span_word(&rest);

	if (!mt_scan_small_number(word, &line->cpu))
		return false;
	rest = mt_scan_skip_blanks(rest);
	if (!rest.len || *rest.p != '[' || rest.p[rest.len - 1] != ']')
		return false;
	rest.p++;
	rest.len -= 2;
	word = mt_span_word(&rest);
	if (mt_span_eq(word, "LOST"))
		word = mt_span_word(&rest);
	if (!mt_scan_number(word, &line->lost) && !mt_span_eq(word, "EVENTS"))
		return false;
	return true;
}

/* Scan "# entries-in-buffer/entries-written: 238/39858   #P:2". */
static void scan_comment(struct mt_span text, struct mt_line *line)
{
	struct mt_span rest = mt_span_skip(text, 1);
	struct mt_span word = mt_span_word(&rest);
	uint64_t in_buffer, written;
	const char *slash;

	line->kind = MT_LINE_NOTHING;
	if (mt_span_eq(word, "tracer:"))
		line->dialect = MT_DIALECT_FTRACE;
	if (!mt_span_eq(word, "entries-in-buffer/entries-written:"))
		return;
	word = mt_span_word(&rest);
	slash = word.len ? memchr(word.p, '/', word.len) : NULL;
	if (!slash)
		return;
	if (mt_scan_number(mt_span(word.p, (size_t)(slash - word.p)), &in_buffer) &&
	    mt_scan_number(mt_span_skip(word, (size_t)(slash - word.p) + 1), &written) &&
	    written > in_buffer)
		line->overwritten = written - in_buffer;
}

/* Whether @s consists of @name and a number, as in "cpus=2". */
static bool is_setting(struct mt_span s, const char *name)
{
	struct mt_span value = mt_span_skip(s, strlen(name));

	return mt_span_starts(s, name) && value.len && mt_scan_digits(value) == value.len;
}

void mt_line_scan(struct mt_span text, struct mt_line *line)
{
	struct mt_span bare;

	*line = (struct mt_line){ .kind = MT_LINE_BAD,
				  .pid = -1,
				  .cpu = -1,
				  .duration = MT_DURATION_UNKNOWN };
	text = mt_text_without_prefix(text);
	if (scan_bracketed(text, line))
		return;
	bare = mt_span_trim(text);
	if (!bare.len || mt_span_starts(bare, "---------")) {
		line->kind = MT_LINE_NOTHING;
		return;
	}
	if (*bare.p == '#') {
		scan_comment(bare, line);
		return;
	}
	if (is_setting(bare, "cpus=") || is_setting(bare, "version = ")) {
		line->kind = MT_LINE_NOTHING;
		line->dialect = MT_DIALECT_TRACE_CMD;
		return;
	}
	if (scan_frame(text, line)) {
		line->kind = MT_LINE_FRAME;
		return;
	}
	if (mt_span_starts(bare, "CPU:") && scan_lost(bare, line)) {
		line->kind = MT_LINE_LOST;
		return;
	}
	if (mt_graph_scan(text, line) || scan_latency(text, line) ||
	    mt_perf_trace_scan(text, line) || mt_perf_scan(text, line))
		return;
	line->kind = MT_LINE_BAD;
	if (!line->why)
		line->why = "not a line of a trace";
}
