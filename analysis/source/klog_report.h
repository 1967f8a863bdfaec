/* SPDX-License-Identifier: GPL-2.0-only */
/* A report of the kernel with a call stack, collected from the lines of the log. */
#ifndef MLX5TRACE_SOURCE_KLOG_REPORT_H
#define MLX5TRACE_SOURCE_KLOG_REPORT_H

#include "analysis/dmesg/frame.h"
#include "analysis/dmesg/message.h"
#include "analysis/source/source.h"

struct mt_klog_report {
	enum { MT_REPORT_NONE, MT_REPORT_HEADER, MT_REPORT_STACK, MT_REPORT_DONE } state;
	const struct mt_message_kind *kind; /* NULL for a stack without a report */
	bool map;			    /* within "@[ ... ]: 3" of bpftrace */
	bool user;			    /* in the user-space frames of the map */
	bool in_irq, exception;
	int pid;
	unsigned int unreliable, others;
	uint64_t line, ts, times;
	enum mt_log_clock clock;
	char text[400], comm[64], fault[160], at[200], host[80], stamp[48];
	struct mt_frames frames;
	bool driver[MT_STACK_MAX];
	/* from previous lines, for a stack without a report */
	int last_pid;
	char last_comm[64];
};

/*
 * Process a line. Returns true if it ends the previous report, which must then be fetched before
 * the next call. @ts and @log are the time and the log fields of the line.
 */
bool mt_klog_report_line(struct mt_source *src, struct mt_klog_report *report, struct mt_span text,
			 uint64_t number, uint64_t ts, const struct mt_log_fields *log);

/* To be called at the end of the log. Returns true if there is a report to fetch. */
bool mt_klog_report_end(struct mt_klog_report *report);

/* Set @r to the call stack of the report, and end the report. */
void mt_klog_report_fetch(struct mt_source *src, struct mt_klog_report *report,
			  struct mt_record *r);

#endif
