/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs and traces a command. */
#ifndef MLX5TRACE_FLOW_RECORD_H
#define MLX5TRACE_FLOW_RECORD_H

#include "analysis/flow/decode/read.h"
#include "analysis/flow/report.h"

struct flow_request {
	const char *modules[FLOW_MODULES_MAX];
	unsigned int nr_modules;
	unsigned int buffer_kb; /* size of the buffer for calls on each CPU */
	unsigned int settle_ms; /* time to wait for deferred work after the command has ended */
	bool overhead;		/* run the command untraced first */
	bool stack;		/* record the stack where the driver's ops are called */
	bool locks;		/* record the locks that are taken */
	char **command;
};

struct flow_recording {
	struct flow_trace trace;
	struct flow_records records;
	struct flow_report report;
};

/*
 * Returns false with @err set on failure. tracefs is then restored, or the message describes how
 * to restore it. @rec must be freed in either case.
 */
bool flow_record(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err);
void flow_recording_free(struct flow_recording *rec);

#endif
