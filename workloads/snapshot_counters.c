// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ethtool.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/snapshot_device.h"

/* The number of statistics, which is 0 if the driver has none. */
static uint32_t count_of(const struct nic *nic)
{
	struct ethtool_sset_info *info = calloc(1, sizeof(*info) + sizeof(__u32));
	uint32_t count = 0;

	if (!info)
		return 0;
	info->cmd = ETHTOOL_GSSET_INFO;
	info->sset_mask = 1ULL << ETH_SS_STATS;
	if (!nic_ethtool(nic, info) && info->sset_mask)
		count = info->data[0];
	free(info);
	return count;
}

static json_t *changed(const struct ethtool_gstrings *names, const struct ethtool_stats *values)
{
	json_t *counters = json_object();

	for (uint32_t i = 0; i < values->n_stats && i < names->len; i++) {
		const char *text = (const char *)names->data + (size_t)i * ETH_GSTRING_LEN;
		char name[ETH_GSTRING_LEN + 1];

		memcpy(name, text, ETH_GSTRING_LEN);
		name[ETH_GSTRING_LEN] = '\0';
		if (values->data[i])
			json_object_set_new(counters, name,
					    json_integer((json_int_t)values->data[i]));
	}
	return counters;
}

json_t *snapshot_counters(const struct nic *nic)
{
	uint32_t count = count_of(nic);
	struct ethtool_gstrings *names =
		calloc(1, sizeof(*names) + (size_t)count * ETH_GSTRING_LEN);
	struct ethtool_stats *values = calloc(1, sizeof(*values) + count * sizeof(__u64));
	json_t *json = NULL;

	if (names && values && count) {
		*names = (struct ethtool_gstrings){
			.cmd = ETHTOOL_GSTRINGS,
			.string_set = ETH_SS_STATS,
			.len = count,
		};
		*values = (struct ethtool_stats){ .cmd = ETHTOOL_GSTATS, .n_stats = count };
		if (!nic_ethtool(nic, names) && !nic_ethtool(nic, values))
			json = changed(names, values);
	}
	free(names);
	free(values);
	return json ? json : json_null();
}
