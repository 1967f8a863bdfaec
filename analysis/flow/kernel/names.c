// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/names.h"

#include <inttypes.h>
#include <linux/capability.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <linux/net_tstamp.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/wireless.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "analysis/base/util.h"

struct name {
	uint64_t value;
	const char *text;
};

#define NAME(n) { n, #n },
static const struct name syscalls[] = {
#include "analysis/flow/kernel/syscall.inc"
};
static const struct name ioctls[] = {
#include "analysis/flow/kernel/ioctl.inc"
#include "analysis/flow/kernel/wext.inc"
};
static const struct name ethtools[] = {
#include "analysis/flow/kernel/ethtool.inc"
};
static const struct name ethnls[] = {
#include "analysis/flow/kernel/ethnl.inc"
};
static const struct name nl80211s[] = {
#include "analysis/flow/kernel/wifi.inc"
};
static const struct name nl80211_attrs[] = {
#include "analysis/flow/kernel/wifiattr.inc"
};
static const struct name rtnls[] = {
#include "analysis/flow/kernel/rtnl.inc"
};
static const struct name families[] = {
#include "analysis/flow/kernel/family.inc"
};
static const struct name protocols[] = {
#include "analysis/flow/kernel/protocol.inc"
};
static const struct name xdps[] = {
#include "analysis/flow/kernel/xdp.inc"
};
static const struct name iffs[] = {
#include "analysis/flow/kernel/iff.inc"
};
static const struct name tx_types[] = {
#include "analysis/flow/kernel/txtype.inc"
};
static const struct name rx_filters[] = {
#include "analysis/flow/kernel/rxfilter.inc"
};
static const struct name flow_types[] = {
#include "analysis/flow/kernel/flowtype.inc"
};
static const struct name xdp_flags[] = {
#include "analysis/flow/kernel/xdpflags.inc"
};
static const struct name capabilities[] = {
#include "analysis/flow/kernel/capability.inc"
};
static const struct name sock_types[] = {
#include "analysis/flow/kernel/socktype.inc"
};
static const struct name sock_flags[] = {
#include "analysis/flow/kernel/sockflag.inc"
};
static const struct name msgs[] = {
#include "analysis/flow/kernel/msg.inc"
};
static const struct name shuts[] = {
#include "analysis/flow/kernel/shut.inc"
};
static const struct name ipprotos[] = {
#include "analysis/flow/kernel/ipproto.inc"
};
static const struct name ethers[] = {
#include "analysis/flow/kernel/ethp.inc"
};
static const struct name levels[] = {
#include "analysis/flow/kernel/level.inc"
};
static const struct name sockopts[] = {
#include "analysis/flow/kernel/sockopt.inc"
};
static const struct name ipopts[] = {
#include "analysis/flow/kernel/ipopt.inc"
};
static const struct name ipv6opts[] = {
#include "analysis/flow/kernel/ipsixopt.inc"
};
static const struct name tcpopts[] = {
#include "analysis/flow/kernel/tcpopt.inc"
};
static const struct name udpopts[] = {
#include "analysis/flow/kernel/udpopt.inc"
};
static const struct name packetopts[] = {
#include "analysis/flow/kernel/packetopt.inc"
};
static const struct name xdpopts[] = {
#include "analysis/flow/kernel/xdpopt.inc"
};
#undef NAME
#define VCX_OPCODE(value, name) { value, #name },
static const struct name opcodes[] = {
#include "ifc-opcodes.inc"
};
#undef VCX_OPCODE

#define SET(list) { list, ARRAY_SIZE(list) }
static const struct {
	const struct name *at;
	size_t nr;
} sets[FLOW_SET_NR] = {
	[FLOW_SET_SYSCALL] = SET(syscalls),
	[FLOW_SET_IOCTL] = SET(ioctls),
	[FLOW_SET_ETHTOOL] = SET(ethtools),
	[FLOW_SET_ETHNL] = SET(ethnls),
	[FLOW_SET_NL80211] = SET(nl80211s),
	[FLOW_SET_NL80211_ATTR] = SET(nl80211_attrs),
	[FLOW_SET_RTNL] = SET(rtnls),
	[FLOW_SET_FAMILY] = SET(families),
	[FLOW_SET_PROTOCOL] = SET(protocols),
	[FLOW_SET_XDP] = SET(xdps),
	[FLOW_SET_IFF] = SET(iffs),
	[FLOW_SET_TX_TYPE] = SET(tx_types),
	[FLOW_SET_RX_FILTER] = SET(rx_filters),
	[FLOW_SET_FLOW_TYPE] = SET(flow_types),
	[FLOW_SET_XDP_FLAGS] = SET(xdp_flags),
	[FLOW_SET_CAPABILITY] = SET(capabilities),
	[FLOW_SET_SOCK_TYPE] = SET(sock_types),
	[FLOW_SET_SOCK_FLAG] = SET(sock_flags),
	[FLOW_SET_MSG] = SET(msgs),
	[FLOW_SET_SHUT] = SET(shuts),
	[FLOW_SET_IPPROTO] = SET(ipprotos),
	[FLOW_SET_ETHER] = SET(ethers),
	[FLOW_SET_LEVEL] = SET(levels),
	[FLOW_SET_SOCKOPT] = SET(sockopts),
	[FLOW_SET_IPOPT] = SET(ipopts),
	[FLOW_SET_IPV6OPT] = SET(ipv6opts),
	[FLOW_SET_TCPOPT] = SET(tcpopts),
	[FLOW_SET_UDPOPT] = SET(udpopts),
	[FLOW_SET_PACKETOPT] = SET(packetopts),
	[FLOW_SET_XDPOPT] = SET(xdpopts),
	[FLOW_SET_OPCODE] = SET(opcodes),
};
#undef SET

const char *flow_name(enum flow_set set, uint64_t value)
{
	for (size_t i = 0; i < sets[set].nr; i++)
		if (sets[set].at[i].value == value)
			return sets[set].at[i].text +
			       (set == FLOW_SET_SYSCALL ? strlen("__NR_") : 0);
	return NULL;
}

const char *flow_name_at(enum flow_set set, size_t i, uint64_t *value)
{
	if (i >= sets[set].nr)
		return NULL;
	*value = sets[set].at[i].value;
	return sets[set].at[i].text;
}

bool flow_set_is_flags(enum flow_set set)
{
	return set == FLOW_SET_IFF || set == FLOW_SET_XDP || set == FLOW_SET_XDP_FLAGS;
}

void flow_flags(enum flow_set set, uint64_t value, char *text, size_t size)
{
	size_t at = 0;

	snprintf(text, size, "0");
	for (size_t i = 0; i < sets[set].nr && at < size; i++) {
		uint64_t flag = sets[set].at[i].value;

		if (!flag || (value & flag) != flag)
			continue;
		at += (size_t)snprintf(text + at, size - at, "%s%s", at ? "|" : "",
				       sets[set].at[i].text);
		value &= ~flag;
	}
	if (value && at < size)
		snprintf(text + at, size - at, "%s0x%" PRIx64, at ? "|" : "", value);
}
