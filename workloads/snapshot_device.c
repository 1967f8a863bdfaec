// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/snapshot_device.h"

#include <limits.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "workloads/rss.h"

/* True if it is the name of a PCI function, DDDD:BB:DD.F. */
static bool is_pci(const char *name)
{
	unsigned int domain, bus, device, function;
	int end = 0;

	return sscanf(name, "%x:%x:%x.%x%n", &domain, &bus, &device, &function, &end) == 4 &&
	       !name[end];
}

/* The PCI function of the netdev, which for a subfunction is that of its parent. */
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

static json_t *netns(const struct nic *nic)
{
	struct stat st;

	(void)nic;
	return stat("/proc/self/ns/net", &st) ? json_null() : json_integer((json_int_t)st.st_ino);
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
	return json_pack("{so so so so}", "name", text(info.driver), "version", text(info.version),
			 "firmware", text(info.fw_version), "bus", text(info.bus_info));
}

static json_t *channels(const struct nic *nic)
{
	struct ethtool_channels ch = { .cmd = ETHTOOL_GCHANNELS };

	if (nic_ethtool(nic, &ch))
		return json_null();
	return json_pack("{si si si si si si si si}", "max_rx", ch.max_rx, "max_tx", ch.max_tx,
			 "max_other", ch.max_other, "max_combined", ch.max_combined, "rx",
			 ch.rx_count, "tx", ch.tx_count, "other", ch.other_count, "combined",
			 ch.combined_count);
}

/* The bytes in the format of ethtool -x: aa:bb:… */
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
	struct rss rss;
	json_t *table, *json;

	if (rss_read(nic, 0, &rss))
		return json_null();
	table = json_array();
	for (uint32_t i = 0; i < rss.table_size; i++)
		json_array_append_new(table, json_integer(rss.table[i]));
	json = json_pack("{so so so}", "hash", text(rss.function), "key",
			 key_text(rss.key, rss.key_size), "indir", table);
	rss_free(&rss);
	return json;
}

static json_t *link_state(const struct nic *nic)
{
	struct ifreq flags = {}, mtu = {};

	memcpy(flags.ifr_name, nic->name, sizeof(nic->name));
	memcpy(mtu.ifr_name, nic->name, sizeof(nic->name));
	if (ioctl(nic->fd, SIOCGIFFLAGS, &flags) || ioctl(nic->fd, SIOCGIFMTU, &mtu))
		return json_null();
	return json_pack("{sb sb si}", "up", !!(flags.ifr_flags & IFF_UP), "carrier",
			 !!(flags.ifr_flags & IFF_RUNNING), "mtu", mtu.ifr_mtu);
}

static json_t *ifindex(const struct nic *nic)
{
	return json_integer(nic->ifindex);
}

static json_t *devlink_rx(const struct nic *nic)
{
	return snapshot_devlink(nic, "rx");
}

static json_t *devlink_tx(const struct nic *nic)
{
	return snapshot_devlink(nic, "tx");
}

/* Parts that may take longer come later. */
const struct snapshot_part snapshot_parts[] = {
	{ "ifindex", ifindex, true },
	{ "pci", pci, false },
	{ "netns", netns, false },
	{ "driver", driver, false },
	{ "link", link_state, true },
	{ "channels", channels, true },
	{ "xdp", snapshot_xdp, true },
	{ "xsk", snapshot_xsk, true },
	{ "rss", rss, true },
	{ "rules", snapshot_rules, true },
	{ "counters", snapshot_counters, true },
	{ "devlink_health_rx", devlink_rx, true },
	{ "devlink_health_tx", devlink_tx, true },
	{},
};
