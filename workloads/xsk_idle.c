// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/xsk_idle.h"

#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>

static bool is_down(const struct nic *nic)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, nic->name);
	return !ioctl(nic->fd, SIOCGIFFLAGS, &ifr) && !(ifr.ifr_flags & IFF_UP);
}

const char *xsk_idle_reason(const struct nic *nic)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, xdp);

	if (is_down(nic))
		return "the interface is down (ip link set DEV up)";
	if (bpf_xdp_query((int)nic->ifindex, 0, &xdp))
		return NULL;
	if (xdp.attach_mode == XDP_ATTACHED_NONE)
		return "no XDP program is attached (use --program, or attach that of the application)";
	if (xdp.attach_mode == XDP_ATTACHED_SKB)
		return "the XDP program is attached in generic mode, in which the driver does not run it (attach it in driver mode)";
	return NULL;
}
