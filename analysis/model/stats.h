/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Durations: percentiles for each kind of operation, each step and each firmware command.
 */
#ifndef MLX5TRACE_STATS_H
#define MLX5TRACE_STATS_H

#include "analysis/model/commands.h"
#include "analysis/model/ops.h"

enum mt_stat_group {
	MT_STAT_OPS,
	MT_STAT_STEPS,
	MT_STAT_COMMANDS, /* in the firmware */
	MT_STAT_WAITS,	  /* of commands, before: for a semaphore or a slot */
	MT_STAT_NR,
};

struct mt_stat {
	enum mt_stat_group group;
	const char *id, *title; /* both are the name for a command */
	uint64_t nr, failed;
	uint64_t timed;		     /* those with known duration */
	uint64_t p50, p99, max, sum; /* ns; 0 when none is timed */
};

/*
 * One row for each kind that occurred, groups in the order above; commands and waits sorted by
 * total time, descending. The caller frees the rows with free(); they point into the models,
 * both finished. NULL and *nr 0 for no rows.
 */
struct mt_stat *mt_stat_rows(const struct mt_ops *ops, const struct mt_commands *commands,
			     unsigned int *nr);

/* "operation", "step", "command", "wait" */
const char *mt_stat_group_id(enum mt_stat_group group);

#endif
