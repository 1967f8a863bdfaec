/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow with where it comes from, to be shown or kept. */
#ifndef MLX5TRACE_FLOW_REPORT_H
#define MLX5TRACE_FLOW_REPORT_H

#include "analysis/flow/tree/flow.h"

struct flow_report {
	struct flow_tree *tree;
	char kernel[96], tracer[96]; /* the release; what told calls and results */
	char command[256];
	int status;	      /* of the command, as a shell says it */
	uint64_t ns;	      /* it took */
	uint64_t untraced_ns; /* ... without being traced; 0: not measured */
	uint64_t record_ns;   /* what each record of its tasks cost, about; 0: not known */
	uint64_t own_records; /* ... and how many these were */
	uint64_t records, lost;
	const char *missing; /* what could not be told, or NULL */
};

#endif
