/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparison of the recorded tracepoints with the commands of the device.
 *
 * Guest time is not host time, so events and commands are aligned by their
 * order: each creation, destruction and RQT change of the driver is one event
 * and one command, and every event moves the position in the log forward.
 */
#ifndef CROSSCHECK_CHECK_H
#define CROSSCHECK_CHECK_H

#include "tools/crosscheck/devlog.h"
#include "tools/crosscheck/events.h"

#define DISAGREEMENTS_KEPT 10

/* RQs legitimately without an event, by reason. */
enum exception {
	EXC_DROP_RQ,	 /* the drop RQ of the device */
	EXC_FAILED_OPEN, /* of a channel or XSK whose open failed later */
	EXC_PTP,	 /* up to the number set by the caller */
	EXC_TRAP,
	EXC_NR,
};

struct check {
	/* input */
	unsigned int allow_ptp, allow_trap;

	/* number of items compared */
	unsigned int events;	/* with an object */
	unsigned int live;	/* objects of events that existed */
	unsigned int created;	/* RQs created in the window */
	unsigned int announced; /* ... with an event */
	unsigned int excepted[EXC_NR];
	unsigned int closed;	      /* RQs destroyed in the window after their close */
	unsigned int rqt_changes;     /* MODIFY_RQT, each with one event */
	unsigned int ptp_rqt_changes; /* ... of the PTP RQT, without an event */
	unsigned int operations;      /* operations with compared channel counts */
	unsigned int commands;	      /* of the device, each with one mlx5_cmd_done */
	unsigned int async, issued;   /* mlx5_cmd_issue, each with its mlx5_cmd_done */
	unsigned int rules;	      /* flow table entries created or destroyed, with events */
	size_t from, to;	      /* the window: positions in the log */
	bool from_snapshot;	      /* it starts at the snapshot */

	unsigned int disagreements;
	char first[DISAGREEMENTS_KEPT][160];
};

/* False if alignment is impossible: no event has an object. */
bool check_run(struct check *c, const struct devlog *log, const struct events *e);

const char *exception_name(enum exception x);

/* disagree.c: record a disagreement; the first ones are kept as text. */
void disagree(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * commands.c: the commands executed by the device must equal the mlx5_cmd_done with a slot,
 * with equal results. Event types missing from the recording are not checked.
 */
void check_commands(struct check *c, const struct devlog *log, const struct events *e);

/* Compare creation and destruction of flow table entries with mlx5_fs_rule_dst, from c->from. */
void check_rules(struct check *c, const struct devlog *log, const struct events *e);

#endif
