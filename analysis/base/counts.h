/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of a stream of records: counts, lost events and malformed input. */
#ifndef MLX5TRACE_COUNTS_H
#define MLX5TRACE_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#define MT_PROBLEMS_KEPT 5

/* A line or record that could not be parsed. */
struct mt_problem {
	uint64_t line;	  /* line number from 1; 0 for a binary source */
	const char *file; /* NULL if there is only one file */
	char why[120];
};

/* Statistics of the stream. They are complete once mt_next() has returned 0. */
struct mt_stats {
	uint64_t events;	/* trace events of any kind */
	uint64_t mlx5;		/* events of this series (events.tbl) */
	uint64_t stacks;	/* call stacks that belong to an event */
	uint64_t orphan_stacks; /* call stacks without an event */
	uint64_t twins;		/* mt_open_merged(): events in several files, returned once */
	uint64_t calls;		/* function_graph entries */
	uint64_t unresolved;	/* stack frames without a symbol */
	uint64_t log_lines;	/* lines of a kernel log */
	uint64_t log_others;	/* other lines in between */
	uint64_t first_ts, last_ts;
	bool ticks;	    /* the clock counts ticks, not time */
	uint64_t backwards; /* number of times that the clock went backwards between records */

	uint64_t malformed;
	unsigned int nr_problems;
	struct mt_problem problems[MT_PROBLEMS_KEPT];

	/* events with fields that no format in events.tbl contains, and the first such event */
	uint64_t unknown_forms;
	struct mt_problem unknown_form;

	/*
	 * Events dropped by the tracer. A gap of unknown size is only counted in gaps, so that lost
	 * is a lower bound.
	 */
	unsigned int nr_cpus;
	struct mt_lost {
		uint64_t lost;
		uint64_t gaps;
	} *cpu;			/* [nr_cpus] */
	uint64_t lost_anywhere; /* lost on an unknown CPU */
	uint64_t gaps_anywhere;
};

uint64_t mt_stats_lost(const struct mt_stats *stats);
uint64_t mt_stats_gaps(const struct mt_stats *stats);
/* Lower bound of the number of lost events: each gap counts as at least one event. */
uint64_t mt_stats_least_lost(const struct mt_stats *stats);

/* Functions with which the sources update the statistics. */
void mt_stats_problem(struct mt_stats *stats, uint64_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_stats_unknown_form(struct mt_stats *stats, uint64_t line, const char *why);
/* A @count of 0 is a gap of unknown size, a @cpu of -1 an unknown CPU. */
void mt_stats_lose(struct mt_stats *stats, int cpu, uint64_t count);
void mt_stats_time(struct mt_stats *stats, uint64_t ts);

#endif
