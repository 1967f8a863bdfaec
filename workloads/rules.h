/* SPDX-License-Identifier: GPL-2.0-only */
/* The ntuple rules (rx flow classification) of a device, by ioctl. */
#ifndef WORKLOADS_RULES_H
#define WORKLOADS_RULES_H

#include <linux/ethtool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/nic.h"

/* context is the RSS context, if the flow type has FLOW_RSS */
struct rule {
	struct ethtool_rx_flow_spec spec;
	uint32_t context;
};

/* list is owned, sorted by location; places is the capacity of the device */
struct rules {
	struct rule *list;
	size_t count;
	uint32_t places;
};

/* Returns 0 or -errno, prints nothing. rules_free() only after 0. */
int rules_read(const struct nic *nic, struct rules *rules);
void rules_free(struct rules *rules);

/*
 * A location for a new rule: the driver's special value for "any", or the last free one,
 * as in ethtool. Returns 0, -ENOSPC, or the driver's error.
 */
int rules_free_location(const struct nic *nic, uint32_t *location);

/* Both return 0 or -errno, print nothing. */
int rules_insert(const struct nic *nic, const struct rule *rule, uint32_t *location);
int rules_delete(const struct nic *nic, uint32_t location);

#endif
