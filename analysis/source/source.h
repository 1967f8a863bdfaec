/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of the sources of records. A new source requires a source file and a line in the
 * table in source.c.
 */
#ifndef MLX5TRACE_SOURCE_H
#define MLX5TRACE_SOURCE_H

#include "analysis/base/lines.h"
#include "analysis/base/strpool.h"
#include "analysis/source/recording.h"

/* The name of the clock if times are since 1970, as with trace-cmd record --date. */
#define MT_CLOCK_WALL "wall"

/* Metadata of a file that is used for merging. */
struct mt_source_info {
	char clock[32];	   /* clock of the tracer; "" if unknown */
	char host[65];	   /* nodename; "" if unknown */
	uint64_t trace_id; /* identifies a session of trace-cmd; 0 if there is none */
	bool shifted;	   /* from a guest, with times converted to the host's clock */
};

/* State shared by a recording and the source that reads it. */
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
	/* Whether the source supports a file that begins with these bytes. */
	bool (*match)(struct mt_span head);
	/*
	 * @lines is positioned at the start of the file. It is not used by a source that opens the
	 * file itself. Returns false with @err set on failure.
	 */
	bool (*open)(struct mt_source *src, struct mt_lines *lines);
	/* Like mt_next(). */
	int (*next)(struct mt_source *src, struct mt_record *r);
	void (*close)(struct mt_source *src);
	/*
	 * May be NULL. Whether the session belongs to a guest of this host, whose name is then set.
	 */
	bool (*guest)(struct mt_source *src, uint64_t trace_id, char *name, size_t size);
	/* May be NULL. Returns the error in the first bytes of a file that matched, or NULL. */
	const char *(*damage)(struct mt_span head);
	/* The source requires a seekable file, which it opens itself. */
	bool needs_file;
};

extern const struct mt_source_ops mt_source_klog;
extern const struct mt_source_ops mt_source_kstack; /* stacks without the format of a log */
extern const struct mt_source_ops mt_source_text;
extern const struct mt_source_ops mt_source_tracedat;
/* The same in this process: a file that is corrupt may end it. */
extern const struct mt_source_ops mt_tracedat_reader;
extern const struct mt_source_ops mt_source_perf;

/*
 * Open a recording without a file. @arg is passed to the source in src->priv. Returns NULL with
 * @err set on failure.
 */
struct mt_recording *mt_open_source(const struct mt_source_ops *ops, void *arg,
				    struct mt_error *err);
struct mt_source *mt_recording_source(struct mt_recording *rec);

/* Whether the directory is a recording or a directory in tracefs. */
bool mt_is_recording(const char *dir);

/* Set the path and machine ("" if unknown) of a merged recording. */
void mt_recording_describe(struct mt_recording *rec, const char *path, const char *machine);
/* Use the snapshot and metadata of another recording unless @rec has its own. */
void mt_recording_adopt(struct mt_recording *rec, struct mt_recording *other);

/*
 * For a trace.dat whose first record was not yet read: whether the session belongs to a guest of
 * the host.
 */
bool mt_tracedat_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

/*
 * Complete an event whose name and text are set: look it up in the table, parse its fields and
 * count it. @line is as in struct mt_problem.
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
 * Add a frame, innermost first. Frames of the tracer itself and frames beyond MT_STACK_MAX are
 * omitted.
 */
void mt_frames_add(struct mt_source *src, struct mt_frames *frames, struct mt_span func,
		   bool kernel);

/* The last event of each CPU, which owns a call stack that follows. */
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

/* Returns NULL when out of memory. */
struct mt_owner *mt_owner_of(struct mt_owners *owners, int cpu);
void mt_owner_set(struct mt_owner *owner, const struct mt_record *r);
/* Set @r to the call stack of @owner and clear the owner. */
void mt_owner_stack(struct mt_source *src, struct mt_owner *owner, const struct mt_frames *frames,
		    struct mt_record *r);

#endif
