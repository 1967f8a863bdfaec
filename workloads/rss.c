// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/rss.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The number of strings in one of the kernel's string sets. */
static __u32 strings(const struct nic *nic, unsigned int set)
{
	union {
		struct ethtool_sset_info info;
		/* the kernel writes the length behind the structure */
		__u32 words[sizeof(struct ethtool_sset_info) / sizeof(__u32) + 1];
	} query = { .info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << set } };

	if (nic_ethtool(nic, &query) || !query.info.sset_mask)
		return 0;
	return query.info.data[0];
}

/* Read the kernel's name of the hash function whose bit is set in hfunc. */
static int name_function(const struct nic *nic, unsigned int hfunc, struct rss *rss)
{
	__u32 count = strings(nic, ETH_SS_RSS_HASH_FUNCS);
	struct ethtool_gstrings *names;

	names = calloc(1, sizeof(*names) + (size_t)count * ETH_GSTRING_LEN);
	if (!names)
		return -ENOMEM;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_RSS_HASH_FUNCS;
	names->len = count;
	if (count && !nic_ethtool(nic, names))
		for (__u32 i = 0; i < names->len && i < 32; i++)
			if (hfunc == 1u << i)
				memcpy(rss->function, names->data + (size_t)i * ETH_GSTRING_LEN,
				       ETH_GSTRING_LEN);
	free(names);
	return 0;
}

int rss_read(const struct nic *nic, uint32_t context, struct rss *rss)
{
	struct ethtool_rxfh sizes = { .cmd = ETHTOOL_GRSSH, .rss_context = context };
	struct ethtool_rxfh *rxfh;
	int err;

	*rss = (struct rss){};
	/* With sizes of 0, the kernel returns only the actual sizes. */
	err = nic_ethtool(nic, &sizes);
	if (err)
		return err;
	if (!sizes.indir_size && !sizes.key_size)
		return -EOPNOTSUPP;
	rxfh = calloc(1, sizeof(*rxfh) + sizes.indir_size * sizeof(__u32) + sizes.key_size);
	rss->table = calloc(sizes.indir_size + 1, sizeof(*rss->table));
	rss->key = calloc(sizes.key_size + 1, 1);
	err = -ENOMEM;
	if (!rxfh || !rss->table || !rss->key)
		goto out;
	rxfh->cmd = ETHTOOL_GRSSH;
	rxfh->rss_context = context;
	rxfh->indir_size = sizes.indir_size;
	rxfh->key_size = sizes.key_size;
	err = nic_ethtool(nic, rxfh);
	if (err)
		goto out;
	rss->table_size = sizes.indir_size;
	memcpy(rss->table, rxfh->rss_config, sizes.indir_size * sizeof(*rss->table));
	rss->key_size = sizes.key_size;
	memcpy(rss->key, &rxfh->rss_config[sizes.indir_size], sizes.key_size);
	rss->transformation = rxfh->input_xfrm;
	err = name_function(nic, rxfh->hfunc, rss);
out:
	free(rxfh);
	if (err)
		rss_free(rss);
	return err;
}

void rss_free(struct rss *rss)
{
	free(rss->table);
	free(rss->key);
	*rss = (struct rss){};
}

int rss_read_fields(const struct nic *nic, __u32 flow_type, uint32_t context, __u64 *fields)
{
	struct ethtool_rxnfc query = {
		.cmd = ETHTOOL_GRXFH,
		.flow_type = flow_type | (context ? FLOW_RSS : 0),
		.rss_context = context,
	};
	int err = nic_ethtool(nic, &query);

	*fields = query.data;
	return err;
}

int rss_set_fields(const struct nic *nic, __u32 flow_type, __u64 fields)
{
	struct ethtool_rxnfc set = {
		.cmd = ETHTOOL_SRXFH,
		.flow_type = flow_type,
		.data = fields,
	};

	return nic_ethtool(nic, &set);
}
