/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limit of the messages that a guest, a client or a peer can cause.
 *
 * A window of one second allows VCX_LOG_BURST messages.  While messages are suppressed,
 * each window is twice as long as the one before, up to VCX_LOG_WINDOW_MAX_NS.
 */
#ifndef VCX_RATELIMIT_H
#define VCX_RATELIMIT_H

#include <stdbool.h>
#include <stdint.h>

#define VCX_LOG_BURST	      64u /* enough for a leak ledger and a few more */
#define VCX_LOG_WINDOW_NS     1000000000ull
#define VCX_LOG_WINDOW_MAX_NS (8 * VCX_LOG_WINDOW_NS)

/**
 * struct vcx_ratelimit - initially zero
 * @end_ns: end of the window
 * @length_ns: its length
 * @used: messages written in the window
 * @suppressed: messages suppressed and not yet reported
 */
struct vcx_ratelimit {
	uint64_t end_ns;
	uint64_t length_ns;
	unsigned int used;
	unsigned int suppressed;
};

/* Return: number of messages suppressed in a window that has ended, to be reported; 0: none */
unsigned int vcx_ratelimit_report(struct vcx_ratelimit *limit, uint64_t now_ns);

/* call after vcx_ratelimit_report(); Return: write the message; otherwise it is counted */
bool vcx_ratelimit_pass(struct vcx_ratelimit *limit);

/* Return: time at which vcx_ratelimit_report() returns a number, UINT64_MAX: nothing suppressed */
uint64_t vcx_ratelimit_deadline(const struct vcx_ratelimit *limit);

#endif
