/* SPDX-License-Identifier: GPL-2.0-only */
/* Flows from the command line, and matching of rules. */
#ifndef WORKLOADS_STEER_FLOW_H
#define WORKLOADS_STEER_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/flow_types.h"
#include "workloads/rss_hash.h"
#include "workloads/rules.h"

/* protocol is 0 for the types IPv4 and IPv6 */
struct steer_flow {
	const struct flow_type *type;
	bool v6;
	uint8_t protocol;
	struct rss_flow ends;
};

/* maybe: the rule matches on unspecified fields, such as MAC addresses */
enum steer_match { STEER_NO, STEER_MAYBE, STEER_YES };

/* The types of flows, separated by blanks. */
#define STEER_FLOW_TYPES "tcp4 udp4 tcp6 udp6 ip4 ip6"

/*
 * Initialises a flow of a type. Returns -EINVAL for a type not in STEER_FLOW_TYPES.
 */
int steer_flow_type(struct steer_flow *flow, const char *type);

/*
 * Parses an endpoint: ADDRESS:PORT, [ADDRESS]:PORT for IPv6, or the address alone for ip4
 * and ip6. Returns 0 or -EINVAL.
 */
int steer_flow_src(struct steer_flow *flow, const char *text);
int steer_flow_dst(struct steer_flow *flow, const char *text);

/* The flow type for ETHTOOL_GRXFH. */
__u32 steer_flow_hash_type(const struct steer_flow *flow);

enum steer_match steer_match(const struct ethtool_rx_flow_spec *spec,
			     const struct steer_flow *flow);

/*
 * Order of two matching rules on mlx5, which has tables by the number of matched fields
 * (get_flow_table() in en_fs_ethtool.c), IP before Ethernet: less than 0 if the first has
 * priority, greater than 0 for the second, 0 in the same table.
 */
int steer_order_mlx5(const struct ethtool_rx_flow_spec *a, const struct ethtool_rx_flow_spec *b);

#endif
