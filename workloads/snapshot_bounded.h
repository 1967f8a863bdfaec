/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a device's state for a limited time: its firmware may not respond. */
#ifndef WORKLOADS_SNAPSHOT_BOUNDED_H
#define WORKLOADS_SNAPSHOT_BOUNDED_H

#include <jansson.h>
#include <stdbool.h>

struct snapshot_request {
	bool changes;	      /* only the parts with this mark */
	unsigned int seconds; /* limit for all parts of a device */
};

/*
 * The parts of the device (snapshot_parts), read by a separate process, as an ioctl that
 * waits for the firmware cannot be interrupted. After the time limit, parts not yet read are
 * null and named in "missing", with a line on stderr, as is done while they are waited for.
 * Returns a new reference; NULL after a message on stderr: there is no such device.
 */
json_t *snapshot_bounded(const char *device, const struct snapshot_request *request);

#endif
