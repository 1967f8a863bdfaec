/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tracepoints claim held against what the device saw.
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

/* RQs that no event announces, by the reason for which that is right. */
enum exception {
	EXC_DROP_RQ,	 /* the device's one RQ that drops */
	EXC_FAILED_OPEN, /* of a channel or XSK whose open failed later */
	EXC_PTP,	 /* as many as the caller says */
	EXC_TRAP,
	EXC_NR,
};

struct check {
	/* in */
	unsigned int allow_ptp, allow_trap;

	/* what was compared */
	unsigned int events;	/* that name an object */
	unsigned int live;	/* objects found alive when an event named them */
	unsigned int created;	/* RQs created in the window */
	unsigned int announced; /* ... of which an event told */
	unsigned int excepted[EXC_NR];
	unsigned int closed;	      /* RQs destroyed in the window after their close */
	unsigned int rqt_changes;     /* MODIFY_RQT, each told by one event */
	unsigned int ptp_rqt_changes; /* ... of the PTP RQT, told by none */
	unsigned int operations;      /* whose counts of channels were compared */
	unsigned int commands;	      /* of the device, each told by one mlx5_cmd_done */
	unsigned int async;	      /* mlx5_cmd_issue, each with its mlx5_cmd_done */
	unsigned int rules;	      /* flow table entries made or destroyed, as told */
	size_t from, to;	      /* the window: positions in the log */
	bool from_snapshot;	      /* it begins where the snapshot was taken */

	unsigned int disagreements;
	char first[DISAGREEMENTS_KEPT][160];
};

/* False when there is nothing to align: no event names an object. */
bool check_run(struct check *c, const struct devlog *log, const struct events *e);

const char *exception_name(enum exception x);

/* Note what does not fit; the first ones are kept in words. */
void disagree(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The commands that the device executed are the mlx5_cmd_done that name a slot,
 * each with the same answer. What a recording does not have at all is not held.
 */
void check_commands(struct check *c, const struct devlog *log, const struct events *e);

/* Flow table entries are made and destroyed as mlx5_fs_rule_dst tells, from c->from on. */
void check_rules(struct check *c, const struct devlog *log, const struct events *e);

#endif
