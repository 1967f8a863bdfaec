// SPDX-License-Identifier: GPL-2.0-only
/* Completes an event in the table from its name and text. */
#include "analysis/base/events.h"
#include "analysis/source/source.h"

void mt_source_event(struct mt_source *src, struct mt_record *r, uint64_t line)
{
	char why[100];

	r->kind = MT_REC_EVENT;
	r->event = mt_event_find(r->name);
	r->have = 0;
	r->line = line;
	mt_stats_time(src->stats, r->ts);
	src->stats->events++;
	if (r->event == MT_EV_OTHER)
		return;
	src->stats->mlx5++;
	if (!mt_event_decode(r, why, sizeof(why)))
		mt_stats_problem(src->stats, line, "%s", why);
	else if (*why)
		mt_stats_unknown_form(src->stats, line, why);
}
