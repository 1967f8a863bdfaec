/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a device's state within a time limit, as its firmware may not respond. */
#ifndef WORKLOADS_SNAPSHOT_BOUNDED_H
#define WORKLOADS_SNAPSHOT_BOUNDED_H

#include <jansson.h>
#include <stdbool.h>

struct snapshot_request {
	bool changes;	      /* read only the parts that are marked with `changes` */
	unsigned int seconds; /* time limit for all parts of a device */
};

/*
 * Reads the parts of the device (snapshot_parts) in a separate process, as an ioctl that waits for
 * the firmware cannot be interrupted. Parts that have not been read before the time limit are null,
 * and are listed in "missing". Long waits and an expired time limit are reported on stderr. Returns
 * a new reference, or NULL after a message on stderr, for example if there is no such device.
 */
json_t *snapshot_bounded(const char *device, const struct snapshot_request *request);

#endif
