/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations: what a task asked of the driver, and the steps it took.
 *
 * The driver reports set_channels, xsk_setup_pool and hwtstamp_* when it is
 * done; what the same task did on the same device before belongs to it. Steps
 * that no such event closes (ring change, MTU, XDP program, link up and down)
 * form an operation that is named by what happened to the channels.
 */
#ifndef MLX5TRACE_OPS_H
#define MLX5TRACE_OPS_H

#include "analysis/model/op_commands.h"
#include "analysis/base/vec.h"

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
	MT_OP_STEERED, /* only RQTs changed */
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
	MT_STEP_DROP_UNUSED, /* indices without a channel, as the others are steered */
	MT_STEP_NR,
};

struct mt_op_step {
	unsigned int nr;
	unsigned int failed;
	uint64_t first, last;
	uint64_t ns;	/* they took, each from the event before it; 0: unknown */
	int err;	/* of the first that failed */
	int64_t err_ix; /* its channel; -1: the event has none */
};

struct mt_op {
	enum mt_op_kind kind;
	const char *dev, *netdev; /* "" where no event says it */
	int64_t ifindex;	  /* -1: unknown */
	const char *comm;	  /* "" unknown */
	int pid;		  /* -1: unknown */
	uint64_t start, end;	  /* of its first and its last event */
	bool has_steps;		  /* else start is end, the duration unknown */
	bool unfinished;	  /* the recording ends in the middle of it */
	bool has_err;		  /* the driver said how it ended */
	int err;
	int64_t old_count, new_count; /* MT_OP_SET_CHANNELS; -1: unknown */
	int64_t qid, opened, xdp;     /* MT_OP_XSK_*; -1: unknown */
	int64_t channels_xdp;	      /* an open_channel had an XDP program; -1: none seen */
	const char *tx_type, *req_rx_filter, *rx_filter; /* "": unknown */
	int64_t location, table, entry;			 /* MT_OP_RULE_*; -1: unknown */
	/* by the first call stack of its events; "": none was recorded, or it says nothing */
	const char *trigger; /* "mtu", "rings", "link_up" ... */
	const char *way;     /* "netlink", "ioctl", "worker" ... */
	struct mt_op_step step[MT_STEP_NR];
	int last_step;
	struct mt_cmds cmds;		/* that the firmware executed for it */
	struct mt_evidence answer;	/* the event in which the driver said how it ended */
	struct mt_evidence step_failed; /* the first step that failed */
};

struct mt_ops {
	struct mt_model base;
	MT_VEC(struct mt_op) ops;  /* by start, once finished */
	MT_VEC(struct mt_op) runs; /* steps that wait for their end */
	struct mt_op_commands commands;
	int deleting; /* the op that deletes a rule right now; -1 */
	/*
	 * How long each step took: from the event before it, but deactivation and
	 * closing, which are told before they are done, to the event after it.
	 */
	MT_VEC(uint64_t) step_ns[MT_STEP_NR];
};

extern const struct mt_model_ops mt_model_ops;

/* "ethtool -L", "channels reopened" ...; for JSON: "set_channels", ... */
const char *mt_op_title(enum mt_op_kind kind);
const char *mt_op_id(enum mt_op_kind kind);
const char *mt_step_title(enum mt_step step);
const char *mt_step_id(enum mt_step step);

/* Did the driver say that it failed, or did a step of it? */
bool mt_op_failed(const struct mt_op *op);

/* Take from a call stack of one of its events what is not known yet. */
void mt_op_trigger(struct mt_op *op, const struct mt_stack *stack);
/* "a change of the MTU"; "": unknown, or the kind of the operation says it. */
const char *mt_op_trigger_title(const struct mt_op *op);

/*
 * Are events of it missing? With nothing failed as many channels are activated
 * as were opened, those that are deactivated are closed, and both are steered.
 */
bool mt_op_incomplete(const struct mt_op *op);

/* What became of the channels when opening one failed, in words; "" for all else. */
void mt_op_unwound(const struct mt_op *op, char *text, size_t size);

/* The step that an event is, -1 when it is none. */
int mt_step_of(const struct mt_record *r);

/*
 * While events still come: what no event ends is over once it was quiet for a while, as
 * seen at @now. Finished operations are appended to ops in the order in which they end;
 * commands may still be added to that of index deleting.
 */
void mt_ops_settle(struct mt_ops *m, uint64_t now);

#endif
