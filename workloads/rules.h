/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to the ntuple rules (rx flow classification) of a device by ioctl. */
#ifndef WORKLOADS_RULES_H
#define WORKLOADS_RULES_H

#include <linux/ethtool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/nic.h"

/* context is the RSS context if the flow type has the flag FLOW_RSS */
struct rule {
	struct ethtool_rx_flow_spec spec;
	uint32_t context;
};

/* list is owned and sorted by location; places is the number of locations of the device */
struct rules {
	struct rule *list;
	size_t count;
	uint32_t places;
};

/* Returns 0 or -errno, and prints nothing. rules_free() must be called only if the result is 0. */
int rules_read(const struct nic *nic, struct rules *rules);
void rules_free(struct rules *rules);

/*
 * Finds a location for a new rule: the special value for "any" if the driver supports it, else the
 * last free location, as in ethtool. Returns 0, -ENOSPC, or the driver's error.
 */
int rules_free_location(const struct nic *nic, uint32_t *location);

/* Both functions return 0 or -errno, and print nothing. */
int rules_insert(const struct nic *nic, const struct rule *rule, uint32_t *location);
int rules_delete(const struct nic *nic, uint32_t location);

#endif
