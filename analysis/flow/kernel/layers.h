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
	FLOW_CORE,     /* checks that the kernel makes before it calls the driver */
	FLOW_DRIVER,
	FLOW_DEFERRED, /* work deferred to another thread */
	FLOW_FIRMWARE,
	FLOW_LAYER_NR,
};

/* @module is NULL if the function is built into the kernel. */
enum flow_layer flow_layer_of(const char *func, const char *module);
/* Module @i of those that belong to the core, such as mac80211; NULL after the last one. */
const char *flow_layer_module(unsigned int i);
bool flow_layer_is_core(const char *module);
/* Is there a rule for this built-in function? */
bool flow_layer_has(const char *func);
/* Is this function's result recorded? */
bool flow_layer_returns(const char *func);
const char *flow_layer_name(enum flow_layer layer);
/* Returns FLOW_LAYER_NR for an unknown name. */
enum flow_layer flow_layer_named(const char *name);

#endif
