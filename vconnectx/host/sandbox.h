/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricts the process after startup: it has no capabilities or inherited descriptors, few
 * permitted system calls, and limited resources.  Files, sockets and devices are already open.
 */
#ifndef VCX_SANDBOX_H
#define VCX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/**
 * vcx_sandbox_enter() - irrevocably drop all other rights
 * @device: name of the device, for the message of filter.h
 * @reconnects: permit connecting to, and listening at, the addresses of address.h
 * @err: buffer for a one-line error message
 * @errlen: size of @err in bytes
 *
 * Return: 0, or -errno with a message in @err.
 */
int vcx_sandbox_enter(const char *device, bool reconnects, char *err, size_t errlen);

#endif
