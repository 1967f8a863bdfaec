/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow to be shown or saved, with its origin. */
#ifndef MLX5TRACE_FLOW_REPORT_H
#define MLX5TRACE_FLOW_REPORT_H

#include "analysis/flow/tree/flow.h"

struct flow_report {
	struct flow_tree *tree;
	char kernel[96], tracer[96]; /* kernel release; source of calls and results */
	char command[256];
	int status;	      /* exit status of the command, in the shell's encoding */
	uint64_t ns;	      /* run time */
	uint64_t untraced_ns; /* run time without tracing; 0: not measured */
	uint64_t record_ns;   /* approximate cost of one record of its tasks; 0: unknown */
	uint64_t own_records; /* number of records of its tasks */
	uint64_t records, lost;
	const char *missing; /* description of missing information, or NULL */
};

#endif
