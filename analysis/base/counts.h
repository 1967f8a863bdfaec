/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of a stream of records: how many, how many were lost, what was malformed. */
#ifndef MLX5TRACE_COUNTS_H
#define MLX5TRACE_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#define MT_PROBLEMS_KEPT 5

/* A line or record that could not be understood. */
struct mt_problem {
	uint64_t line;	  /* 1-based; 0: binary source */
	const char *file; /* NULL: there is but one */
	char why[120];
};

/* What is known about the stream; complete once mt_next() returned 0. */
struct mt_stats {
	uint64_t events;	/* trace events of any kind */
	uint64_t mlx5;		/* those of this series (events.tbl) */
	uint64_t stacks;	/* call stacks that found their event */
	uint64_t orphan_stacks; /* call stacks that did not */
	uint64_t twins;		/* mt_open_merged(): events that several files had, told once */
	uint64_t calls;		/* function_graph entries */
	uint64_t unresolved;	/* stack frames without a symbol */
	uint64_t first_ts, last_ts;
	bool ticks;	    /* the clock counts ticks, not time */
	uint64_t backwards; /* times the clock went back between records */

	uint64_t malformed;
	unsigned int nr_problems;
	struct mt_problem problems[MT_PROBLEMS_KEPT];

	/*
	 * Events that the tracer dropped. A gap whose size the tracer did not
	 * say counts in gaps only, so lost is then a lower bound.
	 */
	unsigned int nr_cpus;
	struct mt_lost {
		uint64_t lost;
		uint64_t gaps;
	} *cpu;			/* [nr_cpus] */
	uint64_t lost_anywhere; /* lost, cpu not said */
	uint64_t gaps_anywhere;
};

uint64_t mt_stats_lost(const struct mt_stats *stats);
uint64_t mt_stats_gaps(const struct mt_stats *stats);
/* Events that were lost for certain: a gap is one or more. */
uint64_t mt_stats_least_lost(const struct mt_stats *stats);

/* What a source counts. */
void mt_stats_problem(struct mt_stats *stats, uint64_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* @count 0: a gap of unknown size; @cpu -1: cpu not known. */
void mt_stats_lose(struct mt_stats *stats, int cpu, uint64_t count);
void mt_stats_time(struct mt_stats *stats, uint64_t ts);

#endif
