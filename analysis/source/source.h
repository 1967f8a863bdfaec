/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a source of records provides. A new one is a file of its own and a
 * line in the table of source.c.
 */
#ifndef MLX5TRACE_SOURCE_H
#define MLX5TRACE_SOURCE_H

#include "analysis/base/lines.h"
#include "analysis/base/strpool.h"
#include "analysis/source/recording.h"

/* What a file says of itself, which decides what it can be merged with. */
struct mt_source_info {
	char clock[32];	   /* of the tracer, "" unknown */
	char host[65];	   /* nodename; "" unknown */
	uint64_t trace_id; /* of a session of trace-cmd; 0: none */
	bool shifted;	   /* a guest's, its times already those of the host */
};

/* Shared by a recording and the source that reads it. */
struct mt_source {
	const char *path; /* for messages */
	const char *file; /* to be opened; NULL unless needs_file */
	const struct mt_options *opts;
	struct mt_stats *stats;
	struct mt_strpool *names;
	struct mt_error *err;
	const char *kind; /* the source may say it more exactly */
	struct mt_source_info info;
	void *priv; /* the source's own */
};

struct mt_source_ops {
	const char *kind;
	/* Is a file that begins so one of mine? */
	bool (*match)(struct mt_span head);
	/*
	 * @lines has the file open and nothing consumed; a source that opens
	 * the file itself leaves it alone. False with @err set.
	 */
	bool (*open)(struct mt_source *src, struct mt_lines *lines);
	/* As mt_next(). */
	int (*next)(struct mt_source *src, struct mt_record *r);
	void (*close)(struct mt_source *src);
	/* NULL: none. Is this session that of a guest of this host? Its name. */
	bool (*guest)(struct mt_source *src, uint64_t trace_id, char *name, size_t size);
	/* Needs a file that it can seek in, which it opens itself. */
	bool needs_file;
};

extern const struct mt_source_ops mt_source_text;
extern const struct mt_source_ops mt_source_tracedat;
extern const struct mt_source_ops mt_source_perf;

/*
 * A recording that stands in no file: @arg is what the source finds in src->priv when it
 * is opened. NULL with @err set.
 */
struct mt_recording *mt_open_source(const struct mt_source_ops *ops, void *arg,
				    struct mt_error *err);
struct mt_source *mt_recording_source(struct mt_recording *rec);

/* For one that is made of others: its name, and the machine ("" unknown). */
void mt_recording_describe(struct mt_recording *rec, const char *path, const char *machine);
/* Snapshot and meta of another, unless it has its own. */
void mt_recording_adopt(struct mt_recording *rec, struct mt_recording *other);

/* Of a trace.dat that is not yet read: is this session that of a guest of its host? */
bool mt_tracedat_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size);

/*
 * Finish an event whose name and text are set: find it in the table, read its
 * fields, count it. @line as in struct mt_problem.
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
 * Add a frame, innermost first. Frames of the tracer itself, below the event,
 * are left out; so is what is deeper than MT_STACK_MAX.
 */
void mt_frames_add(struct mt_source *src, struct mt_frames *frames, struct mt_span func,
		   bool kernel);

/* The last event on each cpu, to which a call stack belongs. */
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

/* NULL when memory is short. */
struct mt_owner *mt_owner_of(struct mt_owners *owners, int cpu);
void mt_owner_set(struct mt_owner *owner, const struct mt_record *r);
/* Make @r the call stack of @owner and take the owner away. */
void mt_owner_stack(struct mt_source *src, struct mt_owner *owner, const struct mt_frames *frames,
		    struct mt_record *r);

#endif
