/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions recorded for socket calls, down to the call of the driver and up again. */
#ifndef MLX5TRACE_FLOW_SOCKET_LAYERS_H
#define MLX5TRACE_FLOW_SOCKET_LAYERS_H

#include "analysis/flow/kernel/layers.h"

struct flow_socket_rule {
	const char *pattern;
	enum flow_layer layer;
	bool returns; /* the return value is recorded */
	bool inner; /* recorded only below a call of the socket layers: all of the kernel uses it */
};

/* Returns the first rule that matches, or NULL. */
const struct flow_socket_rule *flow_socket_rule(const char *func);

#endif
