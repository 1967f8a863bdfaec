// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/xsk_ids.h"

#include <glob.h>
#include <linux/ethtool.h>
#include <stdio.h>
#include <string.h>

/* The number of the device's rx queues in the network core; 0 if sysfs is not mounted */
static size_t rx_queues(const struct nic *nic)
{
	char pattern[sizeof("/sys/class/net//queues/rx-*") + sizeof(nic->name)];
	glob_t found = {};
	size_t count = 0;

	snprintf(pattern, sizeof(pattern), "/sys/class/net/%s/queues/rx-*", nic->name);
	if (!glob(pattern, GLOB_NOSORT, NULL, &found))
		count = found.gl_pathc;
	globfree(&found);
	return count;
}

uint32_t xsk_ids_first(const struct nic *nic)
{
	/* ETHTOOL_GCHANNELS cannot be used, as its count is doubled while a queue is bound. */
	struct ethtool_rxnfc rings = { .cmd = ETHTOOL_GRXRINGS };

	if (strcmp(nic->driver, "mlx5_core") || nic_ethtool(nic, &rings))
		return 0;
	return rx_queues(nic) == 2 * rings.data ? rings.data : 0;
}
