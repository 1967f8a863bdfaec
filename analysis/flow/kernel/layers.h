/* SPDX-License-Identifier: GPL-2.0-only */
/* The layers between a program and the hardware, and which function is of which. */
#ifndef MLX5TRACE_FLOW_LAYERS_H
#define MLX5TRACE_FLOW_LAYERS_H

#include <stdbool.h>

enum flow_layer {
	FLOW_USER,
	FLOW_SYSTEM, /* the system call itself */
	FLOW_SOCKET,
	FLOW_DISPATCH, /* which of all requests it is: ioctl switch, netlink families */
	FLOW_CORE,     /* what the kernel checks before the driver is asked */
	FLOW_DRIVER,
	FLOW_DEFERRED, /* work for another thread */
	FLOW_FIRMWARE,
	FLOW_LAYER_NR,
};

/* @module NULL: of the kernel itself. */
enum flow_layer flow_layer_of(const char *func, const char *module);
/* Is there a rule for this function of the kernel itself? */
bool flow_layer_has(const char *func);
/* Is this function's result of interest? */
bool flow_layer_returns(const char *func);
const char *flow_layer_name(enum flow_layer layer);
/* FLOW_LAYER_NR when there is none of that name. */
enum flow_layer flow_layer_named(const char *name);

#endif
