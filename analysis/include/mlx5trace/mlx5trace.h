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
 * Guarantees that hold for all versions with the same soname:
 *
 * - Handles are opaque. Structures only grow at their end. The size argument selects the
 *   version of the structure: members beyond it are not written, and members unknown to
 *   the library are set to 0. Only struct mlx5trace_error has a fixed size.
 * - Lists are read by index, from 0 until the function returns 0.
 * - Ids, such as "set_channels", are the same as in the JSON output of mlx5-trace, whose
 *   schema lists them; more may be added. Titles are for display and may change.
 * - A number of -1 means unknown, and an object number of 0 means none; err is 0 or a
 *   negative errno. Strings are never NULL unless documented; "" means unknown. They may
 *   contain any byte except 0.
 * - Times are in nanoseconds of the recorded clock, or in its ticks (see struct
 *   mlx5trace_summary).
 * - Names that begin with mlx5trace_ or mt_ are reserved for the library.
 *
 * A recording and its analyses must only be used by one thread at a time.
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

/* Defined by libtraceevent. */
struct tep_handle;
struct tep_record;

/*
 * One line for the user with the error, its location and the remedy, without a newline at the end.
 */
struct mlx5trace_error {
	char text[512];
};

/* The version of the library in use, such as "0.1". */
MLX5TRACE_API const char *mlx5trace_version(void);

/* ---- recordings ------------------------------------------------------------------- */

struct mlx5trace_open_options {
	const char *kallsyms; /* symbols of the machine that recorded a perf.data, or NULL */
};

/**
 * mlx5trace_open - open a recording
 * @path: a recording directory, a file in any format supported by mlx5-trace, or "-" for
 *	text on standard input
 * @options: NULL for none
 * @size: sizeof(*options)
 * @err: set on failure; may be NULL
 *
 * Return: the recording, to be closed with mlx5trace_close(); NULL if it cannot be read.
 */
MLX5TRACE_API struct mlx5trace_recording *
mlx5trace_open(const char *path, const struct mlx5trace_open_options *options, size_t size,
	       struct mlx5trace_error *err);

/**
 * mlx5trace_open_tep - create a recording from records that the program reads
 * @tep: formats, tasks and symbols; owned by the program, and used until
 *	mlx5trace_close()
 * @err: set on failure; may be NULL
 *
 * The records are passed to mlx5trace_decode() one by one, in time order; mlx5trace_next() does not
 * return any.
 */
MLX5TRACE_API struct mlx5trace_recording *mlx5trace_open_tep(struct tep_handle *tep,
							     struct mlx5trace_error *err);

/* NULL is ignored. The analyses of the recording must be freed first. */
MLX5TRACE_API void mlx5trace_close(struct mlx5trace_recording *rec);

/**
 * mlx5trace_next - read the next record
 *
 * Return: 1 for a record, 0 at the end, or -1 with mlx5trace_error_of() set; earlier records remain
 * valid.
 */
MLX5TRACE_API int mlx5trace_next(struct mlx5trace_recording *rec);

/**
 * mlx5trace_decode - make a binary record the current one
 * @record: must not be freed before the next call for @rec; its cpu and missed_events are
 *	used
 *
 * Return: 1 on success; 0 for an irrelevant record or a malformed record, which is counted; -1 when
 * out of memory, with mlx5trace_error_of() set.
 */
MLX5TRACE_API int mlx5trace_decode(struct mlx5trace_recording *rec, struct tep_record *record);

/* The error that stopped reading, which may be a lack of memory; "" for none. */
MLX5TRACE_API const char *mlx5trace_error_of(const struct mlx5trace_recording *rec);

/* Properties of the whole recording, which are complete after the last record. */
struct mlx5trace_summary {
	const char *path, *file;	/* path passed to open; file being read */
	const char *kind;		/* "trace.dat", "perf script text" etc. */
	const char *kernel;		/* kernel release */
	uint64_t events, series_events; /* all events; events of this series */
	uint64_t stacks, calls;		/* call stacks; calls of the function_graph tracer */
	uint64_t lost, gaps;		/* number of lost events; gaps of unknown size */
	uint64_t malformed;		/* malformed lines or records */
	uint64_t first_time, last_time;
	int ticks;		/* 1 if times are ticks, not nanoseconds */
	uint64_t unknown_forms; /* events with unknown fields, from a newer series */
};

MLX5TRACE_API int mlx5trace_get_summary(const struct mlx5trace_recording *rec,
					struct mlx5trace_summary *summary, size_t size);

/* A malformed line or record. Only the first ones are kept. */
struct mlx5trace_problem {
	const char *why;
	uint64_t line;	  /* 0 for binary input */
	const char *file; /* file with this line */
};

MLX5TRACE_API int mlx5trace_get_problem(const struct mlx5trace_recording *rec, size_t index,
					struct mlx5trace_problem *problem, size_t size);

/* ---- the current record ----------------------------------------------------------- */

enum mlx5trace_kind {
	MLX5TRACE_EVENT,
	MLX5TRACE_STACK,  /* the call stack of the event named in the record */
	MLX5TRACE_CALL,	  /* function_graph: function entry */
	MLX5TRACE_RETURN, /* function_graph: return from the function at this depth */
};

/*
 * The strings are valid until the next call with the recording other than a call that reads a
 * field.
 */
struct mlx5trace_record {
	uint64_t time;
	const char *comm, *system, *name; /* task; event */
	const char *text;		  /* the event as printed; "" if unknown */
	uint64_t line;			  /* line in text input; otherwise 0 */
	int kind;			  /* enum mlx5trace_kind */
	int cpu, pid;
	int series;	     /* 1 for an event of this series, with fields */
	unsigned int frames; /* number of frames of an MLX5TRACE_STACK */
	const char *func;    /* function of a call; may be NULL for a return */
	int depth;	     /* depth of a call or return; 0 is the outermost */
	int64_t duration;    /* in ns, for a return or for a call without a return */
};

/*
 * Return: 1 on success; 0 if there is no current record, or on failure with mlx5trace_error_of()
 * set.
 */
MLX5TRACE_API int mlx5trace_get_record(struct mlx5trace_recording *rec,
				       struct mlx5trace_record *record, size_t size);

/**
 * mlx5trace_get_field - get a field of the current event by its printed name
 * @number: set to the number, for all fields except strings; may be NULL
 * @text: set to the printed text, without the number; valid until the next call for @rec; may be
 * NULL
 *
 * Return: 1 on success; 0 if the record has no such field, or on failure with mlx5trace_error_of()
 * set.
 */
MLX5TRACE_API int mlx5trace_get_field(struct mlx5trace_recording *rec, const char *name,
				      int64_t *number, const char **text);

/**
 * mlx5trace_get_frame - get a function of the current call stack
 * @index: 0 is the innermost function
 * @kernel: set to 0 for a frame in user space, otherwise to 1; may be NULL
 *
 * Return: the name, which is valid as long as @rec; NULL if there is none.
 */
MLX5TRACE_API const char *mlx5trace_get_frame(const struct mlx5trace_recording *rec, size_t index,
					      int *kernel);

/* ---- analyses --------------------------------------------------------------------- */

struct mlx5trace_analysis_options {
	uint64_t at; /* time of the channel state; 0 for the end */
};

/**
 * mlx5trace_analysis_new - create an analysis that has all results of mlx5-trace
 * @rec: a recording that was not yet read; must outlive the analysis
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

/* NULL is ignored. All results that were read from the lists become invalid. */
MLX5TRACE_API void mlx5trace_analysis_free(struct mlx5trace_analysis *all);

/*
 * Process the current record, after mlx5trace_next() or mlx5trace_decode() has returned 1. Returns
 * 0, or -1 when out of memory; mlx5trace_error_of() is then set, and the lists are incomplete.
 */
MLX5TRACE_API int mlx5trace_analysis_feed(struct mlx5trace_analysis *all);

/*
 * To be called after the last record. The lists, which are empty before, can then be read. Returns
 * 0, or -1 after any lack of memory; the lists are then incomplete.
 */
MLX5TRACE_API int mlx5trace_analysis_finish(struct mlx5trace_analysis *all);

/*
 * Feed the rest of the recording, and finish. Returns 0, or -1 if reading failed or when out of
 * memory; mlx5trace_error_of() is then set, and the lists cover the part that was read.
 */
MLX5TRACE_API int mlx5trace_analysis_read(struct mlx5trace_analysis *all);

/* An operation of the driver; the list is sorted by start. */
struct mlx5trace_op {
	const char *id, *title;	  /* "set_channels", "ethtool -L" */
	const char *dev, *netdev; /* PCI name; interface */
	const char *comm;
	int pid;
	int err;		      /* result from the driver; also 0 if not reported */
	int failed;		      /* 1 if the driver reported a failure or a step failed */
	int unfinished;		      /* 1 if the recording ends before it is complete */
	int timed;		      /* 1 if the duration is known: end - start */
	uint64_t start, end;	      /* times of the first and last event */
	int64_t old_count, new_count; /* number of channels */
	int64_t qid, location;	      /* queue id of an XSK bind; location of a rule */
	uint64_t commands, commands_failed, commands_ns; /* firmware commands of the operation */
	unsigned int steps;
	const char *changed;	   /* parameters of mlx5e_switch_params, "CHANNELS|MTU", or "" */
	int replaced;		   /* 1 if the channels were replaced */
	uint64_t commands_wait_ns; /* wait for slots, in addition to commands_ns */
};

MLX5TRACE_API int mlx5trace_get_op(const struct mlx5trace_analysis *all, size_t index,
				   struct mlx5trace_op *op, size_t size);

/* The equal steps of an operation, combined. */
struct mlx5trace_step {
	const char *id, *title; /* "open_channel", "opened" */
	unsigned int count, failed;
	uint64_t first, last;
	int err;	   /* error of the first step that failed */
	int64_t failed_ix; /* channel of that step */
};

MLX5TRACE_API int mlx5trace_get_step(const struct mlx5trace_analysis *all, size_t op, size_t index,
				     struct mlx5trace_step *step, size_t size);

/* The channel of an index at the time given in the options. */
struct mlx5trace_channel {
	const char *dev, *netdev;
	const char *state; /* unknown, opened, active, inactive or closed */
	uint64_t since;	   /* time of the state; 0 if before the recording */
	int64_t ix, cpu, rqn, cqn;
	int64_t xsk_rqn, xsk_sqn;
	int64_t tirn, rqtn;
	int64_t steered_rqn; /* destination of the RQT: rqn, xsk_rqn or another RQ */
	int drop;	     /* 1 if that is the drop RQ */
	int64_t queue;	     /* queue id for AF_XDP on this kernel */
	int64_t vhca_id;     /* function of the queues: numbers are unique per function */
};

MLX5TRACE_API int mlx5trace_get_channel(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_channel *channel, size_t size);

/* A rule of ethtool -N and its destination at the time given in the options. */
struct mlx5trace_rule {
	const char *dev, *netdev;
	int64_t location;
	int64_t table, entry; /* in the flow tables; unknown if older than the recording */
	uint64_t since;	      /* 0 if before the recording */
	int64_t queue;	      /* from the snapshot */
	const char *to;	      /* "TIR", "FLOW_TABLE", "NONE" if dropped; "" if unknown */
	int64_t to_id;
	int64_t rqn, ix; /* for a TIR of a channel: RQ and channel */
	int xsk;	 /* 1 if it is the channel's AF_XDP RQ */
};

MLX5TRACE_API int mlx5trace_get_rule(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_rule *rule, size_t size);

/*
 * Changes of channels, sorted by time. Of a long recording, only the last 65536 changes are kept.
 */
struct mlx5trace_change {
	uint64_t time;
	const char *event, *title; /* "mlx5e_open_channel", "opened" */
	const char *dev, *netdev;
	int64_t ix, cpu, rqn, cqn, xsk_rqn, tirn, rqtn;
	int xsk; /* 1 for a change of the XSK queues */
	int err;
	int64_t vhca_id; /* function of the RQ */
	int drop;	 /* 1 if the RQT contains the drop RQ */
};

MLX5TRACE_API int mlx5trace_get_change(const struct mlx5trace_analysis *all, size_t index,
				       struct mlx5trace_change *change, size_t size);

/*
 * Bars of a time line, sorted by start: operations and their steps, firmware commands, channels and
 * XSK queues (from opening to closing, and while active), and the destinations of RQTs and of rules
 * of ethtool -N.
 */
struct mlx5trace_bar {
	const char *kind;  /* "operation", "step", "command", "channel" etc. */
	const char *title; /* "ethtool -L 2 -> 4", "CREATE_RQ", "RQT 7 -> RQ 21" */
	const char *dev, *netdev;
	const char *comm; /* comm of the first event */
	int pid;
	int begun;	 /* 1 if it began before the recording */
	int unfinished;	 /* 1 if it did not end within the recording */
	int failed, err; /* as in mlx5trace_op; for commands also by status */
	int drop;	 /* 1 if the destination is the drop RQ */
	uint64_t start, end;
	uint64_t submitted; /* command: end of the wait for a slot; otherwise equal to start */
	const char *status; /* status of a failed command; otherwise "" */
	int64_t op;	    /* operation or step: index for mlx5trace_get_op() */
	int64_t ix, vhca_id, rqn, rqtn, tirn;
	int64_t location; /* location of a rule */
};

MLX5TRACE_API int mlx5trace_get_bar(const struct mlx5trace_analysis *all, size_t index,
				    struct mlx5trace_bar *bar, size_t size);

/* Reasons why mlx5e_open_xsk occurred or did not occur, sorted by time. */
struct mlx5trace_xsk {
	const char *verdict; /* "fired_at_bind" etc. */
	uint64_t time;
	size_t op; /* index of the operation for mlx5trace_get_op() */
	int64_t qid, ix, xsk_rqn;
	int err;
};

MLX5TRACE_API int mlx5trace_get_xsk(const struct mlx5trace_analysis *all, size_t index,
				    struct mlx5trace_xsk *xsk, size_t size);

/* Anomalies, sorted by time. */
struct mlx5trace_finding {
	const char *id;		    /* "operation_failed" etc. */
	const char *words, *advice; /* description; remedy */
	const char *dev, *netdev;
	uint64_t time;	/* 0 if not at a single time */
	uint64_t count; /* number of occurrences */
	int unsafe;	/* 1 if lost events may contradict it */
	unsigned int evidence;
};

MLX5TRACE_API int mlx5trace_get_finding(const struct mlx5trace_analysis *all, size_t index,
					struct mlx5trace_finding *finding, size_t size);

/* An event that supports a finding. */
struct mlx5trace_evidence {
	uint64_t time, line; /* line is 0 for binary input */
	int cpu, pid;
	const char *comm, *event, *text;
	const char *file; /* file with this line */
};

MLX5TRACE_API int mlx5trace_get_evidence(const struct mlx5trace_analysis *all, size_t finding,
					 size_t index, struct mlx5trace_evidence *evidence,
					 size_t size);

/* Statistics of durations. */
struct mlx5trace_stat {
	const char *group; /* "operation", "step", "command" or "wait" (of commands for a slot) */
	const char *id, *title;
	uint64_t count, failed;
	uint64_t timed;		     /* number of known durations; if 0, so are those below */
	uint64_t p50, p99, max, sum; /* in ns */
};

MLX5TRACE_API int mlx5trace_get_stat(const struct mlx5trace_analysis *all, size_t index,
				     struct mlx5trace_stat *stat, size_t size);

#ifdef __cplusplus
}
#endif

#endif
