/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rate limit of the messages that a guest, a client or a peer can cause.
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
 * struct vcx_ratelimit - state of a rate limit, initially zero
 * @end_ns: end of the window
 * @length_ns: length of the window
 * @used: number of messages written in the window
 * @suppressed: number of messages suppressed but not yet reported
 */
struct vcx_ratelimit {
	uint64_t end_ns;
	uint64_t length_ns;
	unsigned int used;
	unsigned int suppressed;
};

/* Return: number of messages to report as suppressed, if a window has ended, or 0 */
unsigned int vcx_ratelimit_report(struct vcx_ratelimit *limit, uint64_t now_ns);

/* Call this after vcx_ratelimit_report().  Return: true to write the message, else it is counted */
bool vcx_ratelimit_pass(struct vcx_ratelimit *limit);

/* Return: time at which there is a number to report, or UINT64_MAX if nothing is suppressed */
uint64_t vcx_ratelimit_deadline(const struct vcx_ratelimit *limit);

#endif
