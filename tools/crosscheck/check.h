/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparison of the recorded tracepoints with the commands of the device.
 *
 * Guest time differs from host time, so events and commands are aligned by
 * their order: for each object that the driver creates or destroys, and for
 * each RQT that it changes, there is one event and one command, and every
 * event moves the position in the log forward.
 */
#ifndef CROSSCHECK_CHECK_H
#define CROSSCHECK_CHECK_H

#include "tools/crosscheck/devlog.h"
#include "tools/crosscheck/events.h"

#define DISAGREEMENTS_KEPT 10

/* The reasons why an RQ may have no event. */
enum exception {
	EXC_DROP_RQ,	 /* the drop RQ of the device */
	EXC_FAILED_OPEN, /* the channel or XSK could not be opened completely */
	EXC_PTP,	 /* up to the number set by the caller */
	EXC_TRAP,
	EXC_NR,
};

struct check {
	/* input */
	unsigned int allow_ptp, allow_trap;

	/* number of items compared */
	unsigned int events;	/* events with an object */
	unsigned int live;	/* objects of events that existed on the device */
	unsigned int created;	/* RQs created in the window */
	unsigned int announced; /* ... for which there is an event */
	unsigned int excepted[EXC_NR];
	unsigned int closed;	      /* RQs destroyed in the window after their close event */
	unsigned int rqt_changes;     /* MODIFY_RQT commands, each with one event */
	unsigned int ptp_rqt_changes; /* MODIFY_RQT of the PTP RQT, which have no event */
	unsigned int operations;      /* operations whose channel counts were compared */
	unsigned int commands;	      /* commands of the device, each with one mlx5_cmd_done */
	unsigned int async, issued;   /* mlx5_cmd_issue, each with its mlx5_cmd_done */
	unsigned int rules;	      /* flow table entries created or destroyed, with events */
	size_t from, to;	      /* the window, as positions in the log */
	bool from_snapshot;	      /* the window starts at the snapshot */

	unsigned int disagreements;
	char first[DISAGREEMENTS_KEPT][160];
};

/* False if the events cannot be aligned, as no event has an object in the log. */
bool check_run(struct check *c, const struct devlog *log, const struct events *e);

const char *exception_name(enum exception x);

/* disagree.c: record a disagreement; the text of the first ones is kept. */
void disagree(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * commands.c: check that each command that the device executed has one mlx5_cmd_done with a slot,
 * and the same result. Event types that are missing from the recording are not checked.
 */
void check_commands(struct check *c, const struct devlog *log, const struct events *e);

/* Compare flow table entries created or destroyed from c->from on with mlx5_fs_rule_dst events. */
void check_rules(struct check *c, const struct devlog *log, const struct events *e);

#endif
