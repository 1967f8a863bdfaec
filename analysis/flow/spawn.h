/* SPDX-License-Identifier: GPL-2.0-only */
/* The command: made ready, let go when it is traced, waited for. */
#ifndef MLX5TRACE_FLOW_SPAWN_H
#define MLX5TRACE_FLOW_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

#include "analysis/flow/cost.h"
#include "analysis/base/error.h"

struct flow_child {
	pid_t pid;
	int go, told;	       /* pipes; -1: closed */
	uint64_t start, end;   /* CLOCK_MONOTONIC, ns: of the command */
	struct flow_cost cost; /* what tracing cost this process, before it was the command */
	struct flow_shared *shared;
	int status; /* as a shell says it: 128 and the signal's number */
};

/* False with @err set when there is no such program: asked before anything is done. */
bool flow_child_check(char **argv, struct mt_error *err);

/* A process that will be the command; it has measured what it takes untraced, and waits. */
bool flow_child_prepare(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * Let it go and wait for its end. Signals to this process are passed on. False with
 * @err set when it could not be executed after all.
 */
bool flow_child_run(struct flow_child *c, char **argv, struct mt_error *err);

/*
 * From now on signals that would end this process are kept, or passed on to the command
 * while it runs, so that all is put back; the last one, 0: none.
 */
void flow_signals_hold(void);
int flow_signal_caught(void);

/* End one that was not let go. */
void flow_child_drop(struct flow_child *c);

#endif
