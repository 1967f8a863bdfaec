/* SPDX-License-Identifier: GPL-2.0-only */
/* The events of one device in a recording, in their order, kept whole. */
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

/* mlx5_cmd_issue and mlx5_cmd_done */
struct command {
	uint64_t ts;
	bool done, async;
	int64_t opcode, token, slot, status, syndrome; /* from slot on: of done only */
};

/* mlx5_fs_rule_dst */
struct rule_dst {
	uint64_t ts;
	bool add;
	int64_t table, entry;
	int64_t tirn; /* -1: the destination is none */
};

struct events {
	MT_VEC(struct event) list; /* of channels, XSKs, RQTs and hwtstamp */
	MT_VEC(struct command) commands;
	MT_VEC(struct rule_dst) rules;
	bool has_issues;    /* asynchronous commands have their issue */
	char *dev;	    /* PCI name of the device they are of */
	struct mt_ops *ops; /* the operations that they form */
	uint64_t lost;	    /* events that the tracer dropped, at least */
	uint64_t malformed;
	bool has_snapshot_rqs; /* the snapshot asked the device for its RQs */
};

/*
 * Read the events of @dev, or of the only device that has any when @dev is
 * NULL. False with @err set when the recording cannot be read or has several.
 */
bool events_read(struct events *e, const char *path, const char *dev, struct mt_error *err);
void events_free(struct events *e);

#endif
