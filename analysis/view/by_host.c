// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/by_host.h"

#include <stdio.h>
#include <string.h>

#include "analysis/base/memory.h"

static struct mt_host *host_of(struct mt_by_host *by, const char *name)
{
	struct mt_host *host;

	for (unsigned int i = 0; i < by->hosts.nr; i++)
		if (!strcmp(by->hosts.at[i].totals.host, name))
			return &by->hosts.at[i];
	host = mt_vec_add(&by->hosts);
	if (!host)
		return NULL;
	snprintf(host->totals.host, sizeof(host->totals.host), "%s", name);
	host->sum.names = mt_strpool_new();
	return host->sum.names ? host : NULL;
}

bool mt_by_host_add(struct mt_by_host *by, const struct mt_view *v)
{
	struct mt_host *host = host_of(by, mt_recording_host(v->rec));

	if (!host || !mt_totals_add(&host->totals, v->rec))
		return false;
	mt_stat_add(&host->sum, v->ops, v->commands);
	return !mt_memory_short();
}

void mt_by_host_free(struct mt_by_host *by)
{
	for (unsigned int i = 0; i < by->hosts.nr; i++) {
		mt_stat_sum_free(&by->hosts.at[i].sum);
		free(by->hosts.at[i].totals.paths);
	}
	free(by->hosts.at);
	*by = (struct mt_by_host){ 0 };
}
