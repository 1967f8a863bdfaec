/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups several files into recordings. */
#ifndef MLX5TRACE_MERGE_H
#define MLX5TRACE_MERGE_H

#include "analysis/source/source.h"

struct mt_member {
	struct mt_recording *rec;
	const char *path;
	char clock[32], host[65]; /* "" if unknown */
	char guest[64];		  /* name of the guest on its host; "" if not a guest */
	uint64_t trace_id;
	bool shifted;
	unsigned int machine;
	uint64_t first, last; /* time range of the file if its clock is unknown */

	struct mt_record head; /* the next record, if state is 1 */
	int state;	       /* return value of the last mt_next() */
};

/**
 * mt_merge_plan() - determine the clock and machine of each newly opened member
 * @nr_machines: set to the number of machines, which are numbered from 0 in the order of the files
 *
 * Return: false with @err set if the times of two files cannot be compared.
 */
bool mt_merge_plan(struct mt_member *members, unsigned int nr, const struct mt_options *opts,
		   unsigned int *nr_machines, struct mt_error *err);

/* Detects events that are recorded in several files. */
#define MT_TWINS 256

struct mt_twins {
	struct mt_twin {
		uint64_t ts, hash;
		const struct mt_member *from, *twin;
		bool stack;
	} ring[MT_TWINS];
	unsigned int next;
	const struct mt_twin *dropped; /* event that was dropped; a stack may follow */
};

/* Whether this record is a duplicate of a record from another file. */
bool mt_twins_seen(struct mt_twins *twins, const struct mt_member *from, const struct mt_record *r);

#endif
