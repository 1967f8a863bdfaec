/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libmlx5trace: recordings of the mlx5 tracepoints as a stream of records.
 *
 * A recording is opened, then read record by record to its end:
 *
 *	struct mt_recording *rec = mt_open(path, &opts, &err);
 *	while ((rc = mt_next(rec, &r)) > 0)
 *		mt_model_feed(model, &r);
 *
 * Memory does not grow with the length of the recording; what a model keeps
 * is the model's own. The library is not thread safe across one recording.
 */
#ifndef MLX5TRACE_H
#define MLX5TRACE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "analysis/base/events_ids.h" /* enum mt_event, enum mt_key: from events.tbl */
#include "analysis/base/span.h"

/* One line for the user: what is wrong and where. No newline at the end. */
struct mt_error {
	char text[512];
};

void mt_error_set(struct mt_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

enum mt_kind {
	MT_REC_EVENT,  /* a trace event */
	MT_REC_STACK,  /* the call stack of the event named in the record */
	MT_REC_CALL,   /* function_graph: a function is entered */
	MT_REC_RETURN, /* function_graph: the function at this depth returns */
	MT_REC_QUIET,  /* mt_open_live() only: until ts nothing more will come */
};

/* A call stack, innermost frame first. Names are interned, never NULL. */
struct mt_stack {
	const char *const *func;
	const bool *kernel; /* false: a frame in user space */
	unsigned int nr;
	unsigned int nr_unresolved; /* frames without a symbol */
};

#define MT_DURATION_UNKNOWN UINT64_MAX

/*
 * Everything a record points at belongs to the recording and is valid until
 * the next mt_next(); interned names (func) live as long as the recording.
 */
struct mt_record {
	enum mt_kind kind;
	uint64_t ts; /* ns, or ticks when mt_stats.ticks */
	int cpu;     /* -1: not in the recording */
	int pid;     /* thread id; -1: not in the recording */
	bool irq;    /* taken in hard or soft interrupt context, if known */
	struct mt_span comm;
	struct mt_span system; /* empty where the text does not print it */
	struct mt_span name;   /* the event; of MT_REC_STACK: its owner */
	enum mt_event event;   /* MT_EV_OTHER: not in events.tbl */
	struct mt_span text;   /* the event as TP_printk shows it */
	uint64_t line;	       /* where it stands in a text, 1-based; 0: not a text */
	const char *file;      /* ... and in which file; the recording's own */

	/* fields of an event of the table, see mt_num() and mt_str() */
	uint64_t have; /* bit per enum mt_key */
	int64_t num[MT_KEY_NR];
	struct mt_span str[MT_KEY_NR];

	struct mt_stack stack; /* MT_REC_STACK */

	const char *func;  /* MT_REC_CALL; MT_REC_RETURN: may be NULL */
	int depth;	   /* MT_REC_CALL and _RETURN: 0 is outermost */
	uint64_t duration; /* ns; of a leaf's CALL or of a RETURN */
	bool leaf;	   /* MT_REC_CALL without a RETURN of its own */
};

static inline bool mt_has(const struct mt_record *r, enum mt_key key)
{
	return r->have & (UINT64_C(1) << key);
}

/* The number of a field, or @unknown when the record does not have it. */
static inline int64_t mt_num(const struct mt_record *r, enum mt_key key, int64_t unknown)
{
	return mt_has(r, key) ? r->num[key] : unknown;
}

/* The text of a field; an empty span when the record does not have it. */
static inline struct mt_span mt_str(const struct mt_record *r, enum mt_key key)
{
	return mt_has(r, key) ? r->str[key] : (struct mt_span){ NULL, 0 };
}

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

struct mt_options {
	const char *kallsyms; /* symbols for perf.data; NULL: none */
};

struct mt_recording;

/*
 * Open a recording directory, a file of any kind that is known, packed or not, a directory
 * of tracefs ("tracefs" is its top level), or "-" for
 * standard input. NULL with @err set when it cannot be read.
 */
struct mt_recording *mt_open(const char *path, const struct mt_options *opts, struct mt_error *err);

/* How to watch the running kernel. It must live as long as the recording. */
struct mt_live {
	const char *instance;		   /* of tracefs, to be made; NULL: a name of its own */
	const volatile sig_atomic_t *stop; /* set, perhaps by a signal: come to an end */
};

/**
 * mt_open_live() - watch the events of the series as they happen
 *
 * Makes an instance of tracefs with the clock mono, which mt_close() removes. Needs root.
 * mt_next() gives the events in the order of time, and a record MT_REC_QUIET whenever it
 * looked and no event was left to give; it ends after *opts->stop was set and all that
 * was recorded is given.
 * Return: NULL with @err set when that is not possible.
 */
struct mt_recording *mt_open_live(const struct mt_live *opts, struct mt_error *err);

/**
 * mt_open_merged() - several files as one recording, for each machine that they are of
 * @nr_machines: how many recordings are in the array
 *
 * Their records come in the order of time; what several files recorded at once comes once.
 * The files of a guest are known by the session that its host recorded, and their times are
 * those of the host. The caller closes the recordings and frees the array.
 * Return: NULL with @err set, also when the times of two files cannot be compared.
 */
struct mt_recording **mt_open_merged(char *const paths[], unsigned int nr,
				     const struct mt_options *opts, unsigned int *nr_machines,
				     struct mt_error *err);

/* 1 with a record, 0 at the end, -1 with mt_recording_error() set. */
int mt_next(struct mt_recording *rec, struct mt_record *r);

/*
 * Memory ran out: mt_recording_error() says that what is concluded of @rec is a part, and
 * mt_next() reads no more. mt_next() does so itself.
 */
void mt_recording_short(struct mt_recording *rec);

const struct mt_error *mt_recording_error(const struct mt_recording *rec);
const struct mt_stats *mt_recording_stats(const struct mt_recording *rec);
const char *mt_recording_path(const struct mt_recording *rec);
/* The file that is read: of a directory the trace in it, or "standard input". */
const char *mt_recording_file(const struct mt_recording *rec);
/* The kind of source in a few words: "trace.dat", "perf script text" ... */
const char *mt_recording_kind(const struct mt_recording *rec);
/* Merged: the name of the guest, "" for the host or the only machine. */
const char *mt_recording_machine(const struct mt_recording *rec);

/*
 * The parsed snapshot.json and meta.json of a recording directory; NULL when
 * there is none. Borrowed references.
 */
json_t *mt_recording_snapshot(const struct mt_recording *rec);
json_t *mt_recording_meta(const struct mt_recording *rec);

void mt_close(struct mt_recording *rec);

/* The name of an event of the table, "?" for MT_EV_OTHER. */
const char *mt_event_name(enum mt_event event);
const char *mt_key_name(enum mt_key key);

#endif
