/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The system calls that the sandbox permits (seccomp).
 */
#ifndef VCX_FILTER_H
#define VCX_FILTER_H

#include <stdbool.h>

/**
 * vcx_filter_load() - permit only the calls that the open descriptors require
 * @device: name, for the message
 * @reconnects: also permit connecting to, and listening at, the addresses of address.h,
 *	which are sealed
 *
 * A forbidden call terminates the process with a line in its log and the status EXIT_FAILURE.
 * Return: 0 or -errno.
 */
int vcx_filter_load(const char *device, bool reconnects);

#endif
