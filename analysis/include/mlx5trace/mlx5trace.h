/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libmlx5trace: access to recordings of the mlx5 tracepoints for other programs.
 *
 *	rec = mlx5trace_open("recording/", NULL, 0, &err);
 *	all = mlx5trace_analysis_new(rec, NULL, 0, &err);
 *	mlx5trace_analysis_read(all);
 *	for (i = 0; mlx5trace_get_op(all, i, &op, sizeof(op)); i++)
 *		printf("%s on %s\n", op.title, op.netdev);
 *
 * Interface guarantees within a soname:
 *
 * - Handles are opaque. Structures grow at their end only. The size argument selects the
 *   version of the structure: members beyond it are not written, and members unknown to
 *   the library are set to 0. Only struct mlx5trace_error is fixed.
 * - Lists are read by index, from 0 until the function returns 0.
 * - Ids ("set_channels") are those of the JSON output of mlx5-trace, listed in its schema;
 *   more may be added. Titles are for display and may change.
 * - A number of -1 is unknown, an object number of 0 is none; err is 0 or a negative errno.
 *   Strings are never NULL unless documented; "" is unknown. They may hold any byte but 0.
 * - Times are nanoseconds of the recorded clock, or its ticks (see struct
 *   mlx5trace_summary).
 * - Names that begin with mlx5trace_ or mt_ are reserved for the library.
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

/* One line for the user: the error, its location, the remedy. No newline at its end. */
struct mlx5trace_error {
	char text[512];
};

/* Version of the library in use: "0.1". */
MLX5TRACE_API const char *mlx5trace_version(void);

/* ---- recordings ------------------------------------------------------------------- */

struct mlx5trace_open_options {
	const char *kallsyms; /* symbols of the machine that recorded a perf.data; or NULL */
};

/**
 * mlx5trace_open - open a recording
 * @path: a recording directory, a file of any kind supported by mlx5-trace, or "-" for
 *	text on standard input
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
 * mlx5trace_open_tep - create a recording from records read by the program
 * @tep: formats, tasks and symbols; owned by the program, and used until
 *	mlx5trace_close()
 * @err: set on failure; may be NULL
 *
 * The records are passed one by one to mlx5trace_decode(), in time order;
 * mlx5trace_next() returns none.
 */
MLX5TRACE_API struct mlx5trace_recording *mlx5trace_open_tep(struct tep_handle *tep,
							     struct mlx5trace_error *err);

/* NULL is ignored. Its analyses must be freed before. */
MLX5TRACE_API void mlx5trace_close(struct mlx5trace_recording *rec);

/**
 * mlx5trace_next - read the next record
 *
 * Return: 1, or 0 at the end, or -1 with mlx5trace_error_of() set; earlier records remain
 * valid.
 */
MLX5TRACE_API int mlx5trace_next(struct mlx5trace_recording *rec);

/**
 * mlx5trace_decode - make a binary record the current one
 * @record: must not be freed before the next call for @rec; its cpu and missed_events are
 *	used
 *
 * Return: 1; 0 for an irrelevant record, or a malformed one, which is counted; -1 when out
 * of memory, with mlx5trace_error_of() set.
 */
MLX5TRACE_API int mlx5trace_decode(struct mlx5trace_recording *rec, struct tep_record *record);

/* The error that ended reading, which may be a lack of memory; "" for none. */
MLX5TRACE_API const char *mlx5trace_error_of(const struct mlx5trace_recording *rec);

/* Properties of the whole recording; complete after the last record. */
struct mlx5trace_summary {
	const char *path, *file;	/* as passed to open; the file read */
	const char *kind;		/* "trace.dat", "perf script text" ... */
	const char *kernel;		/* kernel release */
	uint64_t events, series_events; /* all; those of this series */
	uint64_t stacks, calls;		/* call stacks; calls of the function_graph tracer */
	uint64_t lost, gaps;		/* events lost; losses of unknown size */
	uint64_t malformed;		/* malformed lines or records */
	uint64_t first_time, last_time;
	int ticks;		/* 1: times are ticks, not nanoseconds */
	uint64_t unknown_forms; /* events with fields unknown to the library, of a newer series */
};

MLX5TRACE_API int mlx5trace_get_summary(const struct mlx5trace_recording *rec,
					struct mlx5trace_summary *summary, size_t size);

/* A malformed line or record; the first ones are kept. */
struct mlx5trace_problem {
	const char *why;
	uint64_t line;	  /* 0: binary input */
	const char *file; /* its file */
};

MLX5TRACE_API int mlx5trace_get_problem(const struct mlx5trace_recording *rec, size_t index,
					struct mlx5trace_problem *problem, size_t size);

/* ---- the current record ----------------------------------------------------------- */

enum mlx5trace_kind {
	MLX5TRACE_EVENT,
	MLX5TRACE_STACK,  /* the call stack of the event named in the record */
	MLX5TRACE_CALL,	  /* function_graph: function entry */
	MLX5TRACE_RETURN, /* function_graph: return of the function at this depth */
};

/* Its strings are valid until the next call with the recording, except calls that read fields. */
struct mlx5trace_record {
	uint64_t time;
	const char *comm, *system, *name; /* of the task; of the event */
	const char *text;		  /* the event as printed; "" if unknown */
	uint64_t line;			  /* line of text input; otherwise 0 */
	int kind;			  /* enum mlx5trace_kind */
	int cpu, pid;
	int series;	     /* 1: an event of this series, with fields */
	unsigned int frames; /* of an MLX5TRACE_STACK */
	const char *func;    /* of a call; of a return it may be NULL */
	int depth;	     /* of both: 0 is the outermost */
	int64_t duration;    /* ns, of a return or of a call without one */
};

/* Return: 1; 0 when there is no current record, or with mlx5trace_error_of() set. */
MLX5TRACE_API int mlx5trace_get_record(struct mlx5trace_recording *rec,
				       struct mlx5trace_record *record, size_t size);

/**
 * mlx5trace_get_field - a field of the current event by its printed name
 * @number: its number, for all fields except strings; may be NULL
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
	uint64_t at; /* time of the channel state; 0: at the end */
};

/**
 * mlx5trace_analysis_new - create an analysis, with all results of mlx5-trace
 * @rec: not yet read; must outlive the analysis
 * @options: NULL for none
 * @size: sizeof(*options)
 * @err: set on failure; may be NULL
 *
 * A recording may have several analyses at the same time.
 */
MLX5TRACE_API struct mlx5trace_analysis *
mlx5trace_analysis_new(struct mlx5trace_recording *rec,
		       const struct mlx5trace_analysis_options *options, size_t size,
		       struct mlx5trace_error *err);

/* NULL is ignored. Results of the lists become invalid. */
MLX5TRACE_API void mlx5trace_analysis_free(struct mlx5trace_analysis *all);

/*
 * Process the current record, after mlx5trace_next() or _decode() returned 1. 0, or -1 when
 * out of memory, with mlx5trace_error_of() set and the lists incomplete.
 */
MLX5TRACE_API int mlx5trace_analysis_feed(struct mlx5trace_analysis *all);

/*
 * To be called after the last record: the lists, empty before, can then be read. 0, or -1 after any
 * lack of memory, with the lists incomplete.
 */
MLX5TRACE_API int mlx5trace_analysis_finish(struct mlx5trace_analysis *all);

/*
 * Feed the rest of the recording, and finish. 0, or -1 when reading ended early or out of
 * memory, with mlx5trace_error_of() set and the lists covering the part read.
 */
MLX5TRACE_API int mlx5trace_analysis_read(struct mlx5trace_analysis *all);

/* An operation of the driver; the list is sorted by start. */
struct mlx5trace_op {
	const char *id, *title;	  /* "set_channels", "ethtool -L" */
	const char *dev, *netdev; /* PCI name, interface */
	const char *comm;
	int pid;
	int err;		      /* result from the driver; 0 also if not reported */
	int failed;		      /* 1: reported by the driver, or a step failed */
	int unfinished;		      /* 1: the recording ends before it is complete */
	int timed;		      /* 1: it has a duration, end - start */
	uint64_t start, end;	      /* of its first and its last event */
	int64_t old_count, new_count; /* of channels */
	int64_t qid, location;	      /* queue of an XSK bind; location of a rule */
	uint64_t commands, commands_failed, commands_ns; /* firmware commands of the operation */
	unsigned int steps;
	const char *changed;	   /* parameters of mlx5e_switch_params: "CHANNELS|MTU"; "" */
	int replaced;		   /* 1: it replaced the channels */
	uint64_t commands_wait_ns; /* of the commands, for a slot, before commands_ns */
};

MLX5TRACE_API int mlx5trace_get_op(const struct mlx5trace_analysis *all, size_t index,
				   struct mlx5trace_op *op, size_t size);

/* Equal steps of one operation, combined. */
struct mlx5trace_step {
	const char *id, *title; /* "open_channel", "opened" */
	unsigned int count, failed;
	uint64_t first, last;
	int err;	   /* of the first that failed */
	int64_t failed_ix; /* its channel */
};

MLX5TRACE_API int mlx5trace_get_step(const struct mlx5trace_analysis *all, size_t op, size_t index,
				     struct mlx5trace_step *step, size_t size);

/* The channel of an index at the instant of the options. */
struct mlx5trace_channel {
	const char *dev, *netdev;
	const char *state; /* unknown opened active inactive closed */
	uint64_t since;	   /* of the state; 0: before the recording */
	int64_t ix, cpu, rqn, cqn;
	int64_t xsk_rqn, xsk_sqn;
	int64_t tirn, rqtn;
	int64_t steered_rqn; /* destination of its RQT: rqn, xsk_rqn, other */
	int drop;	     /* 1: that is the drop RQ */
	int64_t queue;	     /* queue id for AF_XDP on this kernel */
	int64_t vhca_id;     /* the function of its queues: numbers are unique per function */
};

MLX5TRACE_API int mlx5trace_get_channel(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_channel *channel, size_t size);

/* A rule of ethtool -N at the instant of the options, and its destination. */
struct mlx5trace_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* of the flow table; unknown if older than the recording */
	uint64_t since;	      /* 0: before the recording */
	int64_t queue;	      /* from the snapshot */
	const char *to;	      /* "TIR", "FLOW_TABLE", "NONE": dropped; "" unknown */
	int64_t to_id;
	int64_t rqn, ix; /* for a TIR of a channel: the RQ, the channel */
	int xsk;	 /* 1: it is the channel's AF_XDP RQ */
};

MLX5TRACE_API int mlx5trace_get_rule(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_rule *rule, size_t size);

/* Changes of channels, by time; only the last 65536 of a long recording. */
struct mlx5trace_change {
	uint64_t time;
	const char *event, *title; /* "mlx5e_open_channel", "opened" */
	const char *dev, *netdev;
	int64_t ix, cpu, rqn, cqn, xsk_rqn, tirn, rqtn;
	int xsk; /* 1: change of the XSK queues */
	int err;
	int64_t vhca_id; /* the function of its RQ */
	int drop;	 /* 1: its RQT leads to the drop RQ */
};

MLX5TRACE_API int mlx5trace_get_change(const struct mlx5trace_analysis *all, size_t index,
				       struct mlx5trace_change *change, size_t size);

/*
 * Bars of a time line, sorted by start: operations and their steps, firmware commands,
 * channels and XSK queues (from opening to closing, and while active), the destinations of
 * RQTs and of rules of ethtool -N.
 */
struct mlx5trace_bar {
	const char *kind;  /* "operation", "step", "command", "channel" ... */
	const char *title; /* "ethtool -L 2 -> 4", "CREATE_RQ", "RQT 7 -> RQ 21" */
	const char *dev, *netdev;
	const char *comm; /* of its first event */
	int pid;
	int begun;	 /* 1: begun before the recording */
	int unfinished;	 /* 1: not over at the end of the recording */
	int failed, err; /* as of an operation; of a command also from its status */
	int drop;	 /* 1: its destination is the drop RQ */
	uint64_t start, end;
	uint64_t submitted; /* of a command: after its wait for a slot; otherwise start */
	const char *status; /* of a failed command; otherwise "" */
	int64_t op;	    /* of an operation or step: its index for mlx5trace_get_op() */
	int64_t ix, vhca_id, rqn, rqtn, tirn;
	int64_t location; /* of a rule */
};

MLX5TRACE_API int mlx5trace_get_bar(const struct mlx5trace_analysis *all, size_t index,
				    struct mlx5trace_bar *bar, size_t size);

/* Reasons why mlx5e_open_xsk fired, or did not, by time. */
struct mlx5trace_xsk {
	const char *verdict; /* "fired_at_bind" ... */
	uint64_t time;
	size_t op; /* index of the operation for mlx5trace_get_op() */
	int64_t qid, ix, xsk_rqn;
	int err;
};

MLX5TRACE_API int mlx5trace_get_xsk(const struct mlx5trace_analysis *all, size_t index,
				    struct mlx5trace_xsk *xsk, size_t size);

/* Anomalies, by time. */
struct mlx5trace_finding {
	const char *id;		    /* "operation_failed" ... */
	const char *words, *advice; /* description; remedy */
	const char *dev, *netdev;
	uint64_t time;	/* 0: not at a single time */
	uint64_t count; /* number of occurrences */
	int unsafe;	/* 1: lost events may contradict it */
	unsigned int evidence;
};

MLX5TRACE_API int mlx5trace_get_finding(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_finding *finding, size_t size);

/* An event supporting a finding. */
struct mlx5trace_evidence {
	uint64_t time, line; /* line 0: binary input */
	int cpu, pid;
	const char *comm, *event, *text;
	const char *file; /* its file */
};

MLX5TRACE_API int mlx5trace_get_evidence(const struct mlx5trace_analysis *all, size_t finding,
					 size_t index, struct mlx5trace_evidence *evidence,
					 size_t size);

/* Duration statistics. */
struct mlx5trace_stat {
	const char *group; /* "operation", "step", "command", "wait" (of commands, for a slot) */
	const char *id, *title;
	uint64_t count, failed;
	uint64_t timed;		     /* those with known duration; if none, 0 below */
	uint64_t p50, p99, max, sum; /* ns */
};

MLX5TRACE_API int mlx5trace_get_stat(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_stat *stat, size_t size);

#ifdef __cplusplus
}
#endif

#endif
