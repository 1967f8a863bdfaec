/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts of consecutive firmware commands by opcode. */
#ifndef MLX5TRACE_FLOW_COMMANDS_H
#define MLX5TRACE_FLOW_COMMANDS_H

#include "analysis/flow/tree/flow.h"

struct flow_commands {
	unsigned int nr; /* successful commands */
	uint64_t ns;	 /* total time */
	MT_VEC(struct flow_command_kind {
		const char *name;
		unsigned int nr;
		char times[16]; /* " x12" */
	}) kinds;		/* in order of first occurrence */
	MT_VEC(const struct flow_node *) failed;
};

/* Returns false when out of memory. */
bool flow_commands_add(struct flow_commands *c, const struct flow_node *command);
void flow_commands_clear(struct flow_commands *c);

#endif
