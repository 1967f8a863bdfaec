/* SPDX-License-Identifier: GPL-2.0-only */
/* Execution and tracing of a command. */
#ifndef MLX5TRACE_FLOW_RECORD_H
#define MLX5TRACE_FLOW_RECORD_H

#include "analysis/flow/decode/read.h"
#include "analysis/flow/report.h"

struct flow_request {
	const char *modules[FLOW_MODULES_MAX];
	unsigned int nr_modules;
	unsigned int buffer_kb; /* of each cpu, for the calls */
	unsigned int settle_ms; /* time for deferred work after the command's end */
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
 * False with @err set; tracefs is then restored, or the message describes how to restore
 * it. @rec must be freed in both cases.
 */
bool flow_record(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err);
void flow_recording_free(struct flow_recording *rec);

#endif
