// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/snapshot_device.h"

#include <limits.h>
#include <linux/ethtool.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Is this the name of a PCI function, DDDD:BB:DD.F? */
static bool is_pci(const char *name)
{
	unsigned int domain, bus, device, function;
	int end = 0;

	return sscanf(name, "%x:%x:%x.%x%n", &domain, &bus, &device, &function,
		      &end) == 4 && !name[end];
}

/* The PCI function that the netdev hangs on; a subfunction's is its parent's. */
static json_t *pci(const struct nic *nic)
{
	char link[64 + IFNAMSIZ], path[PATH_MAX], *slash;

	snprintf(link, sizeof(link), "/sys/class/net/%s/device", nic->name);
	if (!realpath(link, path))
		return json_null();
	while ((slash = strrchr(path, '/'))) {
		if (is_pci(slash + 1))
			return json_string(slash + 1);
		*slash = '\0';
	}
	return json_null();
}

static json_t *netns(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? json_null() :
						json_integer((json_int_t)st.st_ino);
}

static json_t *text(const char *s)
{
	return s[0] ? json_string(s) : json_null();
}

static json_t *driver(const struct nic *nic)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };

	if (nic_ethtool(nic, &info))
		return json_null();
	return json_pack("{so so so so}", "name", text(info.driver), "version",
			 text(info.version), "firmware", text(info.fw_version),
			 "bus", text(info.bus_info));
}

static json_t *channels(const struct nic *nic)
{
	struct ethtool_channels ch = { .cmd = ETHTOOL_GCHANNELS };

	if (nic_ethtool(nic, &ch))
		return json_null();
	return json_pack("{si si si si si si si si}",
			 "max_rx", ch.max_rx, "max_tx", ch.max_tx,
			 "max_other", ch.max_other, "max_combined", ch.max_combined,
			 "rx", ch.rx_count, "tx", ch.tx_count,
			 "other", ch.other_count, "combined", ch.combined_count);
}

/* How many strings there are in one of the kernel's sets. */
static __u32 strings(const struct nic *nic, unsigned int set)
{
	union {
		struct ethtool_sset_info info;
		/* the length follows the structure */
		__u32 words[sizeof(struct ethtool_sset_info) / sizeof(__u32) + 1];
	} query = { .info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << set } };

	if (nic_ethtool(nic, &query) || !query.info.sset_mask)
		return 0;
	return query.info.data[0];
}

/* The kernel's own name of the RSS hash function whose bit is set in hfunc. */
static json_t *hash_name(const struct nic *nic, unsigned int hfunc)
{
	__u32 count = strings(nic, ETH_SS_RSS_HASH_FUNCS);
	struct ethtool_gstrings *names;
	json_t *name = NULL;

	names = calloc(1, sizeof(*names) + (size_t)count * ETH_GSTRING_LEN);
	if (!names)
		return NULL;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_RSS_HASH_FUNCS;
	names->len = count;
	if (count && !nic_ethtool(nic, names)) {
		for (__u32 i = 0; !name && i < names->len; i++) {
			const char *at = (char *)names->data + i * ETH_GSTRING_LEN;

			if (hfunc == 1u << i)
				name = json_stringn(at, strnlen(at, ETH_GSTRING_LEN));
		}
	}
	free(names);
	return name ? name : json_null();
}

/* Bytes as ethtool -x writes them: aa:bb:… */
static json_t *key_text(const unsigned char *key, size_t size)
{
	char *hex = malloc(size * 3 + 1);
	json_t *json;

	if (!hex)
		return NULL;
	hex[0] = '\0';
	for (size_t i = 0; i < size; i++)
		sprintf(hex + i * 3, "%02x%s", key[i], i + 1 < size ? ":" : "");
	json = size ? json_string(hex) : json_null();
	free(hex);
	return json;
}

static json_t *rss(const struct nic *nic)
{
	struct ethtool_rxfh sizes = { .cmd = ETHTOOL_GRSSH };
	struct ethtool_rxfh *rxfh;
	json_t *indir, *json = NULL;

	/* With sizes of 0 the kernel gives the sizes alone. */
	if (nic_ethtool(nic, &sizes) || (!sizes.indir_size && !sizes.key_size))
		return json_null();
	rxfh = calloc(1, sizeof(*rxfh) + sizes.indir_size * sizeof(__u32) +
			 sizes.key_size);
	indir = json_array();
	if (!rxfh || !indir)
		goto out;
	*rxfh = sizes;
	rxfh->cmd = ETHTOOL_GRSSH;
	if (nic_ethtool(nic, rxfh)) {
		json = json_null();
		goto out;
	}
	for (__u32 i = 0; i < sizes.indir_size; i++)
		json_array_append_new(indir, json_integer(rxfh->rss_config[i]));
	json = json_pack("{so so sO}", "hash", hash_name(nic, rxfh->hfunc), "key",
			 key_text((unsigned char *)&rxfh->rss_config[sizes.indir_size],
				  sizes.key_size),
			 "indir", indir);
out:
	free(rxfh);
	json_decref(indir);
	return json;
}

json_t *snapshot_device(const struct nic *nic)
{
	return json_pack("{ss si so so so so so so so}", "netdev", nic->name,
			 "ifindex", (int)nic->ifindex, "pci", pci(nic),
			 "netns", netns(), "driver", driver(nic), "channels",
			 channels(nic), "rss", rss(nic), "rules",
			 snapshot_rules(nic), "devlink_health_rx",
			 snapshot_devlink_rx(nic));
}
