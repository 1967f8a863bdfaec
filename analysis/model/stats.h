/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Durations: percentiles for each kind of operation, each step and each firmware command.
 */
#ifndef MLX5TRACE_STATS_H
#define MLX5TRACE_STATS_H

#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"
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
	const char *id, *title; /* for a command both are its name */
	uint64_t nr, failed;
	uint64_t timed;		     /* those with known duration */
	uint64_t p50, p99, max, sum; /* ns; 0 when none is timed; percentiles: times.h */
};

/* Durations of one kind of operation, step or command, of any number of recordings. */
struct mt_stat_times {
	enum mt_stat_group group;
	const char *id, *title;
	uint64_t nr, failed;
	struct mt_times ns;
};

/* Zero initialised is empty. */
struct mt_stat_sum {
	MT_VEC(struct mt_stat_times) times;
	struct mt_strpool *names; /* NULL: of the models */
};

/*
 * Add the durations of a recording, its models finished. With @to->names set, the models are
 * not referenced afterwards.
 */
void mt_stat_add(struct mt_stat_sum *to, const struct mt_ops *ops,
		 const struct mt_commands *commands);
void mt_stat_sum_free(struct mt_stat_sum *sum);

/*
 * One row for each kind that occurred, groups in the order above; commands and waits sorted by
 * total time, descending. The caller frees the rows with free(); they point to the names of
 * the sum. NULL and *nr 0 for no rows.
 */
struct mt_stat *mt_stat_sum_rows(const struct mt_stat_sum *sum, unsigned int *nr);

/* The same for one recording. */
struct mt_stat *mt_stat_rows(const struct mt_ops *ops, const struct mt_commands *commands,
			     unsigned int *nr);

/* "operation", "step", "command", "wait" */
const char *mt_stat_group_id(enum mt_stat_group group);

#endif
