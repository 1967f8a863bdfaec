/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations of the model of kernel logs. */
#ifndef MLX5TRACE_LOG_PARTS_H
#define MLX5TRACE_LOG_PARTS_H

#include "analysis/dmesg/words.h"
#include "analysis/model/log.h"

/* A message, or the first line of a report, with its meaning. */
struct mt_log_message {
	const struct mt_message_kind *kind;
	const struct mt_message *m;
	const struct mt_parts *parts;
	const struct mt_extra *extra; /* NULL if none */
	const char *key;	      /* equal for messages that form a single finding */
	uint64_t count;
};

/* In log_store.c: whether the line is from a selected host. */
bool mt_log_selected(const struct mt_log *log, const struct mt_record *r);

/* The host of a line; NULL when out of memory. */
struct mt_log_host *mt_log_host_of(struct mt_log *log, struct mt_span name);

/* Count the message in the entry with its key. Returns NULL when out of memory. */
struct mt_log_entry *mt_log_count(struct mt_log *log, const struct mt_log_host *host,
				  const struct mt_record *r, const struct mt_log_message *message);

/* Add the line to the evidence of the entry. @m is NULL for a continuation line. */
void mt_log_add_line(struct mt_log *log, struct mt_log_entry *entry, const struct mt_record *r,
		     const struct mt_message *m);

/* Whether the kind is error_cqe or error_cqe_flushed. */
bool mt_log_is_error_cqe(const struct mt_message_kind *kind);

/* In log_report.c: process a report of the kernel with a call stack. */
void mt_log_report(struct mt_log *log, const struct mt_record *r);

#endif
