// SPDX-License-Identifier: GPL-2.0-only
/* Kernel logs as a source of records: each line is a record. */
#include "analysis/source/source.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/dmesg/line.h"
#include "analysis/source/klog_report.h"

struct klog {
	struct mt_lines lines;
	struct mt_klog_line line;
	struct mt_klog_report report;
	bool again; /* the line ended a report, which was returned first */
	bool over;
};

/*
 * Whether @text contains "[000]   12.345678:", as in a line of a trace whose event is a kernel
 * message.
 */
static bool has_cpu_and_time(struct mt_span text)
{
	struct mt_span word;
	bool cpu = false;

	for (int i = 0; i < 8 && (word = mt_span_word(&text), word.len); i++) {
		const char *dot = memchr(word.p, '.', word.len);

		if (cpu && dot && word.len > 3 && isdigit((unsigned char)*word.p) &&
		    word.p[word.len - 1] == ':')
			return true;
		cpu |= word.len >= 5 && *word.p == '[' && word.p[word.len - 1] == ']' &&
		       isdigit((unsigned char)word.p[1]) && !dot;
	}
	return false;
}

/*
 * Whether @text is from an ftrace dump in a log: "TASK-PID  [000] ..." or "TASK-PID  0d..1. ...".
 * Such a log is read as trace text.
 */
static bool is_trace(struct mt_span text)
{
	const struct mt_span whole = text;
	struct mt_span first = mt_span_word(&text), second = mt_span_word(&text);
	size_t pid = first.len, flags = 0;

	if (has_cpu_and_time(whole))
		return true;
	while (pid && isdigit((unsigned char)first.p[pid - 1]))
		pid--;
	if (pid < 2 || pid == first.len || first.p[pid - 1] != '-' || second.len < 5)
		return false;
	if (*second.p == '[')
		return isdigit((unsigned char)second.p[1]) && second.p[4] == ']';
	while (flags < second.len && isdigit((unsigned char)second.p[flags]))
		flags++;
	return flags && flags <= 4 && second.len - flags >= 4 && second.len - flags <= 9;
}

/*
 * The last line of @head may be incomplete. It is parsed nevertheless, because it may be the only
 * line.
 */
static bool klog_match(struct mt_span head)
{
	struct mt_klog_line *line = mt_mem(malloc(sizeof(*line)));
	bool found = false, trace = false;

	for (unsigned int i = 0; line && head.len && !trace && i < 400; i++) {
		const char *nl = memchr(head.p, '\n', head.len);
		struct mt_span text = mt_span(head.p, nl ? (size_t)(nl - head.p) : head.len);

		if (memchr(text.p, '\0', text.len))
			break;
		if (is_trace(text))
			trace = true;
		else if (mt_klog_parse(text, line) && line->log.of_log) {
			trace = is_trace(line->text);
			found = true;
		}
		head = mt_span_skip(head, text.len + 1);
	}
	free(line);
	return found && !trace;
}

/*
 * A single frame of a call stack is sufficient, but a bare function name only within a map of
 * bpftrace.
 */
static bool kstack_match(struct mt_span head)
{
	struct mt_klog_line *line = mt_mem(malloc(sizeof(*line)));
	struct mt_kframe frame;
	bool map = false, found = false;

	for (unsigned int i = 0; line && head.len && !found && i < 400; i++) {
		const char *nl = memchr(head.p, '\n', head.len);
		struct mt_span text = mt_span(head.p, nl ? (size_t)(nl - head.p) : head.len);

		if (memchr(text.p, '\0', text.len))
			break;
		head = mt_span_skip(head, text.len + 1);
		if (!mt_klog_parse(text, line))
			continue;
		text = mt_span_trim(line->text);
		found = mt_kframe_parse(text, &frame) && frame.func.len && (map || !frame.bare);
		map |= text.len && *text.p == '@' && memchr(text.p, '[', text.len);
	}
	free(line);
	return found;
}

static bool klog_open(struct mt_source *src, struct mt_lines *lines)
{
	struct klog *k = mt_mem(calloc(1, sizeof(*k)));

	if (!k) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	k->lines = *lines;
	lines->fd = -1;
	lines->buf = NULL;
	src->priv = k;
	return true;
}

static void count(struct mt_stats *stats, const struct mt_klog_line *line)
{
	if (!line->log.of_log) {
		stats->log_others++;
		return;
	}
	stats->log_lines++;
	if (line->log.clock != MT_LOG_BOOT)
		return;
	/*
	 * no backward steps are counted, because the lines may be from hosts with different clocks
	 */
	if (!stats->last_ts || line->ts < stats->first_ts)
		stats->first_ts = line->ts;
	if (line->ts > stats->last_ts)
		stats->last_ts = line->ts;
}

static int klog_next(struct mt_source *src, struct mt_record *r)
{
	struct klog *k = src->priv;
	struct mt_span text;
	int rc = 1;

	if (k->over)
		return 0;
	while (k->again || (rc = mt_lines_next(&k->lines, &text)) > 0) {
		bool blank = !k->again && !mt_klog_parse(text, &k->line);

		if (blank && mt_span_trim(text).len && k->line.text.len)
			continue;
		k->again = false;
		if (mt_klog_report_line(src, &k->report, blank ? mt_span("", 0) : k->line.text,
					k->lines.number, k->line.ts, &k->line.log)) {
			k->again = !blank;
			mt_klog_report_fetch(src, &k->report, r);
			return 1;
		}
		if (blank)
			continue;
		k->line.log.of_log |= k->report.state != MT_REPORT_NONE;
		count(src->stats, &k->line);
		*r = (struct mt_record){
			.kind = MT_REC_LOG,
			.ts = k->line.ts,
			.cpu = -1,
			.pid = -1,
			.comm = mt_span("", 0),
			.system = mt_span("", 0),
			.name = mt_span_z("kernel log"),
			.event = MT_EV_OTHER,
			.text = k->line.text,
			.line = k->lines.number,
			.log = k->line.log,
		};
		return 1;
	}
	if (rc < 0)
		mt_error_set(src->err, "%s: %s", src->path, strerror(errno));
	if (!rc && mt_klog_report_end(&k->report)) {
		k->over = true;
		mt_klog_report_fetch(src, &k->report, r);
		return 1;
	}
	return rc;
}

static void klog_close(struct mt_source *src)
{
	struct klog *k = src->priv;

	if (!k)
		return;
	mt_lines_fini(&k->lines);
	free(k);
}

const struct mt_source_ops mt_source_klog = {
	.kind = "kernel log",
	.match = klog_match,
	.open = klog_open,
	.next = klog_next,
	.close = klog_close,
};

const struct mt_source_ops mt_source_kstack = {
	.kind = "kernel stacks",
	.match = kstack_match,
	.open = klog_open,
	.next = klog_next,
	.close = klog_close,
};
