/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations: requests of tasks to the driver, and their steps.
 *
 * The driver traces set_channels, xsk_setup_pool, hwtstamp_* and switch_params at their
 * end; earlier steps of the same task on the same device belong to them. switch_params may
 * itself be a part of set_channels or hwtstamp_set; otherwise it has the result of an operation
 * that is named by the changed parameters. Steps without such an event (link up
 * and down; in recordings of the older form of the events also ring changes, MTU, XDP
 * program) form an operation named by the changes of the channels.
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
	MT_OP_STEERED,	 /* only RQTs changed */
	MT_OP_SWITCHED,	 /* parameters changed, but no channels replaced */
	MT_OP_RECOVERED, /* one queue, by a health reporter of the driver */
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
	MT_STEP_DROP_UNUSED, /* indices without a channel, when the others are steered */
	MT_STEP_NR,
};

struct mt_op_step {
	unsigned int nr;
	unsigned int failed;
	uint64_t first, last;
	uint64_t ns;	/* duration, each from the previous event; 0: unknown */
	int err;	/* of the first failed one */
	int64_t err_ix; /* its channel; -1: none in the event */
};

struct mt_op {
	enum mt_op_kind kind;
	const char *dev, *netdev; /* "" if in no event */
	int64_t ifindex;	  /* -1: unknown */
	const char *comm;	  /* "" unknown */
	int pid;		  /* -1: unknown */
	uint64_t start, end;	  /* of its first and its last event */
	bool has_steps;		  /* of channels, XSK queues or RQTs */
	bool timed;		  /* otherwise start is end, the duration unknown */
	bool unfinished;	  /* the recording ends before it is complete */
	bool has_err;		  /* the driver reported the result */
	int err;
	int64_t old_count, new_count; /* of channels; -1: unknown */
	bool switched;		      /* it has an mlx5e_switch_params */
	const char *changed;	      /* ... with the parameters "CHANNELS|MTU"; "": unknown */
	int64_t changes;	      /* the same as bits, enum mt_params */
	int64_t replaced;	      /* ... were the channels replaced? -1: unknown */
	int64_t qid, opened, xdp;     /* MT_OP_XSK_*; -1: unknown */
	int64_t had;	      /* MT_OP_XSK_BIND: channels, from an earlier operation; -1: unknown */
	int64_t channels_xdp; /* an open_channel had an XDP program; -1: none recorded */
	const char *tx_type, *req_rx_filter, *rx_filter; /* "": unknown */
	int64_t location, table, entry;			 /* MT_OP_RULE_*; -1: unknown */
	const char *queue;	 /* MT_OP_RECOVERED: "SQ", "RQ", "ICOSQ"; otherwise "" */
	int64_t number, channel; /* ... its number, its channel; -1: unknown */
	/* from the first call stack of its events, or from the parameters; "": unknown */
	const char *trigger; /* "mtu", "rings", "link_up" ... */
	const char *way;     /* "netlink", "ioctl", "worker" ... */
	struct mt_op_step step[MT_STEP_NR];
	int last_step;
	struct mt_cmds cmds;		/* firmware commands of the operation */
	struct mt_evidence answer;	/* the event with the result from the driver */
	struct mt_evidence step_failed; /* the first failed step */
};

/* Operations that are over, as numbers and durations. */
struct mt_op_sum {
	uint64_t nr, failed;
	struct mt_times ns;
};

struct mt_op_sums {
	/*
	 * Durations of a step: from the previous event, or, for deactivation and closing,
	 * which are traced at their start, to the next event.
	 */
	struct mt_op_sum ops[MT_OP_NR], steps[MT_STEP_NR];
};

struct mt_ops {
	struct mt_model base;
	enum mt_ops_use use;
	MT_LONG(struct mt_op) ops; /* by start, once finished */
	MT_VEC(struct mt_op) runs; /* steps of incomplete operations */
	struct mt_op_commands commands;
	bool settled; /* all commands are: mt_cmds_settle() */
	int deleting; /* index of the op that is deleting a rule; -1 */
	struct mt_recovering {
		int pid; /* of the last command that was done, */
		uint64_t ts;
		const char *dev;
		int64_t opcode;
		int err;
		struct mt_evidence by;
		int reporter;	/* task that reported a queue to devlink; its number */
		int64_t number; /* 0: none */
		int op;		/* index of the last recovery; -1 */
		unsigned int modified;
	} recovering;
	struct mt_snapshot *snapshot; /* for the channel of a queue */
	/* durations of all steps; number and failures of operations that were forgotten */
	struct mt_op_sums sums;
};

extern const struct mt_model_ops mt_model_ops;

/* "ethtool -L", "channels reopened" ...; for JSON: "set_channels", ... */
const char *mt_op_title(enum mt_op_kind kind);
const char *mt_op_id(enum mt_op_kind kind);
/* "ethtool -L 2 -> 4" */
void mt_op_describe(const struct mt_op *op, char *text, size_t size);
const char *mt_step_title(enum mt_step step);
const char *mt_step_id(enum mt_step step);

/* Did the driver report a failure, or did a step fail? */
bool mt_op_failed(const struct mt_op *op);

/*
 * Recovery of a queue has no event: it is in the call stacks of its commands, and the number of
 * the queue in devlink_health_report. mt_recovery_command() precedes the stack of its command.
 */
void mt_recovery_command(struct mt_ops *m, const struct mt_record *r, const char *dev);
void mt_recovery_stack(struct mt_ops *m, const struct mt_record *r);
void mt_recovery_report(struct mt_ops *m, const struct mt_record *r);

/* An operation of the task, device and time of @r, with everything else unknown. */
void mt_op_init(struct mt_ops *m, struct mt_op *op, const struct mt_record *r);

/* Derive missing trigger and way from a call stack of one of its events. */
void mt_op_trigger(struct mt_op *op, const struct mt_stack *stack);
/* The operation of the driver that a call stack is in. */
struct mt_stack_op {
	const char *title, *func; /* "ethtool -L", the function; "": no function is known */
	const char *way;	  /* "netlink" ...; "" */
};

struct mt_stack_op mt_stack_op(const struct mt_stack *stack);

/* Derive a missing trigger from the changed parameters. */
void mt_op_trigger_of_params(struct mt_op *op);
/* "a change of the MTU"; "": unknown, or implied by the kind of the operation. */
const char *mt_op_trigger_title(const struct mt_op *op);

/*
 * Are events of it missing? Without failures, all opened channels are activated, all
 * deactivated ones are closed, and both are steered.
 */
bool mt_op_incomplete(const struct mt_op *op);

/* Text about the channels after a failed open; otherwise "". */
void mt_op_unwound(const struct mt_op *op, char *text, size_t size);

/* The step of an event, -1: none. */
int mt_step_of(const struct mt_record *r);

/*
 * For live events: operations without an end event are complete when they have been idle for some
 * time at @now. Finished operations are appended to ops in order of their end; commands may still
 * be added to the one with index deleting.
 */
void mt_ops_settle(struct mt_ops *m, uint64_t now);

/*
 * Forget the first @nr operations, in ops, except those that a later event may change, which then
 * become the first ones; returns their number. With MT_OPS_SUMMED the forgotten ones are added to
 * sums.
 */
unsigned int mt_ops_forget(struct mt_ops *m, unsigned int nr);
/* The commands of an operation are complete; @i -1: no operation. */
void mt_ops_settle_commands(struct mt_ops *m, int i);

/* For all operations, sorted by start: set the number of channels at each bind of a socket. */
void mt_ops_count_channels(struct mt_ops *m);

/* The operation is over; steps have their durations in the sums of the model. */
void mt_op_sums_add(struct mt_op_sums *sums, const struct mt_op *op);
void mt_op_sums_join(struct mt_op_sums *to, const struct mt_op_sums *from);
void mt_op_sums_free(struct mt_op_sums *sums);

#endif
