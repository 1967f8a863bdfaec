/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeps AF_XDP sockets bound, and received frames counted, for a while. */
#ifndef WORKLOADS_XSK_HOLD_H
#define WORKLOADS_XSK_HOLD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/xsk_queue.h"

enum xsk_hold_kind {
	XSK_HOLD_NONE,
	XSK_HOLD_SECONDS,
	XSK_HOLD_STDIN,
	XSK_HOLD_COMMAND,
};

struct xsk_hold {
	enum xsk_hold_kind kind;
	uint32_t seconds;
	/* XSK_HOLD_COMMAND: ends with NULL */
	char *const *command;
	/* original signal mask, for the command */
	sigset_t mask;
};

/*
 * Blocks SIGINT, SIGTERM and SIGHUP, so that none of them ends the process before it
 * detaches its XDP program.
 */
void xsk_hold_prepare(struct xsk_hold *hold);

/* Unblocks the signals, after everything is released. */
void xsk_hold_finish(const struct xsk_hold *hold);

/*
 * Returns when the hold is over, or at SIGINT, SIGTERM or SIGHUP; the last
 * two are passed to a command, which is waited for. The status is the command's (128 + N
 * when signal N ended it, 127 or 126 when it could not be started), CLI_OK
 * for the other kinds, CLI_FAILED after a message when it could not wait.
 */
int xsk_hold(const struct xsk_hold *hold, struct xsk_queue *queues, size_t count);

#endif
