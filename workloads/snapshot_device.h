/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of a network device's driver, as jansson objects. Unreadable values are JSON null.
 * All functions return a new reference, NULL only when out of memory.
 */
#ifndef WORKLOADS_SNAPSHOT_DEVICE_H
#define WORKLOADS_SNAPSHOT_DEVICE_H

#include <jansson.h>
#include <stdint.h>

#include "workloads/nic.h"

struct ethtool_rx_flow_spec;

/* One member of "devices". */
json_t *snapshot_device(const struct nic *nic);

/* The rx flow classification (ntuple) rules, as `ethtool -n` lists them. */
json_t *snapshot_rules(const struct nic *nic);

/* One rule; context is the RSS context for a flow_type with FLOW_RSS. */
json_t *snapshot_rule(const struct ethtool_rx_flow_spec *spec, uint32_t context);

/* `devlink health diagnose` of the device's reporter "rx" or "tx". */
json_t *snapshot_devlink(const struct nic *nic, const char *reporter);

#endif
