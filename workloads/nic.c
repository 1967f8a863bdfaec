// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/nic.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/cli.h"

static const struct {
	int err;
	const char *words;
} reasons[] = {
	{ ENODEV, "no such network device (ip link shows them)" },
	{ EPERM, "not permitted (requires CAP_NET_ADMIN: run it as root)" },
	{ EACCES, "not permitted (requires CAP_NET_ADMIN: run it as root)" },
	{ EOPNOTSUPP, "not supported by the driver" },
	{ ENOTTY, "not supported by the driver" },
	{ EBUSY, "the device is busy" },
	{ ENETDOWN, "the interface is down (ip link set DEV up)" },
	{ ERANGE, "the driver does not support the request" },
	{ EINVAL, "the kernel or the driver refused these values" },
};

static const char *reason(int err)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].err == -err)
			return reasons[i].words;
	return strerror(-err);
}

char *nic_explain(char *buf, size_t size, const struct nic *nic, const char *what, int err)
{
	const char *driver = nic->driver[0] ? nic->driver : NULL;

	snprintf(buf, size, "%s: %s: %s%s%s%s", nic->name, what, reason(err),
		 driver ? " (driver " : "", driver ? driver : "", driver ? ")" : "");
	return buf;
}

int nic_error(const struct nic *nic, const char *what, int err)
{
	char line[256];

	cli_error("%s", nic_explain(line, sizeof(line), nic, what, err));
	return err;
}

int nic_ioctl(const struct nic *nic, unsigned long request, void *data)
{
	struct ifreq ifr = { .ifr_data = data };

	memcpy(ifr.ifr_name, nic->name, sizeof(nic->name));
	return ioctl(nic->fd, request, &ifr) ? -errno : 0;
}

int nic_ethtool(const struct nic *nic, void *command)
{
	return nic_ioctl(nic, SIOCETHTOOL, command);
}

int nic_open(struct nic *nic, const char *name)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	int err;

	memset(nic, 0, sizeof(*nic));
	nic->fd = -1;
	if (!name[0] || strlen(name) >= sizeof(nic->name)) {
		cli_error("'%s' is not the name of a device (1 to %zu characters)", name,
			  sizeof(nic->name) - 1);
		return -EINVAL;
	}
	strcpy(nic->name, name);
	nic->ifindex = if_nametoindex(name);
	if (!nic->ifindex) {
		err = -errno;
		cli_error("%s: %s", name, reason(err));
		return err;
	}
	nic->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (nic->fd < 0)
		return nic_error(nic, "cannot open a socket", -errno);
	if (!nic_ethtool(nic, &info))
		snprintf(nic->driver, sizeof(nic->driver), "%s", info.driver);
	return 0;
}

void nic_close(struct nic *nic)
{
	if (nic->fd >= 0)
		close(nic->fd);
	nic->fd = -1;
}
