/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libmlx5trace: what a recording of the mlx5 tracepoints says, for other programs.
 *
 *	rec = mlx5trace_open("recording/", NULL, 0, &err);
 *	all = mlx5trace_analysis_new(rec, NULL, 0, &err);
 *	mlx5trace_analysis_read(all);
 *	for (i = 0; mlx5trace_get_op(all, i, &op, sizeof(op)); i++)
 *		printf("%s on %s\n", op.title, op.netdev);
 *
 * What the interface promises within a soname:
 *
 * - Handles are opaque. Structures grow at their end only. A program says by the size it
 *   gives how much of one it knows: what it does not know is not written, and what the
 *   library does not know is set to 0. struct mlx5trace_error alone is fixed.
 * - Lists are read by index, from 0 until the function returns 0.
 * - Ids ("set_channels") are those of the JSON that mlx5-trace prints, and its schema
 *   lists them; more may come. Titles are for people and may change.
 * - Of numbers -1 is unknown, of object numbers 0 is none; err is 0 or a negative errno.
 *   Strings are never NULL unless it says so; "" is unknown. They may hold any byte but 0.
 * - Times are nanoseconds of the clock that was recorded, or what that clock counts (see
 *   struct mlx5trace_summary).
 * - Names that begin with mlx5trace_ or mt_ are the library's.
 *
 * A recording and its analyses belong to one thread at a time.
 */
#ifndef LIBMLX5TRACE_H
#define LIBMLX5TRACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MLX5TRACE_API __attribute__((visibility("default")))

struct mlx5trace_recording;
struct mlx5trace_analysis;

/* Of libtraceevent. */
struct tep_handle;
struct tep_record;

/* One line for the user: what is wrong, where, what to do. No newline at its end. */
struct mlx5trace_error {
	char text[512];
};

/* "0.1": of the library that runs. */
MLX5TRACE_API const char *mlx5trace_version(void);

/* ---- recordings ------------------------------------------------------------------- */

struct mlx5trace_open_options {
	const char *kallsyms; /* symbols of the machine that made a perf.data; or NULL */
};

/**
 * mlx5trace_open - open what was recorded
 * @path: a recording directory, a file of any kind that mlx5-trace reads, or "-" for text
 *	on standard input
 * @options: NULL for none
 * @size: sizeof(*options)
 * @err: set on failure; may be NULL
 *
 * Return: to be closed with mlx5trace_close(); NULL when it cannot be read.
 */
MLX5TRACE_API struct mlx5trace_recording *
mlx5trace_open(const char *path, const struct mlx5trace_open_options *options, size_t size,
	       struct mlx5trace_error *err);

/**
 * mlx5trace_open_tep - a recording whose records the program has already
 * @tep: knows the formats, tasks and symbols; stays the program's, and is used until
 *	mlx5trace_close()
 * @err: set on failure; may be NULL
 *
 * Its records are given one by one to mlx5trace_decode(), in the order of time;
 * mlx5trace_next() has none of it.
 */
MLX5TRACE_API struct mlx5trace_recording *mlx5trace_open_tep(struct tep_handle *tep,
							     struct mlx5trace_error *err);

/* NULL is ignored. Analyses of it are freed before. */
MLX5TRACE_API void mlx5trace_close(struct mlx5trace_recording *rec);

/**
 * mlx5trace_next - go to the next record
 *
 * Return: 1, or 0 at the end, or -1 with mlx5trace_error_of() set; what was read before
 * that holds.
 */
MLX5TRACE_API int mlx5trace_next(struct mlx5trace_recording *rec);

/**
 * mlx5trace_decode - make a binary record the current one
 * @record: may be freed after the next call for @rec; its cpu is used, and so are its
 *	missed_events
 *
 * Return: 1, or 0 when it is not of interest or cannot be understood, which is counted, or
 * -1 when memory ran out, with mlx5trace_error_of() set.
 */
MLX5TRACE_API int mlx5trace_decode(struct mlx5trace_recording *rec, struct tep_record *record);

/* What ended the reading, a lack of memory included; "" when nothing did. */
MLX5TRACE_API const char *mlx5trace_error_of(const struct mlx5trace_recording *rec);

/* What is known of the whole; complete after the last record. */
struct mlx5trace_summary {
	const char *path, *file;	/* as it was given; what is read of it */
	const char *kind;		/* "trace.dat", "perf script text" ... */
	const char *kernel;		/* its release */
	uint64_t events, series_events; /* all; those of this series */
	uint64_t stacks, calls;		/* call stacks; calls of the function_graph tracer */
	uint64_t lost, gaps;		/* events lost; losses of which the size is unknown */
	uint64_t malformed;		/* lines or records that were not understood */
	uint64_t first_time, last_time;
	int ticks; /* 1: times count, and are no nanoseconds */
};

MLX5TRACE_API int mlx5trace_get_summary(const struct mlx5trace_recording *rec,
					struct mlx5trace_summary *summary, size_t size);

/* A line or record that was not understood; the first ones are kept. */
struct mlx5trace_problem {
	const char *why;
	uint64_t line;	  /* 0: not of a text */
	const char *file; /* in which it stands */
};

MLX5TRACE_API int mlx5trace_get_problem(const struct mlx5trace_recording *rec, size_t index,
					struct mlx5trace_problem *problem, size_t size);

/* ---- the current record ----------------------------------------------------------- */

enum mlx5trace_kind {
	MLX5TRACE_EVENT,
	MLX5TRACE_STACK,  /* the call stack of the event named in the record */
	MLX5TRACE_CALL,	  /* function_graph: a function is entered */
	MLX5TRACE_RETURN, /* function_graph: the function at this depth returns */
};

/* Its strings are valid until the next call for the recording but those for fields. */
struct mlx5trace_record {
	uint64_t time;
	const char *comm, *system, *name; /* of the task; of the event */
	const char *text; /* the event as it is printed; "" where that is not known */
	uint64_t line;	  /* of a text; else 0 */
	int kind;	  /* enum mlx5trace_kind */
	int cpu, pid;
	int series;	     /* 1: an event of this series, which has fields */
	unsigned int frames; /* of a MLX5TRACE_STACK */
	const char *func;    /* of a call; of a return it may be NULL */
	int depth;	     /* of both: 0 is the outermost */
	int64_t duration;    /* ns, of a return or of a call without one */
};

/* Return: 1; 0 when there is no current record, or with mlx5trace_error_of() set. */
MLX5TRACE_API int mlx5trace_get_record(struct mlx5trace_recording *rec,
				       struct mlx5trace_record *record, size_t size);

/**
 * mlx5trace_get_field - a field of the current event by the name it is printed under
 * @number: its number, which each but a string has; may be NULL
 * @text: as printed, without its number; valid until the next call for @rec; may be NULL
 *
 * Return: 1; 0 when the record has no such field, or with mlx5trace_error_of() set.
 */
MLX5TRACE_API int mlx5trace_get_field(struct mlx5trace_recording *rec, const char *name,
				      int64_t *number, const char **text);

/**
 * mlx5trace_get_frame - a function of the current call stack
 * @index: 0 is the innermost
 * @kernel: set to 0 for a frame in user space, else to 1; may be NULL
 *
 * Return: its name, valid as long as @rec; NULL when there is none.
 */
MLX5TRACE_API const char *mlx5trace_get_frame(const struct mlx5trace_recording *rec, size_t index,
					      int *kernel);

/* ---- analyses --------------------------------------------------------------------- */

struct mlx5trace_analysis_options {
	uint64_t at; /* channels as they are then; 0: at the end */
};

/**
 * mlx5trace_analysis_new - everything that mlx5-trace concludes
 * @rec: not yet read; outlives the analysis
 * @options: NULL for none
 * @size: sizeof(*options)
 * @err: set on failure; may be NULL
 *
 * Several at once may be of one recording.
 */
MLX5TRACE_API struct mlx5trace_analysis *
mlx5trace_analysis_new(struct mlx5trace_recording *rec,
		       const struct mlx5trace_analysis_options *options, size_t size,
		       struct mlx5trace_error *err);

/* NULL is ignored. What the lists gave is gone then. */
MLX5TRACE_API void mlx5trace_analysis_free(struct mlx5trace_analysis *all);

/*
 * Take the current record of the recording: after mlx5trace_next() or _decode() gave 1.
 * 0, or -1 when memory ran out: mlx5trace_error_of() says so, and the lists will lack what
 * could not be kept.
 */
MLX5TRACE_API int mlx5trace_analysis_feed(struct mlx5trace_analysis *all);

/*
 * No more records come; the lists can be read from now on, and were empty before. 0, or -1
 * when memory ran out now or before, so that they are a part of the answer.
 */
MLX5TRACE_API int mlx5trace_analysis_finish(struct mlx5trace_analysis *all);

/*
 * Feed all that is left of the recording, and finish. 0, or -1 when reading ended early or
 * memory ran out: mlx5trace_error_of() says which, and the lists hold what was read.
 */
MLX5TRACE_API int mlx5trace_analysis_read(struct mlx5trace_analysis *all);

/* What was asked of the driver, by its start. */
struct mlx5trace_op {
	const char *id, *title;	  /* "set_channels", "ethtool -L" */
	const char *dev, *netdev; /* PCI name, interface */
	const char *comm;
	int pid;
	int err;		      /* as the driver said; 0 also when it did not */
	int failed;		      /* 1: the driver said so, or a step failed */
	int unfinished;		      /* 1: the recording ends in the middle of it */
	int timed;		      /* 1: it has a duration, end - start */
	uint64_t start, end;	      /* of its first and its last event */
	int64_t old_count, new_count; /* of channels */
	int64_t qid, location;	      /* of an XSK bind; of a rule */
	uint64_t commands, commands_failed, commands_ns; /* by the firmware for it */
	unsigned int steps;
};

MLX5TRACE_API int mlx5trace_get_op(const struct mlx5trace_analysis *all, size_t index,
				   struct mlx5trace_op *op, size_t size);

/* Equal steps of one operation together. */
struct mlx5trace_step {
	const char *id, *title; /* "open_channel", "opened" */
	unsigned int count, failed;
	uint64_t first, last;
	int err;	   /* of the first that failed */
	int64_t failed_ix; /* its channel */
};

MLX5TRACE_API int mlx5trace_get_step(const struct mlx5trace_analysis *all, size_t op, size_t index,
				     struct mlx5trace_step *step, size_t size);

/* What a channel index stands for at the instant of the options. */
struct mlx5trace_channel {
	const char *dev, *netdev;
	const char *state; /* unknown opened active inactive closed */
	uint64_t since;	   /* of the state; 0: before the recording */
	int64_t ix, cpu, rqn, cqn;
	int64_t xsk_rqn, xsk_sqn;
	int64_t tirn, rqtn;
	int64_t steered_rqn; /* where its RQT leads to: rqn, xsk_rqn, other */
	int drop;	     /* 1: that is the drop RQ */
	int64_t queue;	     /* to bind an AF_XDP socket to, on this kernel */
};

MLX5TRACE_API int mlx5trace_get_channel(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_channel *channel, size_t size);

/* A rule of ethtool -N at the instant of the options, and where it leads. */
struct mlx5trace_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* of the flow table; unknown if older than the recording */
	uint64_t since;	      /* 0: before the recording */
	int64_t queue;	      /* as the snapshot has it */
	const char *to;	      /* "TIR", "FLOW_TABLE", "NONE": dropped; "" unknown */
	int64_t to_id;
	int64_t rqn, ix; /* behind a TIR of a channel: the RQ, the channel */
	int xsk;	 /* 1: it is the channel's AF_XDP RQ */
};

MLX5TRACE_API int mlx5trace_get_rule(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_rule *rule, size_t size);

/* What happened to channels, by time; of a long recording the last 65536. */
struct mlx5trace_change {
	uint64_t time;
	const char *event, *title; /* "mlx5e_open_channel", "opened" */
	const char *dev, *netdev;
	int64_t ix, cpu, rqn, cqn, xsk_rqn, tirn, rqtn;
	int xsk; /* 1: it is of the XSK queues */
	int err;
};

MLX5TRACE_API int mlx5trace_get_change(const struct mlx5trace_analysis *all, size_t index,
				       struct mlx5trace_change *change, size_t size);

/* Why mlx5e_open_xsk fired, or did not, by time. */
struct mlx5trace_xsk {
	const char *verdict; /* "fired_at_bind" ... */
	uint64_t time;
	size_t op; /* what the user did, for mlx5trace_get_op() */
	int64_t qid, ix, xsk_rqn;
	int err;
};

MLX5TRACE_API int mlx5trace_get_xsk(const struct mlx5trace_analysis *all, size_t index,
				    struct mlx5trace_xsk *xsk, size_t size);

/* What should not be, by time. */
struct mlx5trace_finding {
	const char *id;		    /* "operation_failed" ... */
	const char *words, *advice; /* a sentence or two; what to do */
	const char *dev, *netdev;
	uint64_t time;	/* 0: at no one time */
	uint64_t count; /* how often */
	int unsafe;	/* 1: lost events may say otherwise */
	unsigned int evidence;
};

MLX5TRACE_API int mlx5trace_get_finding(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_finding *finding, size_t size);

/* An event that a finding rests on. */
struct mlx5trace_evidence {
	uint64_t time, line; /* line 0: not of a text */
	int cpu, pid;
	const char *comm, *event, *text;
	const char *file; /* in which it stands */
};

MLX5TRACE_API int mlx5trace_get_evidence(const struct mlx5trace_analysis *all, size_t finding,
					 size_t index, struct mlx5trace_evidence *evidence,
					 size_t size);

/* How long things take. */
struct mlx5trace_stat {
	const char *group; /* "operation", "step", "command" */
	const char *id, *title;
	uint64_t count, failed;
	uint64_t timed;		     /* of these the duration is known; if none, 0 below */
	uint64_t p50, p99, max, sum; /* ns */
};

MLX5TRACE_API int mlx5trace_get_stat(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_stat *stat, size_t size);

#ifdef __cplusplus
}
#endif

#endif
