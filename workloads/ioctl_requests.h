/* SPDX-License-Identifier: GPL-2.0-only */
/* The requests of sockets: the names in this machine's headers, and some unknown numbers. */
#ifndef WORKLOADS_IOCTL_REQUESTS_H
#define WORKLOADS_IOCTL_REQUESTS_H

struct ioctl_request {
	const char *name;
	unsigned long number;
};

/* Returns request @i in the order of the numbers, or NULL after the last one. */
const struct ioctl_request *ioctl_request_at(int i);
const struct ioctl_request *ioctl_request_named(const char *name);

/*
 * Return the name of request @i that must precede @name so that it can succeed, or that must
 * follow it to restore the previous state; NULL after the last one.
 */
const char *ioctl_request_before(const char *name, int i);
const char *ioctl_request_after(const char *name, int i);

#endif
