/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a network device's driver as jansson objects. Values that cannot be read are JSON
 * null. All functions that return JSON return a new reference, or NULL if out of memory.
 */
#ifndef WORKLOADS_SNAPSHOT_DEVICE_H
#define WORKLOADS_SNAPSHOT_DEVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"

struct ethtool_rx_flow_spec;

/* A member of each element of "devices", besides "netdev". */
struct snapshot_part {
	const char *name;
	json_t *(*read)(const struct nic *nic);
	bool changes; /* affects the destination of frames, and is also read after a recording */
};

/* All parts; the last element is empty. */
extern const struct snapshot_part snapshot_parts[];

/* The rx flow classification (ntuple) rules, as `ethtool -n` lists them. */
json_t *snapshot_rules(const struct nic *nic);

/* One rule; context is the RSS context if flow_type has the flag FLOW_RSS. */
json_t *snapshot_rule(const struct ethtool_rx_flow_spec *spec, uint32_t context);

/* The output of `devlink health diagnose` for the device's reporter "rx" or "tx". */
json_t *snapshot_devlink(const struct nic *nic, const char *reporter);

/* The counters of `ethtool -S` that are not 0, by name. */
json_t *snapshot_counters(const struct nic *nic);

/*
 * The attached XDP program. "mode" is "none", "driver", "generic", "offload" or "several". If there
 * is a program, it has "id", "name" and "xskmaps", its maps of AF_XDP sockets, each with "id",
 * "name" and its size, "entries". The kernel does not allow user space to read which sockets are in
 * a map.
 */
json_t *snapshot_xdp(const struct nic *nic);

/*
 * The AF_XDP sockets that are bound to the device in this network namespace (sock_diag(7)), each
 * with "queue", "zero_copy", "socket" (inode), "uid" and "stats" (struct xdp_diag_stats, null
 * before 5.9).
 */
json_t *snapshot_xsk(const struct nic *nic);

#endif
