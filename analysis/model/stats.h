/* SPDX-License-Identifier: GPL-2.0-only */
/* Percentiles of the durations of each kind of operation, step and firmware command. */
#ifndef MLX5TRACE_STATS_H
#define MLX5TRACE_STATS_H

#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"
#include "analysis/model/commands.h"
#include "analysis/model/ops.h"

enum mt_stat_group {
	MT_STAT_OPS,
	MT_STAT_STEPS,
	MT_STAT_COMMANDS, /* time in the firmware */
	MT_STAT_WAITS,	  /* time that commands wait for a semaphore or a slot */
	MT_STAT_NR,
};

struct mt_stat {
	enum mt_stat_group group;
	const char *id, *title; /* both are the name of a command */
	uint64_t nr, failed;
	uint64_t timed;		     /* number of durations that are known */
	uint64_t p50, p99, max, sum; /* in ns; 0 if no duration is known; see times.h */
};

/* Durations of one kind of operation, step or command in any number of recordings. */
struct mt_stat_times {
	enum mt_stat_group group;
	const char *id, *title;
	uint64_t nr, failed;
	struct mt_times ns;
};

/* A zeroed struct is an empty sum. */
struct mt_stat_sum {
	MT_VEC(struct mt_stat_times) times;
	struct mt_strpool *names; /* NULL if the models own the names */
};

/*
 * Add the durations of a recording whose models are finished. If @to->names is set, the models are
 * not referenced afterwards.
 */
void mt_stat_add(struct mt_stat_sum *to, const struct mt_ops *ops,
		 const struct mt_commands *commands);
void mt_stat_sum_free(struct mt_stat_sum *sum);

/*
 * One row for each kind that occurred, with the groups in the order above, and commands and waits
 * sorted by descending total time. The caller frees the rows with free(); they point to the names
 * of the sum. Returns NULL and sets *nr to 0 if there are no rows.
 */
struct mt_stat *mt_stat_sum_rows(const struct mt_stat_sum *sum, unsigned int *nr);

/* Like mt_stat_sum_rows(), but for a single recording. */
struct mt_stat *mt_stat_rows(const struct mt_ops *ops, const struct mt_commands *commands,
			     unsigned int *nr);

/* "operation", "step", "command" or "wait" */
const char *mt_stat_group_id(enum mt_stat_group group);

#endif
