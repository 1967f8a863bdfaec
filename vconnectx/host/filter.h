/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The system calls that the sandbox permits (seccomp).
 */
#ifndef VCX_FILTER_H
#define VCX_FILTER_H

#include <stdbool.h>

/**
 * vcx_filter_load() - permit only the calls that the open descriptors require
 * @device: name of the device, for the message
 * @reconnects: also permit connecting to, and listening at, the sealed addresses of address.h
 *
 * A forbidden call writes a line to the log and terminates the process with EXIT_FAILURE.
 * Return: 0 or -errno.
 */
int vcx_filter_load(const char *device, bool reconnects);

#endif
