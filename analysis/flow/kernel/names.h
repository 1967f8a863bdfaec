/* SPDX-License-Identifier: GPL-2.0-only */
/* Names for numbers. The lists are generated from kernel headers by names.awk. */
#ifndef MLX5TRACE_FLOW_NAMES_H
#define MLX5TRACE_FLOW_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flow_set {
	FLOW_SET_NONE,
	FLOW_SET_SYSCALL,
	FLOW_SET_IOCTL,
	FLOW_SET_ETHTOOL,
	FLOW_SET_ETHNL,
	FLOW_SET_NL80211,
	FLOW_SET_NL80211_ATTR,
	FLOW_SET_RTNL,
	FLOW_SET_FAMILY,
	FLOW_SET_PROTOCOL,
	FLOW_SET_XDP,
	FLOW_SET_IFF,
	FLOW_SET_TX_TYPE,
	FLOW_SET_RX_FILTER,
	FLOW_SET_FLOW_TYPE,
	FLOW_SET_XDP_FLAGS,
	FLOW_SET_CAPABILITY,
	FLOW_SET_SOCK_TYPE,
	FLOW_SET_SOCK_FLAG,
	FLOW_SET_MSG,
	FLOW_SET_SHUT,
	FLOW_SET_IPPROTO,
	FLOW_SET_ETHER,
	FLOW_SET_LEVEL,
	FLOW_SET_SOCKOPT,
	FLOW_SET_IPOPT,
	FLOW_SET_IPV6OPT,
	FLOW_SET_TCPOPT,
	FLOW_SET_UDPOPT,
	FLOW_SET_PACKETOPT,
	FLOW_SET_XDPOPT,
	FLOW_SET_OPCODE, /* opcodes of firmware commands */
	FLOW_SET_NR,
};

/* Returns the name of @value, or NULL. */
const char *flow_name(enum flow_set set, uint64_t value);

/* Returns the @i-th name of the set, as it is in the header, and sets @value; NULL after the last. */
const char *flow_name_at(enum flow_set set, size_t i, uint64_t *value);

/* Is the set a set of flags? */
bool flow_set_is_flags(enum flow_set set);

/* Write flags as "A|B|0x10", or "0" if no flag is set. */
void flow_flags(enum flow_set set, uint64_t value, char *text, size_t size);

#endif
