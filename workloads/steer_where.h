/* SPDX-License-Identifier: GPL-2.0-only */
/* The destination of a flow, according to a rule, or else to the RSS hash and table. */
#ifndef WORKLOADS_STEER_WHERE_H
#define WORKLOADS_STEER_WHERE_H

#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rss.h"
#include "workloads/rules.h"
#include "workloads/steer_flow.h"

/* how RSS distributes a flow; if why is set, value, place and queue are invalid */
struct steer_spread {
	/* NULL, or the reason why the queue is unknown */
	const char *why;
	__u64 fields;
	uint8_t transformation;
	uint32_t value;
	uint32_t place;
	uint32_t queue;
};

/*
 * Returns the rule that matches the flow, or NULL. Rules that may match before it, or that match
 * with the same priority, are counted in doubts: the result is certain only if doubts is 0.
 */
const struct rule *steer_choose(const struct rules *rules, const struct steer_flow *flow, bool mlx5,
				size_t *doubts);

/*
 * Computes the hash and the queue of a flow. The Toeplitz hash of mlx5 is symmetric on every kernel
 * (mlx5e_tir_builder_build_rss()), but the driver reports this only since 6.16.
 */
void steer_spread(struct steer_spread *spread, const struct rss *rss, __u64 fields,
		  const struct steer_flow *flow, bool mlx5);

/*
 * Prints the destination of a flow of this type for each pair of endpoints ("SRC" "DST"), with json
 * as one object per line. Returns 0, CLI_USAGE or -errno after a message.
 */
int steer_where(const struct nic *nic, char *const words[], bool json);

#endif
