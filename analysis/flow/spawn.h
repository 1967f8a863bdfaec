/* SPDX-License-Identifier: GPL-2.0-only */
/* The process of the command: prepared, started once tracing is on, waited for. */
#ifndef MLX5TRACE_FLOW_SPAWN_H
#define MLX5TRACE_FLOW_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

#include "analysis/flow/cost.h"
#include "analysis/base/error.h"

struct flow_child {
	pid_t pid;
	int go, ready;	       /* pipes to and from the child; -1: closed */
	uint64_t start, end;   /* CLOCK_MONOTONIC, ns: of the command */
	struct flow_cost cost; /* tracing overhead measured before exec() */
	struct flow_shared *shared;
	int status; /* in the shell's encoding: 128 plus the signal number */
};

/* Early check: false with @err set if the program does not exist. */
bool flow_child_check(char **argv, struct mt_error *err);

/* Fork the process of the command; it measures the untraced cost, then waits. */
bool flow_child_prepare(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * Start the command and wait for its end. Signals to this process are forwarded. False
 * with @err set if exec() failed.
 */
bool flow_child_run(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * Hold back terminating signals, or forward them to the command while it runs, so that
 * tracefs is restored. flow_signal_caught() returns the last one, 0: none.
 */
void flow_signals_hold(void);
int flow_signal_caught(void);

/* End a process that was not started. */
void flow_child_drop(struct flow_child *c);

#endif
