/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of a kernel log, as dmesg, a serial console, /dev/kmsg, the journal or syslog
 * prints it, possibly copied through a container, a terminal or an email.
 */
#ifndef MLX5TRACE_DMESG_LINE_H
#define MLX5TRACE_DMESG_LINE_H

#include "analysis/base/record.h"

#define MT_KLOG_TEXT 1200

struct mt_klog_line {
	struct mt_log_fields log;
	uint64_t ts;
	struct mt_span text;	    /* the message */
	char room[MT_KLOG_TEXT];    /* used by the spans: the line without colours */
	char decoded[MT_KLOG_TEXT]; /* decoded strings of JSON */
	char names[160];
};

/*
 * False for a line without a message of the kernel: empty, a continuation of /dev/kmsg, or
 * an entry of the journal by another program.
 */
bool mt_klog_parse(struct mt_span line, struct mt_klog_line *out);

/* The same for an entry of `journalctl -o json`. */
bool mt_klog_parse_json(struct mt_span line, struct mt_klog_line *out);

#endif
