/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of the arguments of a call: "eth0, ch={max_combined=4, combined_count=1}". */
#ifndef MLX5TRACE_FLOW_ARGS_H
#define MLX5TRACE_FLOW_ARGS_H

#include "analysis/flow/trace/probes.h"
#include "analysis/flow/text.h"

struct flow_args {
	struct flow_text text;
	unsigned int members; /* remaining members of the open struct */
	bool first, hidden;   /* no member of that struct is printed yet; none will be */
};

/* A value as fetched by a probe. */
struct flow_value {
	uint64_t bits;
	unsigned int size;
	bool is_signed;
};

/* Write the text of a value, "" if the value is not printed. */
void flow_args_number(const struct flow_probe_arg *arg, const struct flow_value *value, char *text,
		      size_t room);

/* Append the next argument as @text; "" omits the argument. */
void flow_args_put(struct flow_args *a, const struct flow_probe_arg *arg, const char *text);

/* Begin a struct argument passed by @pointer; its @members are the next arguments. */
void flow_args_struct(struct flow_args *a, const struct flow_probe_arg *arg, uint64_t pointer,
		      unsigned int members);

#endif
