/* SPDX-License-Identifier: GPL-2.0-only */
/* What of several files can be one recording. */
#ifndef MLX5TRACE_MERGE_H
#define MLX5TRACE_MERGE_H

#include "analysis/source/source.h"

struct mt_member {
	struct mt_recording *rec;
	const char *path;
	char clock[32], host[65]; /* "" unknown */
	char guest[64];		  /* the name that the host gives it, or "" */
	uint64_t trace_id;
	bool shifted;
	unsigned int machine;
	uint64_t first, last; /* where the clock is not known: its times */

	struct mt_record head; /* the next one, when state is 1 */
	int state;	       /* as mt_next() returned */
};

/**
 * mt_merge_plan() - find the clock and the machine of each, all just opened
 * @nr_machines: they are numbered from 0 in the order of the files
 *
 * Return: false with @err set when the times of two cannot be compared.
 */
bool mt_merge_plan(struct mt_member *members, unsigned int nr, const struct mt_options *opts,
		   unsigned int *nr_machines, struct mt_error *err);

/* Events that were recorded in several files at the same time. */
#define MT_TWINS 256

struct mt_twins {
	struct mt_twin {
		uint64_t ts, hash;
		const struct mt_member *from, *twin;
		bool stack;
	} ring[MT_TWINS];
	unsigned int next;
	const struct mt_twin *dropped; /* a stack that follows is its own */
};

/* Is this record one that another file gave already? */
bool mt_twins_seen(struct mt_twins *twins, const struct mt_member *from, const struct mt_record *r);

#endif
