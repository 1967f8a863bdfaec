/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeps AF_XDP sockets bound for a while, and counts the received frames. */
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
	/* only for XSK_HOLD_COMMAND; the last element is NULL */
	char *const *command;
	/* the original signal mask, which the command gets */
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
 * Waits until the hold is over, or until SIGINT, SIGTERM or SIGHUP arrives. If there is a command,
 * SIGTERM and SIGHUP are forwarded to it, and its end is awaited. Returns the status of the command
 * (128 + N if signal N ended it, 127 or 126 if it could not be started); for the other kinds
 * CLI_OK, or CLI_FAILED after a message if it could not wait.
 */
int xsk_hold(const struct xsk_hold *hold, struct xsk_queue *queues, size_t count);

#endif
