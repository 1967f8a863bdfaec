/* SPDX-License-Identifier: GPL-2.0-only */
/* Grouping of several files into recordings. */
#ifndef MLX5TRACE_MERGE_H
#define MLX5TRACE_MERGE_H

#include "analysis/source/source.h"

struct mt_member {
	struct mt_recording *rec;
	const char *path;
	char clock[32], host[65]; /* "" unknown */
	char guest[64];		  /* name of the guest on its host, or "" */
	uint64_t trace_id;
	bool shifted;
	unsigned int machine;
	uint64_t first, last; /* for an unknown clock: its time range */

	struct mt_record head; /* the next record, if state is 1 */
	int state;	       /* return value of mt_next() */
};

/**
 * mt_merge_plan() - determine clock and machine of each newly opened member
 * @nr_machines: number of machines, numbered from 0 in order of the files
 *
 * Return: false with @err set when the times of two cannot be compared.
 */
bool mt_merge_plan(struct mt_member *members, unsigned int nr, const struct mt_options *opts,
		   unsigned int *nr_machines, struct mt_error *err);

/* Detection of events recorded in several files. */
#define MT_TWINS 256

struct mt_twins {
	struct mt_twin {
		uint64_t ts, hash;
		const struct mt_member *from, *twin;
		bool stack;
	} ring[MT_TWINS];
	unsigned int next;
	const struct mt_twin *dropped; /* dropped event; a following stack belongs to it */
};

/* Is this record a duplicate of one from another file? */
bool mt_twins_seen(struct mt_twins *twins, const struct mt_member *from, const struct mt_record *r);

#endif
