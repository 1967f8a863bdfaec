/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations are requests of tasks to the driver; they consist of steps.
 *
 * The driver traces set_channels, xsk_setup_pool, hwtstamp_* and switch_params at their end;
 * earlier steps of the same task on the same device belong to them. switch_params may itself be a
 * part of set_channels or hwtstamp_set; otherwise it contains the result of an operation that is
 * named after the changed parameters. Steps without such an event form an operation that is named
 * after the changes to the channels. This is the case for link up and down and, in recordings with
 * older formats of the events, also for changes of rings, MTU and XDP program.
 */
#ifndef MLX5TRACE_OPS_H
#define MLX5TRACE_OPS_H

#include "analysis/model/op_commands.h"
#include "analysis/model/snapshot.h"
#include "analysis/base/longlist.h"

enum mt_op_kind {
	MT_OP_SET_CHANNELS,
	MT_OP_XSK_BIND,
	MT_OP_XSK_UNBIND,
	MT_OP_HWTSTAMP_SET,
	MT_OP_HWTSTAMP_GET,
	MT_OP_RULE_ADD,
	MT_OP_RULE_DELETE,
	MT_OP_OPENED,
	MT_OP_CLOSED,
	MT_OP_REOPENED,
	MT_OP_STEERED,	 /* only RQTs were changed */
	MT_OP_SWITCHED,	 /* parameters were changed, but no channels were replaced */
	MT_OP_RECOVERED, /* a health reporter of the driver recovered a queue */
	MT_OP_NR,
};

enum mt_step {
	MT_STEP_OPEN,
	MT_STEP_OPEN_XSK,
	MT_STEP_RSS_DROP,
	MT_STEP_DROP,
	MT_STEP_DEACTIVATE,
	MT_STEP_DEACTIVATE_XSK,
	MT_STEP_CLOSE,
	MT_STEP_CLOSE_XSK,
	MT_STEP_ACTIVATE,
	MT_STEP_ACTIVATE_XSK,
	MT_STEP_RSS,
	MT_STEP_REDIRECT,
	MT_STEP_DROP_UNUSED, /* RQTs without a channel, when the others are steered */
	MT_STEP_NR,
};

struct mt_op_step {
	unsigned int nr;
	unsigned int failed;
	uint64_t first, last;
	uint64_t ns;	/* total duration, measured from the previous event; 0 if unknown */
	int err;	/* error of the first step that failed */
	int64_t err_ix; /* channel of that step; -1 if not in the event */
};

struct mt_op {
	enum mt_op_kind kind;
	const char *dev, *netdev; /* "" if not in any event */
	int64_t ifindex;	  /* -1 if unknown */
	const char *comm;	  /* "" if unknown */
	int pid;		  /* -1 if unknown */
	uint64_t start, end;	  /* times of the first and last event */
	bool has_steps;		  /* has steps of channels, XSK queues or RQTs */
	bool timed;		  /* if false, start equals end, and the duration is unknown */
	bool unfinished;	  /* the recording ends before the operation is complete */
	bool has_err;		  /* the driver reported the result */
	int err;
	int64_t old_count, new_count; /* number of channels; -1 if unknown */
	bool switched;		      /* has an mlx5e_switch_params */
	const char *changed;	      /* its parameters, such as "CHANNELS|MTU"; "" if unknown */
	int64_t changes;	      /* the same parameters as bits of enum mt_params */
	int64_t replaced;	      /* whether the channels were replaced; -1 if unknown */
	int64_t qid, opened, xdp;     /* MT_OP_XSK_*; -1 if unknown */
	int64_t had;	      /* MT_OP_XSK_BIND: channels, by an earlier operation; -1 if unknown */
	int64_t channels_xdp; /* a channel was opened with an XDP program; -1 if not recorded */
	const char *tx_type, *req_rx_filter, *rx_filter; /* "" if unknown */
	int64_t location, table, entry;			 /* MT_OP_RULE_*; -1 if unknown */
	const char *queue;	 /* MT_OP_RECOVERED: "SQ", "RQ" or "ICOSQ"; otherwise "" */
	int64_t number, channel; /* number and channel of that queue; -1 if unknown */
	/* from the first call stack of the events, or from the parameters; "" if unknown */
	const char *trigger; /* "mtu", "rings", "link_up" etc. */
	const char *way;     /* "netlink", "ioctl", "worker" etc. */
	struct mt_op_step step[MT_STEP_NR];
	int last_step;
	struct mt_cmds cmds;		/* firmware commands of the operation */
	struct mt_evidence answer;	/* the event with the result from the driver */
	struct mt_evidence step_failed; /* the first step that failed */
};

/* Numbers and durations of completed operations. */
struct mt_op_sum {
	uint64_t nr, failed;
	struct mt_times ns;
};

struct mt_op_sums {
	/*
	 * The duration of a step is measured from the previous event. For deactivation and closing,
	 * which are traced at their start, it is measured until the next event.
	 */
	struct mt_op_sum ops[MT_OP_NR], steps[MT_STEP_NR];
};

struct mt_ops {
	struct mt_model base;
	enum mt_ops_use use;
	MT_LONG(struct mt_op) ops; /* sorted by start once finished */
	MT_VEC(struct mt_op) runs; /* steps of incomplete operations */
	struct mt_op_commands commands;
	bool settled; /* mt_cmds_settle() was called for all commands */
	int deleting; /* index of the operation that is deleting a rule, or -1 */
	struct mt_recovering {
		int pid; /* of the last command that completed */
		uint64_t ts;
		const char *dev;
		int64_t opcode;
		int err;
		struct mt_evidence by;
		int reporter;	/* task that reported a queue to devlink */
		int64_t number; /* number of that queue; 0 if none */
		int op;		/* index of the last recovery, or -1 */
		unsigned int modified;
	} recovering;
	struct mt_snapshot *snapshot; /* to look up the channel of a queue */
	/* durations of all steps, and number and failures of operations that were forgotten */
	struct mt_op_sums sums;
};

extern const struct mt_model_ops mt_model_ops;

/*
 * The title, such as "ethtool -L" or "channels reopened", and the id for JSON, such as
 * "set_channels".
 */
const char *mt_op_title(enum mt_op_kind kind);
const char *mt_op_id(enum mt_op_kind kind);
/* Write a description such as "ethtool -L 2 -> 4". */
void mt_op_describe(const struct mt_op *op, char *text, size_t size);
const char *mt_step_title(enum mt_step step);
const char *mt_step_id(enum mt_step step);

/* Whether the driver reported a failure or a step failed. */
bool mt_op_failed(const struct mt_op *op);

/*
 * There is no event for the recovery of a queue. The recovery is recognised by the call stacks of
 * its commands, and the number of the queue is in devlink_health_report. mt_recovery_command() is
 * called before the stack of the command is processed.
 */
void mt_recovery_command(struct mt_ops *m, const struct mt_record *r, const char *dev);
void mt_recovery_stack(struct mt_ops *m, const struct mt_record *r);
void mt_recovery_report(struct mt_ops *m, const struct mt_record *r);

/* Initialise an operation with the task, device and time of @r, and everything else unknown. */
void mt_op_init(struct mt_ops *m, struct mt_op *op, const struct mt_record *r);

/*
 * If they are unknown, derive the trigger and the way from the call stack of one of the operation's
 * events.
 */
void mt_op_trigger(struct mt_op *op, const struct mt_stack *stack);
/* The driver's operation in which a call stack was taken. */
struct mt_stack_op {
	const char *title, *func; /* such as "ethtool -L"; func is "" if no function is known */
	const char *way;	  /* "netlink" etc., or "" */
};

struct mt_stack_op mt_stack_op(const struct mt_stack *stack);

/* If the trigger is unknown, derive it from the changed parameters. */
void mt_op_trigger_of_params(struct mt_op *op);
/* Such as "a change of the MTU"; "" if unknown or implied by the kind of the operation. */
const char *mt_op_trigger_title(const struct mt_op *op);

/*
 * Whether events of the operation are missing. If nothing fails, all channels that are opened are
 * activated, all channels that are deactivated are closed, and both are steered.
 */
bool mt_op_incomplete(const struct mt_op *op);

/* A text about the channels after a failed open; otherwise "". */
void mt_op_unwound(const struct mt_op *op, char *text, size_t size);

/* The step of an event; -1 if none. */
int mt_step_of(const struct mt_record *r);

/*
 * For live events: operations without an end event are complete if at @now they have been idle for
 * some time. Finished operations are appended to ops in the order of their end. Commands may still
 * be added to the operation with the index deleting.
 */
void mt_ops_settle(struct mt_ops *m, uint64_t now);

/*
 * Forget the first @nr operations in ops, except those that a later event may change, which become
 * the first operations; returns their number. With MT_OPS_SUMMED the forgotten operations are added
 * to sums.
 */
unsigned int mt_ops_forget(struct mt_ops *m, unsigned int nr);
/* The commands of the operation @i are complete. No operation if @i is -1. */
void mt_ops_settle_commands(struct mt_ops *m, int i);

/* Set the number of channels at which each socket was bound. Operations must be sorted by start. */
void mt_ops_count_channels(struct mt_ops *m);

/* Add a completed operation. The durations of its steps are already in the sums of the model. */
void mt_op_sums_add(struct mt_op_sums *sums, const struct mt_op *op);
void mt_op_sums_join(struct mt_op_sums *to, const struct mt_op_sums *from);
void mt_op_sums_free(struct mt_op_sums *sums);

#endif
