/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process after its start: without capabilities, inherited descriptors and most system
 * calls, and with limits of resources.  Files, sockets and devices that it needs are open.
 */
#ifndef VCX_SANDBOX_H
#define VCX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/**
 * vcx_sandbox_enter() - irrevocably drop all other rights
 * @device: name, for the message of filter.h
 * @reconnects: connect to, and listen at, the addresses of address.h
 * @err: filled with one line on failure
 * @errlen: bytes of @err
 *
 * Return: 0, or -errno with @err filled.
 */
int vcx_sandbox_enter(const char *device, bool reconnects, char *err, size_t errlen);

#endif
