/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libmlx5trace: a recording of the mlx5 tracepoints as a stream of records.
 *
 * A recording is opened and then read record by record until its end:
 *
 *	struct mt_recording *rec = mt_open(path, &opts, &err);
 *	while ((rc = mt_next(rec, &r)) > 0)
 *		mt_model_feed(model, &r);
 *
 * The memory usage of the reader does not depend on the length of the recording; models allocate
 * their own memory. A recording must not be used by several threads at the same time.
 */
#ifndef MLX5TRACE_RECORDING_H
#define MLX5TRACE_RECORDING_H

#include <signal.h>

#include <jansson.h>

#include "analysis/base/error.h"
#include "analysis/base/record.h"
#include "analysis/base/counts.h"

struct mt_options {
	const char *kallsyms; /* symbols for perf.data, or NULL */
	bool formatted;	      /* also set text and fields of events that are not in the series */
};

struct mt_recording;

/*
 * Open a recording directory, a file in any supported format, compressed or not, a directory in
 * tracefs ("tracefs" is its top level), or "-" for standard input. Returns NULL with @err set if
 * the recording cannot be read.
 */
struct mt_recording *mt_open(const char *path, const struct mt_options *opts, struct mt_error *err);

/* Whether @path is in tracefs and cannot be read for lack of permission. */
bool mt_tracefs_denied(const char *path);

/* Options for live tracing, which must outlive the recording. */
struct mt_live {
	const char *instance;		   /* tracefs instance to create; NULL for the default */
	const volatile sig_atomic_t *stop; /* set this to stop, possibly in a signal handler */
};

/**
 * mt_open_live() - trace the events of the series live
 *
 * Creates a tracefs instance with the clock mono, which mt_close() removes. Requires root.
 * mt_next() returns the events in time order, and a record MT_REC_QUIET after each poll without
 * further events. It returns 0 once *opts->stop is set and all recorded events have been returned.
 * Return: NULL with @err set on failure.
 */
struct mt_recording *mt_open_live(const struct mt_live *opts, struct mt_error *err);

/**
 * mt_open_merged() - merge several files into one recording for each machine
 * @nr_machines: set to the number of recordings in the array
 *
 * The records are in time order; an event that is in several files is returned once. The files of a
 * guest are identified by the session in its host's recording, and their times are converted to
 * times of the host. Merging several hosts requires wall-clock times (trace-cmd record --date). The
 * caller closes the recordings and frees the array.
 * Return: NULL with @err set on failure, for example if the times of two files cannot be compared.
 */
struct mt_recording **mt_open_merged(char *const paths[], unsigned int nr,
				     const struct mt_options *opts, unsigned int *nr_machines,
				     struct mt_error *err);

/*
 * Returns 1 with the next record in @r, 0 at the end, and -1 with mt_recording_error() set on
 * failure.
 */
int mt_next(struct mt_recording *rec, struct mt_record *r);

/*
 * Report that memory is exhausted: set mt_recording_error() to a message that the results for @rec
 * are incomplete, and stop mt_next(), which also calls this function.
 */
void mt_recording_short(struct mt_recording *rec);

const struct mt_error *mt_recording_error(const struct mt_recording *rec);
const struct mt_stats *mt_recording_stats(const struct mt_recording *rec);
const char *mt_recording_path(const struct mt_recording *rec);
/* The file being read: the path, the trace in a recording directory, or "standard input". */
const char *mt_recording_file(const struct mt_recording *rec);
/* Short name of the kind of source, such as "trace.dat" or "perf script text". */
const char *mt_recording_kind(const struct mt_recording *rec);
/* Whether the recording is a kernel log, or call stacks without a trace. */
bool mt_recording_is_log(const struct mt_recording *rec);
/*
 * For merged recordings: the name of the guest, or of the host if there are several hosts; "" for
 * the only host or machine.
 */
const char *mt_recording_machine(const struct mt_recording *rec);
/*
 * The nodename of the machine on which the trace was recorded, which may be a guest; "" if unknown.
 */
const char *mt_recording_host(const struct mt_recording *rec);

/*
 * Borrowed references to the parsed snapshot.json, after.json and meta.json of a recording
 * directory; NULL if the file does not exist.
 */
json_t *mt_recording_snapshot(const struct mt_recording *rec);
json_t *mt_recording_after(const struct mt_recording *rec);
json_t *mt_recording_meta(const struct mt_recording *rec);

void mt_close(struct mt_recording *rec);

#endif
