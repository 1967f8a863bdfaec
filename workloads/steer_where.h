/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a flow goes: by a rule, else by hash and table. */
#ifndef WORKLOADS_STEER_WHERE_H
#define WORKLOADS_STEER_WHERE_H

#include <stdbool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rss.h"
#include "workloads/rules.h"
#include "workloads/steer_flow.h"

/* how a flow is spread: value and place say nothing when why is set */
struct steer_spread {
	/* NULL, or what keeps us from telling the queue */
	const char *why;
	__u64 fields;
	uint8_t transformation;
	uint32_t value;
	uint32_t place;
	uint32_t queue;
};

/*
 * The rule that takes the flow, NULL when there is none. Rules that may match
 * before it, or that match and share its place in the order, are counted in
 * doubts: the answer holds only if they do not.
 */
const struct rule *steer_choose(const struct rules *rules, const struct steer_flow *flow, bool mlx5,
				size_t *doubts);

/*
 * Hash and queue of a flow. mlx5's Toeplitz is symmetric on every kernel
 * (mlx5e_tir_builder_build_rss()), though only those from 6.16 on say so.
 */
void steer_spread(struct steer_spread *spread, const struct rss *rss, __u64 fields,
		  const struct steer_flow *flow, bool mlx5);

/*
 * Prints for each pair of ends ("SRC" "DST") where a flow of the type goes; json:
 * one object a line. Returns 0, CLI_USAGE or, after a message, -errno.
 */
int steer_where(const struct nic *nic, char *const words[], bool json);

#endif
