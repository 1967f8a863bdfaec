/* SPDX-License-Identifier: GPL-2.0-only */
/* The process of the command: it is prepared, started once tracing is on, and waited for. */
#ifndef MLX5TRACE_FLOW_SPAWN_H
#define MLX5TRACE_FLOW_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

#include "analysis/flow/cost.h"
#include "analysis/base/error.h"

struct flow_child {
	pid_t pid;
	int go, ready;	       /* pipes to and from the child; -1: closed */
	uint64_t start, end;   /* times of the command, CLOCK_MONOTONIC in ns */
	struct flow_cost cost; /* tracing overhead measured before exec() */
	struct flow_shared *shared;
	int status; /* exit status as in the shell: 128 plus the number of a fatal signal */
};

/* Check in advance that the program exists. If not, returns false with @err set. */
bool flow_child_check(char **argv, struct mt_error *err);

/* Fork the process of the command, which measures the untraced cost and then waits. */
bool flow_child_prepare(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * Start the command and wait until it ends. Signals sent to this process are forwarded. Returns
 * false with @err set if exec() failed.
 */
bool flow_child_run(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * Catch terminating signals, so that tracefs is restored; while the command runs, they are
 * forwarded to it. flow_signal_caught() returns the last signal, or 0.
 */
void flow_signals_hold(void);
int flow_signal_caught(void);

/* End a process whose command was not started. */
void flow_child_drop(struct flow_child *c);

#endif
