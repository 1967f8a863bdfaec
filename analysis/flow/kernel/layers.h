/* SPDX-License-Identifier: GPL-2.0-only */
/* The layers between a program and the hardware, and the mapping of functions to them. */
#ifndef MLX5TRACE_FLOW_LAYERS_H
#define MLX5TRACE_FLOW_LAYERS_H

#include <stdbool.h>

enum flow_layer {
	FLOW_USER,
	FLOW_SYSTEM, /* the system call itself */
	FLOW_SOCKET,
	FLOW_SECURITY, /* hooks of security modules */
	FLOW_PROTOCOL, /* families and transport protocols */
	FLOW_NETWORK,  /* IP and the neighbours */
	FLOW_QDISC,    /* queueing disciplines, up to the call of the driver */
	FLOW_RECEIVE,  /* NAPI, GRO, and the dispatch of received packets */
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
/*
 * Is a call recorded that was made from @caller? Functions that all of the kernel uses are recorded
 * only below socket calls: those of files below the socket layer, and those of packets below a
 * protocol.
 */
bool flow_layer_fits(const char *func, const char *module, enum flow_layer caller);
/* Is there a rule for this built-in function? */
bool flow_layer_has(const char *func);
/* Is this function's result recorded? */
bool flow_layer_returns(const char *func);
const char *flow_layer_name(enum flow_layer layer);
/* Is it one of the system calls of sockets? They are shown even if they reach no other function. */
bool flow_layer_socket_call(const char *syscall);
/* Returns FLOW_LAYER_NR for an unknown name. */
enum flow_layer flow_layer_named(const char *name);

#endif
