/* SPDX-License-Identifier: GPL-2.0-only */
/* A command, run and traced. */
#ifndef MLX5TRACE_FLOW_RECORD_H
#define MLX5TRACE_FLOW_RECORD_H

#include "analysis/flow/decode/read.h"
#include "analysis/flow/report.h"

struct flow_request {
	const char *modules[FLOW_MODULES_MAX];
	unsigned int nr_modules;
	unsigned int buffer_kb; /* of each cpu, for the calls */
	unsigned int settle_ms; /* how long deferred work has after the command's end */
	bool overhead;		/* run it untraced first */
	bool stack;		/* record it at the driver's entries */
	char **command;
};

struct flow_recording {
	struct flow_trace trace;
	struct flow_records records;
	struct flow_report report;
};

/*
 * False with @err set; tracefs is then as it was, or the text says what to do. Free it
 * either way.
 */
bool flow_record(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err);
void flow_recording_free(struct flow_recording *rec);

#endif
