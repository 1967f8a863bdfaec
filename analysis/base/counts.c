// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/counts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"

/* Sanitize quoted input for terminals. */
static void sanitize(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
}

void mt_stats_problem(struct mt_stats *stats, uint64_t line, const char *fmt, ...)
{
	struct mt_problem *problem;
	va_list ap;

	stats->malformed++;
	if (stats->nr_problems == MT_PROBLEMS_KEPT)
		return;
	problem = &stats->problems[stats->nr_problems++];
	problem->line = line;
	va_start(ap, fmt);
	vsnprintf(problem->why, sizeof(problem->why), fmt, ap);
	va_end(ap);
	sanitize(problem->why);
}

void mt_stats_unknown_form(struct mt_stats *stats, uint64_t line, const char *why)
{
	if (stats->unknown_forms++)
		return;
	stats->unknown_form.line = line;
	snprintf(stats->unknown_form.why, sizeof(stats->unknown_form.why), "%s", why);
	sanitize(stats->unknown_form.why);
}

void mt_stats_lose(struct mt_stats *stats, int cpu, uint64_t count)
{
	if (cpu >= 0 && cpu < 65536 && (unsigned int)cpu >= stats->nr_cpus) {
		unsigned int nr = (unsigned int)cpu + 1;
		struct mt_lost *grown = mt_mem(realloc(stats->cpu, nr * sizeof(*grown)));

		if (grown) {
			memset(grown + stats->nr_cpus, 0, (nr - stats->nr_cpus) * sizeof(*grown));
			stats->cpu = grown;
			stats->nr_cpus = nr;
		}
	}
	if (cpu >= 0 && (unsigned int)cpu < stats->nr_cpus) {
		stats->cpu[cpu].lost += count;
		stats->cpu[cpu].gaps += !count;
	} else {
		stats->lost_anywhere += count;
		stats->gaps_anywhere += !count;
	}
}

uint64_t mt_stats_lost(const struct mt_stats *stats)
{
	uint64_t sum = stats->lost_anywhere;

	for (unsigned int i = 0; i < stats->nr_cpus; i++)
		sum += stats->cpu[i].lost;
	return sum;
}

uint64_t mt_stats_gaps(const struct mt_stats *stats)
{
	uint64_t sum = stats->gaps_anywhere;

	for (unsigned int i = 0; i < stats->nr_cpus; i++)
		sum += stats->cpu[i].gaps;
	return sum;
}

uint64_t mt_stats_least_lost(const struct mt_stats *stats)
{
	return mt_stats_lost(stats) + mt_stats_gaps(stats);
}

void mt_stats_time(struct mt_stats *stats, uint64_t ts)
{
	if (!stats->events && !stats->calls)
		stats->first_ts = ts;
	else if (ts < stats->last_ts)
		stats->backwards++;
	if (ts > stats->last_ts)
		stats->last_ts = ts;
	if (ts < stats->first_ts)
		stats->first_ts = ts;
}
