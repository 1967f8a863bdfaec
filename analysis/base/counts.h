/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of a stream of records: count, losses, malformed input. */
#ifndef MLX5TRACE_COUNTS_H
#define MLX5TRACE_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#define MT_PROBLEMS_KEPT 5

/* A line or record that could not be parsed. */
struct mt_problem {
	uint64_t line;	  /* 1-based; 0: binary source */
	const char *file; /* NULL: only one file */
	char why[120];
};

/* Statistics of the stream; complete once mt_next() returned 0. */
struct mt_stats {
	uint64_t events;	/* trace events of any kind */
	uint64_t mlx5;		/* events of this series (events.tbl) */
	uint64_t stacks;	/* call stacks with their event */
	uint64_t orphan_stacks; /* call stacks without an event */
	uint64_t twins;		/* mt_open_merged(): events in several files, delivered once */
	uint64_t calls;		/* function_graph entries */
	uint64_t unresolved;	/* stack frames without a symbol */
	uint64_t log_lines;	/* of a kernel log */
	uint64_t log_others;	/* other lines between them */
	uint64_t first_ts, last_ts;
	bool ticks;	    /* the clock counts ticks, not time */
	uint64_t backwards; /* number of backward steps of the clock between records */

	uint64_t malformed;
	unsigned int nr_problems;
	struct mt_problem problems[MT_PROBLEMS_KEPT];

	/* events with fields that no form in events.tbl contains, and the first such event */
	uint64_t unknown_forms;
	struct mt_problem unknown_form;

	/*
	 * Events dropped by the tracer. A gap of unknown size is counted in gaps only; lost is then
	 * a lower bound.
	 */
	unsigned int nr_cpus;
	struct mt_lost {
		uint64_t lost;
		uint64_t gaps;
	} *cpu;			/* [nr_cpus] */
	uint64_t lost_anywhere; /* lost, on an unknown cpu */
	uint64_t gaps_anywhere;
};

uint64_t mt_stats_lost(const struct mt_stats *stats);
uint64_t mt_stats_gaps(const struct mt_stats *stats);
/* Lower bound of lost events: a gap counts as at least one. */
uint64_t mt_stats_least_lost(const struct mt_stats *stats);

/* Counting functions for sources. */
void mt_stats_problem(struct mt_stats *stats, uint64_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_stats_unknown_form(struct mt_stats *stats, uint64_t line, const char *why);
/* @count 0: a gap of unknown size; @cpu -1: unknown cpu. */
void mt_stats_lose(struct mt_stats *stats, int cpu, uint64_t count);
void mt_stats_time(struct mt_stats *stats, uint64_t ts);

#endif
