// SPDX-License-Identifier: GPL-2.0-only
/* Selects the rule and computes the hash, from data that was read from the device. */
#include <string.h>

#include "workloads/steer_where.h"

/* Returns less than 0 if a has priority, and 0 if the order is unknown. */
static int order(const struct rule *a, const struct rule *b, bool mlx5)
{
	if (mlx5)
		return steer_order_mlx5(&a->spec, &b->spec);
	/* according to ethtool(8), the rule with the lower location has priority */
	return a->spec.location < b->spec.location ? -1 : 1;
}

const struct rule *steer_choose(const struct rules *rules, const struct steer_flow *flow, bool mlx5,
				size_t *doubts)
{
	const struct rule *first = NULL;

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];

		if (steer_match(&rule->spec, flow) == STEER_YES &&
		    (!first || order(rule, first, mlx5) < 0))
			first = rule;
	}
	*doubts = 0;
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];
		enum steer_match match = steer_match(&rule->spec, flow);

		if (rule != first && match != STEER_NO && (!first || order(rule, first, mlx5) <= 0))
			++*doubts;
	}
	return first;
}

void steer_spread(struct steer_spread *spread, const struct rss *rss, __u64 fields,
		  const struct steer_flow *flow, bool mlx5)
{
	const __u64 known = RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3;
	bool toeplitz = !strcmp(rss->function, "toeplitz");
	uint8_t input[RSS_INPUT_MAX];
	size_t size;

	*spread = (struct steer_spread){
		.fields = fields,
		.transformation = rss->transformation,
	};
	if (mlx5 && toeplitz)
		spread->transformation = RXH_XFRM_SYM_OR_XOR;
	if (!toeplitz && strcmp(rss->function, "xor"))
		spread->why = "the hash function is neither toeplitz nor xor";
	else if (fields & ~known)
		spread->why = "fields other than addresses and ports are hashed";
	else if (spread->transformation & ~(RXH_XFRM_SYM_XOR | RXH_XFRM_SYM_OR_XOR))
		spread->why = "the symmetric transformation is unknown";
	else if (!rss->table_size)
		spread->why = "the driver shows no RSS table";
	if (spread->why)
		return;
	size = rss_input(input, &flow->ends, fields, spread->transformation);
	spread->value = toeplitz ? rss_toeplitz(rss->key, rss->key_size, input, size) :
				   rss_xor(input, size);
	spread->place = spread->value % rss->table_size;
	spread->queue = rss->table[spread->place];
}
