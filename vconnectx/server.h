/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The server of one device and one client at a time.  It connects the protocol (vfu.h),
 * the configuration space (pci.h), guest memory (dma_map.h) and the device model
 * (device.h) in one poll loop.
 */
#ifndef VCX_SERVER_H
#define VCX_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "vconnectx/card/device.h"
#include "vconnectx/host/listen.h"

struct vcx_server;

/**
 * struct vcx_server_config - command line settings of the server
 * @dev: settings of the device; the server sets @dev.wire_loop
 * @wires: connection of the port, from --wire: see wire_new()
 * @nr_wires: number of @wires
 * @control: path of the control socket, or NULL
 */
struct vcx_server_config {
	struct vcx_config dev;
	const char *const *wires;
	size_t nr_wires;
	const char *control;
};

/**
 * vcx_server_new() - create a server and its device
 * @cfg: copied; strings need not outlive the call
 * @err: buffer for a one-line error message
 * @errlen: size of @err in bytes
 *
 * Return: the server, owned by the caller, or NULL.
 */
struct vcx_server *vcx_server_new(const struct vcx_server_config *cfg, char *err, size_t errlen);
void vcx_server_free(struct vcx_server *s);

/**
 * vcx_server_attach() - serve @fd, a connected socket, as the client
 * vcx_server_run_once() - wait for at most one round of events and serve them
 * @l: listener for clients, or NULL
 * @stop_fd: readable when the server is to stop, or -1
 * @done: set when a client that had negotiated a version has disconnected
 *
 * vcx_server_run_once() returns 0 to continue, 1 when @stop_fd is readable, or -errno
 * when polling failed.
 */
int vcx_server_attach(struct vcx_server *s, int fd);
int vcx_server_run_once(struct vcx_server *s, const struct vcx_listener *l, int stop_fd, int *done);

/* Return: whether the server connects to, or listens for, other processes after startup */
bool vcx_server_reconnects(const struct vcx_server *s);

/* Stop the server: drop the client, if any, and its objects. */
void vcx_server_stop(struct vcx_server *s);

#endif
