/* SPDX-License-Identifier: GPL-2.0-only */
/* The layers between a program and the hardware, and the mapping of functions to them. */
#ifndef MLX5TRACE_FLOW_LAYERS_H
#define MLX5TRACE_FLOW_LAYERS_H

#include <stdbool.h>

enum flow_layer {
	FLOW_USER,
	FLOW_SYSTEM, /* the system call itself */
	FLOW_SOCKET,
	FLOW_DISPATCH, /* dispatch of requests: ioctl switch, netlink families */
	FLOW_CORE,     /* checks of the kernel before the driver is called */
	FLOW_DRIVER,
	FLOW_DEFERRED, /* work for another thread */
	FLOW_FIRMWARE,
	FLOW_LAYER_NR,
};

/* @module NULL: built into the kernel. */
enum flow_layer flow_layer_of(const char *func, const char *module);
/* Is there a rule for this built-in function? */
bool flow_layer_has(const char *func);
/* Is this function's result recorded? */
bool flow_layer_returns(const char *func);
const char *flow_layer_name(enum flow_layer layer);
/* FLOW_LAYER_NR for an unknown name. */
enum flow_layer flow_layer_named(const char *name);

#endif
