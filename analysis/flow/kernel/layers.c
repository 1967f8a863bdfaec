// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/layers.h"

#include <fnmatch.h>
#include <string.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/socket_layers.h"

/* The functions recorded besides those of the driver. The first matching rule applies. */
static const struct rule {
	const char *pattern;
	enum flow_layer layer;
	bool returns; /* the return value explains a rejected request, so it is recorded */
} rules[] = {
	{ "__sys_socket", FLOW_SOCKET, false },
	{ "__sys_bind", FLOW_SOCKET, false },
	{ "__sys_setsockopt", FLOW_SOCKET, false },
	{ "__sys_sendto", FLOW_SOCKET, false },
	{ "__sys_sendmsg", FLOW_SOCKET, false },
	{ "__sys_recvfrom", FLOW_SOCKET, false },
	{ "__sys_recvmsg", FLOW_SOCKET, false },
	{ "sock_ioctl", FLOW_SOCKET, false },
	{ "sock_do_ioctl", FLOW_SOCKET, false },
	{ "inet_ioctl", FLOW_SOCKET, false },
	{ "packet_ioctl", FLOW_SOCKET, false },
	{ "inet6_ioctl", FLOW_SOCKET, false },
	{ "unix_ioctl", FLOW_SOCKET, false },
	{ "sk_ioctl", FLOW_SOCKET, false },
	{ "udp_ioctl", FLOW_SOCKET, false },
	{ "tcp_ioctl", FLOW_SOCKET, false },
	{ "raw_ioctl", FLOW_SOCKET, false },
	{ "sock_gettstamp", FLOW_SOCKET, false },
	{ "f_setown", FLOW_SOCKET, false },
	{ "f_getown", FLOW_SOCKET, false },
	{ "open_related_ns", FLOW_SOCKET, false },
	{ "netlink_sendmsg", FLOW_SOCKET, false },
	{ "xsk_bind", FLOW_SOCKET, true },
	{ "xsk_setsockopt", FLOW_SOCKET, false },
	{ "dev_ioctl", FLOW_DISPATCH, true },
	{ "dev_ifsioc*", FLOW_DISPATCH, true },
	{ "dev_ifconf", FLOW_DISPATCH, false },
	{ "arp_ioctl", FLOW_DISPATCH, false },
	{ "ip_rt_ioctl", FLOW_DISPATCH, false },
	{ "devinet_ioctl", FLOW_DISPATCH, false },
	{ "ipmr_ioctl", FLOW_DISPATCH, false },
	{ "ipmr_sk_ioctl", FLOW_DISPATCH, false },
	{ "ipv6_route_ioctl", FLOW_DISPATCH, false },
	{ "addrconf_*_ifaddr", FLOW_DISPATCH, false },
	{ "addrconf_set_dstaddr", FLOW_DISPATCH, false },
	{ "br_ioctl_call", FLOW_DISPATCH, false },
	{ "br_ioctl_stub", FLOW_DISPATCH, false },
	{ "vlan_ioctl_handler", FLOW_DISPATCH, false },
	{ "*wext_handle_ioctl", FLOW_DISPATCH, true },
	{ "*dev_ethtool*", FLOW_DISPATCH, true },
	{ "netlink_rcv_skb", FLOW_DISPATCH, false },
	{ "netlink_ack", FLOW_DISPATCH, false },
	{ "genl_rcv_msg", FLOW_DISPATCH, true },
	{ "genl_family_rcv_msg*", FLOW_DISPATCH, false },
	{ "rtnetlink_rcv_msg", FLOW_DISPATCH, true },
	{ "ethnl_default_*it", FLOW_DISPATCH, true },
	{ "__sys_bpf", FLOW_DISPATCH, false },
	{ "wext_ioctl_dispatch*", FLOW_DISPATCH, false },
	{ "wireless_process_ioctl", FLOW_DISPATCH, false },
	{ "ioctl_standard_call", FLOW_DISPATCH, false },
	{ "ethnl_set_*", FLOW_CORE, true },
	{ "ethtool_set_*", FLOW_CORE, false },
	{ "ethtool_get_*", FLOW_CORE, false },
	{ "ethtool_rxnfc_*", FLOW_CORE, false },
	{ "channels_prepare_data", FLOW_CORE, false },
	{ "dev_set_mtu*", FLOW_CORE, false },
	{ "netif_set_mtu*", FLOW_CORE, false },
	{ "__*_set_mtu", FLOW_CORE, true },
	{ "dev_set_hwtstamp*", FLOW_CORE, true },
	{ "dev_get_hwtstamp*", FLOW_CORE, true },
	{ "dev_eth_ioctl", FLOW_CORE, false },
	{ "net_hwtstamp_validate", FLOW_CORE, true },
	{ "generic_hwtstamp_*", FLOW_CORE, false },
	{ "*rtnl_newlink", FLOW_CORE, false },
	{ "*rtnl_setlink", FLOW_CORE, false },
	{ "do_setlink*", FLOW_CORE, true },
	{ "*dev_change_flags", FLOW_CORE, true },
	{ "netif_change_flags", FLOW_CORE, true },
	{ "__dev_open", FLOW_CORE, true },
	{ "__dev_close_many", FLOW_CORE, false },
	{ "*dev_set_promiscuity", FLOW_CORE, false },
	{ "*dev_set_rx_mode", FLOW_CORE, false },
	{ "dev_xdp_attach*", FLOW_CORE, false },
	{ "dev_xdp_install", FLOW_CORE, false },
	{ "dev_change_xdp_fd", FLOW_CORE, true },
	{ "bpf_xdp_link_*", FLOW_CORE, false },
	{ "*xp_assign_dev*", FLOW_CORE, true },
	{ "xsk_reg_pool_at_qid", FLOW_CORE, true },
	{ "xp_clear_dev", FLOW_CORE, false },
	{ "cfg80211_set_monitor_channel", FLOW_CORE, true },
	{ "ieee80211_set_monitor_channel", FLOW_CORE, true },
	{ "ieee80211_scan", FLOW_CORE, true },
	{ "cfg80211_wext_siw*", FLOW_CORE, true },
};

#define NR_RULES ARRAY_SIZE(rules)

/* Modules between the requests and the drivers: their functions are not those of a driver. */
static const char *const core_modules[] = { "mac80211", "cfg80211" };

static const char *const names[FLOW_LAYER_NR] = {
	[FLOW_USER] = "user",	      [FLOW_SYSTEM] = "syscall",    [FLOW_SOCKET] = "socket",
	[FLOW_DISPATCH] = "dispatch", [FLOW_CORE] = "core",	    [FLOW_DRIVER] = "driver",
	[FLOW_DEFERRED] = "deferred", [FLOW_FIRMWARE] = "firmware", [FLOW_SECURITY] = "security",
	[FLOW_PROTOCOL] = "protocol", [FLOW_NETWORK] = "network",   [FLOW_QDISC] = "qdisc",
	[FLOW_RECEIVE] = "receive",
};

static const struct rule *rule_of(const char *func)
{
	for (size_t i = 0; i < NR_RULES; i++) {
		const char *pattern = rules[i].pattern;

		/* Fast path, as this is called for each symbol of the kernel. */
		if (*pattern != '*' && *pattern != *func)
			continue;
		if (!fnmatch(pattern, func, 0))
			return &rules[i];
	}
	return NULL;
}

enum flow_layer flow_layer_of(const char *func, const char *module)
{
	const struct rule *rule;
	const struct flow_socket_rule *socket;

	if (module && !flow_layer_is_core(module))
		return FLOW_DRIVER;
	rule = rule_of(func);
	if (rule)
		return rule->layer;
	socket = flow_socket_rule(func);
	return socket ? socket->layer : FLOW_CORE;
}

const char *flow_layer_module(unsigned int i)
{
	return i < ARRAY_SIZE(core_modules) ? core_modules[i] : NULL;
}

bool flow_layer_is_core(const char *module)
{
	for (size_t i = 0; i < ARRAY_SIZE(core_modules); i++)
		if (!strcmp(core_modules[i], module))
			return true;
	return false;
}

bool flow_layer_has(const char *func)
{
	return rule_of(func) || flow_socket_rule(func);
}

bool flow_layer_returns(const char *func)
{
	const struct rule *rule = rule_of(func);
	const struct flow_socket_rule *socket = rule ? NULL : flow_socket_rule(func);

	return (rule && rule->returns) || (socket && socket->returns);
}

static bool is_packet_layer(enum flow_layer layer)
{
	return layer >= FLOW_PROTOCOL && layer <= FLOW_RECEIVE;
}

bool flow_layer_fits(const char *func, const char *module, enum flow_layer caller)
{
	const struct flow_socket_rule *rule = module ? NULL : flow_socket_rule(func);

	if (!rule || !rule->inner || is_packet_layer(caller))
		return true;
	return caller == FLOW_SOCKET &&
	       (rule->layer == FLOW_SOCKET || rule->layer == FLOW_SECURITY ||
		rule->layer == FLOW_PROTOCOL);
}

const char *flow_layer_name(enum flow_layer layer)
{
	return names[layer];
}

enum flow_layer flow_layer_named(const char *name)
{
	int i = 0;

	while (i < FLOW_LAYER_NR && strcmp(names[i], name))
		i++;
	return i;
}

bool flow_layer_socket_call(const char *syscall)
{
	static const char *const calls[] = {
		"socket",   "socketpair", "bind",	"connect",    "listen",	  "accept",
		"accept4",  "sendto",	  "sendmsg",	"sendmmsg",   "recvfrom", "recvmsg",
		"recvmmsg", "shutdown",	  "getsockopt", "setsockopt",
	};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (!strcmp(calls[i], syscall))
			return true;
	return false;
}
