// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/rules.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

int rules_read(const struct nic *nic, struct rules *rules)
{
	struct ethtool_rxnfc count = { .cmd = ETHTOOL_GRXCLSRLCNT };
	struct ethtool_rxnfc *all;
	int err = nic_ethtool(nic, &count);

	*rules = (struct rules){};
	if (err)
		return err;
	all = calloc(1, sizeof(*all) + count.rule_cnt * sizeof(__u32));
	rules->list = calloc(count.rule_cnt + 1, sizeof(*rules->list));
	if (!all || !rules->list) {
		err = -ENOMEM;
		goto out;
	}
	all->cmd = ETHTOOL_GRXCLSRLALL;
	all->rule_cnt = count.rule_cnt;
	err = nic_ethtool(nic, all);
	/* some drivers return an error if there are no rules */
	if (err && !count.rule_cnt)
		err = 0;
	if (err)
		goto out;
	rules->places = (uint32_t)all->data;
	for (__u32 i = 0; i < count.rule_cnt && i < all->rule_cnt; i++) {
		struct ethtool_rxnfc one = {
			.cmd = ETHTOOL_GRXCLSRULE,
			.fs.location = all->rule_locs[i],
		};

		/* A rule may have been deleted since the rules were counted. */
		if (!nic_ethtool(nic, &one))
			rules->list[rules->count++] = (struct rule){
				.spec = one.fs,
				.context = one.rss_context,
			};
	}
out:
	free(all);
	if (err)
		rules_free(rules);
	return err;
}

void rules_free(struct rules *rules)
{
	free(rules->list);
	*rules = (struct rules){};
}

static bool taken(const struct rules *rules, uint32_t location)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i].spec.location == location)
			return true;
	return false;
}

int rules_free_location(const struct nic *nic, uint32_t *location)
{
	struct ethtool_rxnfc count = { .cmd = ETHTOOL_GRXCLSRLCNT };
	struct rules rules;
	int err = nic_ethtool(nic, &count);

	if (err)
		return err;
	if (count.data & RX_CLS_LOC_SPECIAL) {
		*location = RX_CLS_LOC_ANY;
		return 0;
	}
	err = rules_read(nic, &rules);
	if (err)
		return err;
	err = -ENOSPC;
	for (uint32_t at = rules.places; err && at--;) {
		if (!taken(&rules, at)) {
			*location = at;
			err = 0;
		}
	}
	rules_free(&rules);
	return err;
}

int rules_insert(const struct nic *nic, const struct rule *rule, uint32_t *location)
{
	struct ethtool_rxnfc insert = {
		.cmd = ETHTOOL_SRXCLSRLINS,
		.fs = rule->spec,
	};
	int err;

	/* flow_type of this structure, not that of the rule, indicates an RSS context */
	insert.flow_type = rule->spec.flow_type & FLOW_RSS;
	insert.rss_context = rule->context;
	err = nic_ethtool(nic, &insert);
	*location = insert.fs.location;
	return err;
}

int rules_delete(const struct nic *nic, uint32_t location)
{
	struct ethtool_rxnfc gone = {
		.cmd = ETHTOOL_SRXCLSRLDEL,
		.fs.location = location,
	};

	return nic_ethtool(nic, &gone);
}
