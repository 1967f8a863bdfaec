/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a device's state for a limited time: its firmware may not respond. */
#ifndef WORKLOADS_SNAPSHOT_BOUNDED_H
#define WORKLOADS_SNAPSHOT_BOUNDED_H

#include <jansson.h>
#include <stdbool.h>

struct snapshot_request {
	bool changes;	      /* only the parts marked with it */
	unsigned int seconds; /* limit for all parts of a device */
};

/*
 * The parts of the device (snapshot_parts), read by a separate process, as an ioctl that
 * waits for the firmware cannot be interrupted. After the time limit, parts not yet read are
 * null and listed in "missing". Waiting and the time limit are reported on stderr. Returns a
 * new reference; NULL after a message on stderr: there is no such device.
 */
json_t *snapshot_bounded(const char *device, const struct snapshot_request *request);

#endif
