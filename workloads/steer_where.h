/* SPDX-License-Identifier: GPL-2.0-only */
/* Destination of a flow: by a rule, otherwise by hash and table. */
#ifndef WORKLOADS_STEER_WHERE_H
#define WORKLOADS_STEER_WHERE_H

#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rss.h"
#include "workloads/rules.h"
#include "workloads/steer_flow.h"

/* distribution of a flow: value and place are invalid if why is set */
struct steer_spread {
	/* NULL, or the reason for an unknown queue */
	const char *why;
	__u64 fields;
	uint8_t transformation;
	uint32_t value;
	uint32_t place;
	uint32_t queue;
};

/*
 * The rule that matches the flow, NULL for none. Rules that may match before it, or that
 * match with equal priority, are counted in doubts: the result is certain only without
 * them.
 */
const struct rule *steer_choose(const struct rules *rules, const struct steer_flow *flow, bool mlx5,
				size_t *doubts);

/*
 * Hash and queue of a flow. mlx5's Toeplitz is symmetric on every kernel
 * (mlx5e_tir_builder_build_rss()), but reported only since 6.16.
 */
void steer_spread(struct steer_spread *spread, const struct rss *rss, __u64 fields,
		  const struct steer_flow *flow, bool mlx5);

/*
 * Prints the destination of a flow of the type for each pair of endpoints ("SRC" "DST");
 * json: one object per line. Returns 0, CLI_USAGE or, after a message, -errno.
 */
int steer_where(const struct nic *nic, char *const words[], bool json);

#endif
