/* SPDX-License-Identifier: GPL-2.0-only */
/* Parsing of flows from the command line, and matching of flows against rules. */
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

/* maybe: the rule matches on fields that the flow does not specify, such as MAC addresses */
enum steer_match { STEER_NO, STEER_MAYBE, STEER_YES };

/* The types of flows, separated by spaces. */
#define STEER_FLOW_TYPES "tcp4 udp4 tcp6 udp6 ip4 ip6"

/*
 * Initialises a flow of this type. Returns 0, or -EINVAL if the type is not in STEER_FLOW_TYPES.
 */
int steer_flow_type(struct steer_flow *flow, const char *type);

/*
 * Parse an endpoint: ADDRESS:PORT, [ADDRESS]:PORT for IPv6, or only the address for ip4 and ip6.
 * Both functions return 0 or -EINVAL.
 */
int steer_flow_src(struct steer_flow *flow, const char *text);
int steer_flow_dst(struct steer_flow *flow, const char *text);

/* The flow type for ETHTOOL_GRXFH. */
__u32 steer_flow_hash_type(const struct steer_flow *flow);

enum steer_match steer_match(const struct ethtool_rx_flow_spec *spec,
			     const struct steer_flow *flow);

/*
 * The order of two matching rules on mlx5, which has a table for each number of matched fields
 * (get_flow_table() in en_fs_ethtool.c), and IP tables before Ethernet tables. Returns less than 0
 * if the first rule has priority, greater than 0 if the second one has priority, and 0 if both are
 * in the same table.
 */
int steer_order_mlx5(const struct ethtool_rx_flow_spec *a, const struct ethtool_rx_flow_spec *b);

#endif
