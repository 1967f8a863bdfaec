/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of a kernel log from dmesg, a serial console, /dev/kmsg, the journal or syslog, possibly
 * copied through a container, a terminal or an email.
 */
#ifndef MLX5TRACE_DMESG_LINE_H
#define MLX5TRACE_DMESG_LINE_H

#include "analysis/base/record.h"

#define MT_KLOG_TEXT 1200

struct mt_klog_line {
	struct mt_log_fields log;
	uint64_t ts;
	struct mt_span text;	    /* the message */
	char room[MT_KLOG_TEXT];    /* the line without colours, which the spans point to */
	char decoded[MT_KLOG_TEXT]; /* decoded strings of JSON */
	char names[160];
};

/*
 * Parse a line. Returns false if it does not contain a kernel message: an empty line, a
 * continuation line of /dev/kmsg, or a journal entry of another program.
 */
bool mt_klog_parse(struct mt_span line, struct mt_klog_line *out);

/* Like mt_klog_parse(), for an entry of `journalctl -o json`. */
bool mt_klog_parse_json(struct mt_span line, struct mt_klog_line *out);

#endif
