/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of a network device's driver, as jansson objects. Unreadable values are JSON null.
 * All functions that return JSON return a new reference, NULL only when out of memory.
 */
#ifndef WORKLOADS_SNAPSHOT_DEVICE_H
#define WORKLOADS_SNAPSHOT_DEVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"

struct ethtool_rx_flow_spec;

/* One member of an element of "devices", besides "netdev". */
struct snapshot_part {
	const char *name;
	json_t *(*read)(const struct nic *nic);
	bool changes; /* determines the destination of frames: also read after a recording */
};

/* All parts, ending with an empty one. */
extern const struct snapshot_part snapshot_parts[];

/* The rx flow classification (ntuple) rules, as `ethtool -n` lists them. */
json_t *snapshot_rules(const struct nic *nic);

/* One rule; context is the RSS context for a flow_type with FLOW_RSS. */
json_t *snapshot_rule(const struct ethtool_rx_flow_spec *spec, uint32_t context);

/* `devlink health diagnose` of the device's reporter "rx" or "tx". */
json_t *snapshot_devlink(const struct nic *nic, const char *reporter);

/* The values of `ethtool -S` that are not 0, by name. */
json_t *snapshot_counters(const struct nic *nic);

/*
 * The attached XDP program: "mode" is "none", "driver", "generic", "offload" or "several";
 * then "id", "name" and, as "xskmaps", its maps of AF_XDP sockets with "id", "name" and
 * "entries", their size. The kernel does not let programs read which sockets are in them.
 */
json_t *snapshot_xdp(const struct nic *nic);

/*
 * The AF_XDP sockets bound to the device in this network namespace (sock_diag(7)): "queue",
 * "zero_copy", "socket" (inode), "uid" and "stats" (struct xdp_diag_stats, null before 5.9).
 */
json_t *snapshot_xsk(const struct nic *nic);

#endif
