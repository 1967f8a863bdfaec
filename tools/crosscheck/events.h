/* SPDX-License-Identifier: GPL-2.0-only */
/* All events of one device in a recording, in order. */
#ifndef CROSSCHECK_EVENTS_H
#define CROSSCHECK_EVENTS_H

#include "analysis/model/ops.h"

struct event {
	enum mt_event event;
	uint64_t ts;
	int pid;
	/* -1: not a field of the event */
	int64_t ix, qid, rqn, cqn, xsk_rqn, xsk_cqn, xsk_sqn, xsk_sq_cqn, tirn, rqtn, nch, drop,
		err;
};

/* mlx5_cmd_issue, mlx5_cmd_submit and mlx5_cmd_done */
struct command {
	uint64_t ts;
	enum mt_event event;
	bool async;
	bool unissued; /* the end of a command that was issued before the recording started */
	int64_t opcode, token, slot;
	int64_t status, syndrome; /* of mlx5_cmd_done only */
};

/* mlx5_fs_rule_dst */
struct rule_dst {
	uint64_t ts;
	bool add;
	int64_t table, entry;
	int64_t tirn; /* -1: not a TIR */
};

struct events {
	MT_VEC(struct event) list; /* events of channels, XSKs, RQTs and hwtstamp */
	MT_VEC(struct command) commands;
	MT_VEC(struct rule_dst) rules;
	bool has_issues;    /* asynchronous commands have an mlx5_cmd_issue */
	bool all_issued;    /* all other commands also have an mlx5_cmd_issue */
	bool has_submits;   /* commands have an mlx5_cmd_submit */
	char *dev;	    /* PCI name of the device */
	struct mt_ops *ops; /* the operations that the events form */
	uint64_t lost;	    /* the tracer dropped at least this number of events */
	uint64_t malformed;
	bool has_snapshot_rqs; /* the snapshot contains RQs of the device */
	/*
	 * perf enables and disables the events one by one on each CPU, so that some events of the
	 * first and the last commands may be missing.
	 */
	bool ragged;
};

/*
 * Read the events of @dev or, if @dev is NULL, those of the only device with events. False with
 * @err set if the recording is unreadable, or has several devices and @dev is NULL.
 */
bool events_read(struct events *e, const char *path, const char *dev, struct mt_error *err);
void events_free(struct events *e);

#endif
