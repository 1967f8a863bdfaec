// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/klog_report.h"

#include <stdio.h>

#include "analysis/source/text_scan.h"

/*
 * Number of lines without a frame after which a header is assumed to have no stack, and after which
 * a stack is assumed to be complete.
 */
#define HEADER_LINES 60
#define OTHER_LINES  12

static void keep(char *to, size_t size, struct mt_span from)
{
	size_t n = from.len < size ? from.len : size - 1;

	memcpy(to, from.p, n);
	to[n] = '\0';
}

static struct mt_span after(struct mt_span text, const char *what)
{
	const char *at = mt_span_find(text, what);

	if (!at)
		return mt_span("", 0);
	return mt_span_skip(text, (size_t)(at - text.p) + strlen(what));
}

static int number(struct mt_span text)
{
	int64_t value;

	return mt_span_int(text, &value) && value >= 0 && value <= INT32_MAX ? (int)value : -1;
}

static void add_frame(struct mt_source *src, struct mt_klog_report *report, struct mt_span func,
		      struct mt_span module)
{
	struct mt_frames *frames = &report->frames;
	unsigned int at = frames->nr;

	mt_frames_add(src, frames, mt_line_func_name(func), !report->user);
	if (frames->nr > at)
		report->driver[at] = !report->user && mt_kframe_of_driver(func, module);
}

/*
 * Find the task in a line such as "PID: 4211 Comm: ethtool Not tainted 6.12.48". Returns false if
 * there is no task in the line.
 */
static bool find_task(struct mt_span text, char *comm, size_t size, int *pid)
{
	static const char *const ends[] = { " Not tainted", " Tainted:", " Kdump:" };
	struct mt_span name = after(text, " Comm: "), by = after(text, "PID: ");

	if (!name.len)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const char *end = mt_span_find(name, ends[i]);

		if (end)
			name.len = (size_t)(end - name.p);
	}
	keep(comm, size, mt_span_trim(name));
	*pid = number(mt_span_word(&by));
	return true;
}

/* Set the function at fault to the first symbol in @text. */
static void find_fault(struct mt_klog_report *report, struct mt_span text)
{
	struct mt_span word, module;

	while (!*report->fault && (word = mt_span_word(&text), word.len)) {
		struct mt_span func = mt_kframe_symbol(word, &module);

		keep(report->fault, sizeof(report->fault), mt_line_func_name(func));
	}
}

static void clear(struct mt_klog_report *report)
{
	report->state = MT_REPORT_NONE;
	report->kind = NULL;
	report->map = report->user = report->in_irq = report->exception = false;
	report->pid = -1;
	report->unreliable = report->others = 0;
	report->times = 1;
	report->frames.nr = report->frames.nr_unresolved = 0;
	*report->text = *report->comm = *report->fault = *report->at = '\0';
}

static void begin(struct mt_klog_report *report, struct mt_span text, uint64_t line, uint64_t ts,
		  const struct mt_log_fields *log)
{
	clear(report);
	report->line = line;
	report->ts = ts;
	report->clock = log->clock;
	keep(report->host, sizeof(report->host), log->host);
	keep(report->stamp, sizeof(report->stamp), log->stamp);
	keep(report->text, sizeof(report->text), mt_span_trim(text));
}

/* The kind of the report that begins with this line; NULL if no report begins. */
static const struct mt_message_kind *begins(struct mt_span text, struct mt_parts *parts)
{
	struct mt_message m = {
		.area = mt_span_z("report"),
		.driver = mt_span("", 0),
		.func = mt_span("", 0),
		.text = mt_span_trim(text),
	};

	return mt_message_find(&m, parts);
}

static void begin_kind(struct mt_klog_report *report, const struct mt_message_kind *kind,
		       const struct mt_parts *parts)
{
	struct mt_span place = mt_part(parts, "place");
	const struct mt_span text = mt_span_z(report->text);
	struct mt_span pid = after(text, "pid:");

	report->state = MT_REPORT_HEADER;
	report->kind = kind;
	keep(report->comm, sizeof(report->comm), mt_span_trim(mt_part(parts, "comm")));
	report->pid = number(mt_part(parts, "pid"));
	if (report->pid < 0 && pid.len)
		report->pid = number(mt_span_word(&pid));
	keep(report->at, sizeof(report->at), place);
	find_fault(report, text);
}

/* Whether this is a second header of the same fault, such as "Oops:" after "BUG:". */
static bool is_more(const struct mt_klog_report *report, const struct mt_message_kind *kind)
{
	return report->state == MT_REPORT_HEADER && report->kind &&
	       (kind->severity == MT_SEVERITY_NOTE ||
		(kind == report->kind && kind->severity == MT_SEVERITY_FATAL));
}

static bool is_call_trace(struct mt_span text)
{
	text = mt_span_trim(text);
	return mt_span_eq(text, "Call Trace:") || mt_span_eq(text, "Call trace:");
}

/* The location of an exception, for which there is no frame in the stack. */
static struct mt_span exception_symbol(struct mt_span text, struct mt_span *module)
{
	text = mt_span_trim(text);
	if (mt_span_starts(text, "RIP: 0010:"))
		text = mt_span_skip(text, strlen("RIP: 0010:"));
	else if (mt_span_starts(text, "pc : "))
		text = mt_span_skip(text, strlen("pc : "));
	else
		return mt_span("", 0);
	return mt_kframe_symbol(text, module);
}

static void take_header(struct mt_source *src, struct mt_klog_report *report, struct mt_span text)
{
	struct mt_span module, func = exception_symbol(text, &module), at;
	char comm[sizeof(report->comm)];
	int pid;

	if (func.len && !report->frames.nr) {
		if (!*report->fault)
			keep(report->fault, sizeof(report->fault), mt_line_func_name(func));
		report->exception = true;
		add_frame(src, report, func, module);
	}
	if (find_task(text, comm, sizeof(comm), &pid) && !*report->comm) {
		memcpy(report->comm, comm, sizeof(comm));
		report->pid = pid;
	}
	/* lockdep: the lock that the task is trying to acquire */
	at = after(text, ", at: ");
	if (at.len)
		find_fault(report, at);
}

/* Save information from a line that may precede a stack. */
static void take_before(struct mt_klog_report *report, struct mt_span text,
			const struct mt_log_fields *log)
{
	struct mt_span rest = mt_span_trim(text), comm, pid;

	if (find_task(text, report->last_comm, sizeof(report->last_comm), &report->last_pid) ||
	    log->of_log)
		return;
	*report->last_comm = '\0';
	report->last_pid = -1;
	pid = after(text, "/proc/");
	if (pid.len && mt_span_find(pid, "/stack")) {
		report->last_pid = number(mt_span(pid.p, mt_scan_digits(pid)));
		return;
	}
	/* printf("%s %d %s", comm, pid, kstack) */
	comm = mt_span_word(&rest);
	pid = mt_span_word(&rest);
	if (mt_span_trim(rest).len || number(pid) < 0)
		return;
	keep(report->last_comm, sizeof(report->last_comm), comm);
	report->last_pid = number(pid);
}

/* Parse the beginning of a map of bpftrace: "@[", "@stacks[ethtool, 312,". */
static bool begin_map(struct mt_klog_report *report, struct mt_span text)
{
	struct mt_span s = mt_span_trim(text), comm;
	const char *open = s.len && *s.p == '@' ? memchr(s.p, '[', s.len) : NULL;

	if (!open || mt_span_find(s, "]:"))
		return false;
	comm = mt_span_skip(s, (size_t)(open - s.p) + 1);
	for (size_t i = 0; i < comm.len; i++)
		if (comm.p[i] == ',')
			comm.len = i;
	keep(report->comm, sizeof(report->comm), mt_span_trim(comm));
	report->map = true;
	return true;
}

/* Parse the end of a map of bpftrace: "]: 3", ", ethtool]: 3". */
static bool end_map(struct mt_klog_report *report, struct mt_span text)
{
	struct mt_span s = mt_span_trim(text), count = after(s, "]: "), comm = s;
	uint64_t times;

	if (!count.len || !mt_scan_number(mt_span(count.p, mt_scan_digits(count)), &times))
		return false;
	report->times = times ? times : 1;
	comm.len = (size_t)(count.p - s.p) - 3;
	if (comm.len && *comm.p == ',' && !*report->comm)
		keep(report->comm, sizeof(report->comm), mt_span_trim(mt_span_skip(comm, 1)));
	return true;
}

static bool take_none(struct mt_source *src, struct mt_klog_report *report, struct mt_span text,
		      uint64_t line, uint64_t ts, const struct mt_log_fields *log)
{
	const struct mt_message_kind *kind;
	struct mt_kframe frame;
	struct mt_parts parts;

	kind = begins(text, &parts);
	if (kind) {
		begin(report, text, line, ts, log);
		begin_kind(report, kind, &parts);
		return false;
	}
	if (is_call_trace(text) || (!log->of_log && mt_kframe_parse(text, &frame) && !frame.bare)) {
		begin(report, text, line, ts, log);
		report->state = MT_REPORT_STACK;
		memcpy(report->comm, report->last_comm, sizeof(report->comm));
		report->pid = report->last_pid;
		if (!is_call_trace(text) && frame.unreliable)
			report->unreliable++;
		else if (!is_call_trace(text))
			add_frame(src, report, frame.func, frame.module);
		return false;
	}
	if (!log->of_log) {
		begin(report, text, line, ts, log);
		if (begin_map(report, text)) {
			report->state = MT_REPORT_STACK;
			return false;
		}
	}
	take_before(report, text, log);
	return false;
}

static void take_frame(struct mt_source *src, struct mt_klog_report *report,
		       const struct mt_kframe *frame)
{
	struct mt_span name = mt_line_func_name(frame->func);

	report->others = 0;
	if (frame->unreliable) {
		report->unreliable++;
		return;
	}
	/* on arm64 the stack contains the frame of the exception itself */
	if (report->exception && report->frames.nr == 1 &&
	    mt_span_eq(name, report->frames.func[0])) {
		report->exception = false;
		return;
	}
	add_frame(src, report, frame->func, frame->module);
}

/* Process a mark that the kernel prints before a part of the stack or at its end. */
static bool take_mark(struct mt_klog_report *report, struct mt_span text)
{
	text = mt_span_trim(text);
	if (mt_span_eq(text, "<IRQ>") || mt_span_eq(text, "<NMI>"))
		report->in_irq = true;
	return text.len > 2 && *text.p == '<' && text.p[text.len - 1] == '>' && text.len < 12 &&
	       !mt_span_eq(text, "</TASK>");
}

/* Returns false if this line ends the stack. */
static bool take_stack(struct mt_source *src, struct mt_klog_report *report, struct mt_span text,
		       const struct mt_log_fields *log)
{
	struct mt_span module, func = exception_symbol(text, &module);
	struct mt_kframe frame;
	struct mt_parts parts;

	/* the stack that an interrupt interrupted begins with an instruction pointer */
	if (func.len) {
		report->others = 0;
		add_frame(src, report, func, module);
		return true;
	}
	if (report->map && mt_span_eq(mt_span_trim(text), ",")) {
		report->user = true;
		return true;
	}
	if (mt_kframe_parse(text, &frame) && (!frame.bare || report->map)) {
		take_frame(src, report, &frame);
		return true;
	}
	if (take_mark(report, text))
		return true;
	if (report->map || begins(text, &parts) || is_call_trace(text) || !log->of_log ||
	    mt_span_starts(mt_span_trim(text), "</TASK>") ||
	    mt_span_starts(mt_span_trim(text), "---[ end trace"))
		return false;
	return ++report->others < OTHER_LINES;
}

static bool take_report_header(struct mt_source *src, struct mt_klog_report *report,
			       struct mt_span text, uint64_t line, uint64_t ts,
			       const struct mt_log_fields *log)
{
	const struct mt_message_kind *kind;
	struct mt_parts parts;

	kind = begins(text, &parts);
	if (kind && !is_more(report, kind)) {
		begin(report, text, line, ts, log);
		begin_kind(report, kind, &parts);
	} else if (is_call_trace(text)) {
		report->state = MT_REPORT_STACK;
		report->others = 0;
	} else if (++report->others > HEADER_LINES) {
		clear(report);
	} else {
		take_header(src, report, text);
	}
	return false;
}

bool mt_klog_report_line(struct mt_source *src, struct mt_klog_report *report, struct mt_span text,
			 uint64_t number, uint64_t ts, const struct mt_log_fields *log)
{
	bool over;

	if (report->state == MT_REPORT_NONE)
		return take_none(src, report, text, number, ts, log);
	if (log->host.len && !mt_span_eq(log->host, report->host))
		return false;
	if (report->state == MT_REPORT_HEADER)
		return take_report_header(src, report, text, number, ts, log);
	over = !text.len || (report->map && end_map(report, text)) ||
	       !take_stack(src, report, text, log);
	if (!over)
		return false;
	return mt_klog_report_end(report);
}

bool mt_klog_report_end(struct mt_klog_report *report)
{
	if (report->state == MT_REPORT_STACK && report->frames.nr) {
		report->state = MT_REPORT_DONE;
		return true;
	}
	clear(report);
	return false;
}

void mt_klog_report_fetch(struct mt_source *src, struct mt_klog_report *report, struct mt_record *r)
{
	const struct mt_frames *frames = &report->frames;

	*r = (struct mt_record){
		.kind = MT_REC_STACK,
		.ts = report->ts,
		.cpu = -1,
		.pid = report->pid,
		.irq = report->in_irq,
		.comm = mt_span_z(report->comm),
		.system = mt_span("", 0),
		.name = mt_span_z(report->kind ? report->kind->id : "stack"),
		.event = MT_EV_OTHER,
		.text = mt_span_z(report->text),
		.line = report->line,
		.func = *report->fault ? mt_strpool_add(src->names, mt_span_z(report->fault)) :
					 NULL,
		.log = {
			.clock = report->clock,
			.level = -1,
			.of_log = true,
			.report = true,
			.stamp = mt_span_z(report->stamp),
			.host = mt_span_z(report->host),
			.at = mt_span_z(report->at),
			.driver = report->driver,
			.unreliable = report->unreliable,
			.times = report->times,
		},
		.stack = { frames->func, frames->kernel, frames->nr, frames->nr_unresolved },
	};
	src->stats->stacks++;
	/* the spans remain valid until the next line */
	report->state = MT_REPORT_NONE;
}
