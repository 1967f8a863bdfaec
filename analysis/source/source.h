/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of sources of records. A new source is a source file and a line in the table
 * of source.c.
 */
#ifndef MLX5TRACE_SOURCE_H
#define MLX5TRACE_SOURCE_H

#include "analysis/base/lines.h"
#include "analysis/base/strpool.h"
#include "analysis/source/recording.h"

/* The clock of times since 1970, as with trace-cmd record --date. */
#define MT_CLOCK_WALL "wall"

/* Metadata of a file, used for merging. */
struct mt_source_info {
	char clock[32];	   /* of the tracer, "" unknown */
	char host[65];	   /* nodename; "" unknown */
	uint64_t trace_id; /* of a session of trace-cmd; 0: none */
	bool shifted;	   /* from a guest, with times converted to those of the host */
};

/* Shared by a recording and the source that reads it. */
struct mt_source {
	const char *path; /* for messages */
	const char *file; /* path to open; NULL unless needs_file */
	const struct mt_options *opts;
	struct mt_stats *stats;
	struct mt_strpool *names;
	struct mt_error *err;
	const char *kind; /* may be refined by the source */
	struct mt_source_info info;
	void *priv; /* private data of the source */
};

struct mt_source_ops {
	const char *kind;
	/* Does the source support a file with these first bytes? */
	bool (*match)(struct mt_span head);
	/*
	 * @lines is open at the start of the file; not used by a source that
	 * opens the file itself. False with @err set.
	 */
	bool (*open)(struct mt_source *src, struct mt_lines *lines);
	/* As mt_next(). */
	int (*next)(struct mt_source *src, struct mt_record *r);
	void (*close)(struct mt_source *src);
	/* May be NULL. Does the session belong to a guest of this host? Sets its name. */
	bool (*guest)(struct mt_source *src, uint64_t trace_id, char *name, size_t size);
	/* May be NULL. The error in these first bytes of a file that matched; NULL: none. */
	const char *(*damage)(struct mt_span head);
	/* Requires a seekable file, and opens it itself. */
	bool needs_file;
};

extern const struct mt_source_ops mt_source_klog;
extern const struct mt_source_ops mt_source_kstack; /* stacks without the form of a log */
extern const struct mt_source_ops mt_source_text;
extern const struct mt_source_ops mt_source_tracedat;
extern const struct mt_source_ops mt_source_perf;

/*
 * A recording without a file: @arg is passed to the source in src->priv. NULL with @err
 * set.
 */
struct mt_recording *mt_open_source(const struct mt_source_ops *ops, void *arg,
				    struct mt_error *err);
struct mt_source *mt_recording_source(struct mt_recording *rec);

/* Is the directory a recording, or one of tracefs? */
bool mt_is_recording(const char *dir);

/* For a merged recording: set its name and machine ("" unknown). */
void mt_recording_describe(struct mt_recording *rec, const char *path, const char *machine);
/* Use snapshot and meta of another recording, unless present. */
void mt_recording_adopt(struct mt_recording *rec, struct mt_recording *other);

/* For a trace.dat before the first record: does the session belong to a guest of its host? */
bool mt_tracedat_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

/*
 * Complete an event with name and text set: look it up in the table, parse its fields,
 * count it. @line as in struct mt_problem.
 */
void mt_source_event(struct mt_source *src, struct mt_record *r, uint64_t line);

#define MT_STACK_MAX 256

/* The frames of one call stack while they are collected. */
struct mt_frames {
	const char *func[MT_STACK_MAX];
	bool kernel[MT_STACK_MAX];
	unsigned int nr;
	unsigned int nr_unresolved;
};

/*
 * Add a frame, innermost first. Frames of the tracer itself, below the event, and frames
 * beyond MT_STACK_MAX are omitted.
 */
void mt_frames_add(struct mt_source *src, struct mt_frames *frames, struct mt_span func,
		   bool kernel);

/* The last event of each cpu, the owner of a following call stack. */
struct mt_owner {
	bool valid;
	int pid, cpu;
	uint64_t ts;
	bool irq;
	enum mt_event event;
	char comm[64], system[32], name[64];
};

struct mt_owners {
	struct mt_owner *slot;
	unsigned int nr;
};

/* NULL when out of memory. */
struct mt_owner *mt_owner_of(struct mt_owners *owners, int cpu);
void mt_owner_set(struct mt_owner *owner, const struct mt_record *r);
/* Set @r to the call stack of @owner and clear the owner. */
void mt_owner_stack(struct mt_source *src, struct mt_owner *owner, const struct mt_frames *frames,
		    struct mt_record *r);

#endif
