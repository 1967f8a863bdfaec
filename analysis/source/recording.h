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
#ifndef MLX5TRACE_RECORDING_H
#define MLX5TRACE_RECORDING_H

#include <signal.h>

#include <jansson.h>

#include "analysis/base/error.h"
#include "analysis/base/record.h"
#include "analysis/base/counts.h"

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

#endif
