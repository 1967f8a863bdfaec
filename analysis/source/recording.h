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
 * Memory use of the reader is independent of the length of the recording; models have
 * their own memory. A recording must not be used by several threads at a time.
 */
#ifndef MLX5TRACE_RECORDING_H
#define MLX5TRACE_RECORDING_H

#include <signal.h>

#include <jansson.h>

#include "analysis/base/error.h"
#include "analysis/base/record.h"
#include "analysis/base/counts.h"

struct mt_options {
	const char *kallsyms; /* symbols for perf.data; NULL: none */
	bool formatted;	      /* also the text and fields of events that are not of the series */
};

struct mt_recording;

/*
 * Open a recording directory, a file of any supported kind, compressed or not, a directory
 * of tracefs ("tracefs" is its top level), or "-" for standard input. NULL with @err set
 * if it cannot be read.
 */
struct mt_recording *mt_open(const char *path, const struct mt_options *opts, struct mt_error *err);

/* Is it tracefs, which cannot be read for lack of permission? */
bool mt_tracefs_denied(const char *path);

/* Options of live tracing. They must outlive the recording. */
struct mt_live {
	const char *instance;		   /* tracefs instance to create; NULL: default name */
	const volatile sig_atomic_t *stop; /* set to stop, possibly in a signal handler */
};

/**
 * mt_open_live() - trace the events of the series live
 *
 * Creates a tracefs instance with the clock mono, removed by mt_close(). Requires root.
 * mt_next() returns the events in time order, and a record MT_REC_QUIET after each poll
 * without further events; it ends after *opts->stop is set and all recorded events are
 * returned.
 * Return: NULL with @err set on failure.
 */
struct mt_recording *mt_open_live(const struct mt_live *opts, struct mt_error *err);

/**
 * mt_open_merged() - merge several files into one recording for each machine
 * @nr_machines: number of recordings in the array
 *
 * The records are in time order; duplicates in several files are returned once. The files
 * of a guest are identified by the session recorded by its host, and their times are those
 * of the host. Several hosts require times of the wall clock (trace-cmd record --date). The caller closes the recordings and frees the array.
 * Return: NULL with @err set, also if the times of two files cannot be compared.
 */
struct mt_recording **mt_open_merged(char *const paths[], unsigned int nr,
				     const struct mt_options *opts, unsigned int *nr_machines,
				     struct mt_error *err);

/* 1 with a record, 0 at the end, -1 with mt_recording_error() set. */
int mt_next(struct mt_recording *rec, struct mt_record *r);

/*
 * Report that memory ran out: mt_recording_error() is set to a message that results for @rec are
 * incomplete, and mt_next() stops. mt_next() also calls this.
 */
void mt_recording_short(struct mt_recording *rec);

const struct mt_error *mt_recording_error(const struct mt_recording *rec);
const struct mt_stats *mt_recording_stats(const struct mt_recording *rec);
const char *mt_recording_path(const struct mt_recording *rec);
/* The file in use: the trace of a recording directory, or "standard input". */
const char *mt_recording_file(const struct mt_recording *rec);
/* Short name of the kind of source: "trace.dat", "perf script text" ... */
const char *mt_recording_kind(const struct mt_recording *rec);
/* Is it a kernel log, or call stacks without a trace? */
bool mt_recording_is_log(const struct mt_recording *rec);
/*
 * Merged: the name of the guest, or of the host if there are several; "" for the only host or
 * machine.
 */
const char *mt_recording_machine(const struct mt_recording *rec);
/* The nodename of the machine that recorded it, also of a guest; "" unknown. */
const char *mt_recording_host(const struct mt_recording *rec);

/*
 * The parsed snapshot.json, after.json and meta.json of a recording directory; NULL if missing.
 * Borrowed references.
 */
json_t *mt_recording_snapshot(const struct mt_recording *rec);
json_t *mt_recording_after(const struct mt_recording *rec);
json_t *mt_recording_meta(const struct mt_recording *rec);

void mt_close(struct mt_recording *rec);

#endif
