/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An impaired wire: random loss, delay, duplication and reordering of transmitted
 * frames, according to a rule.
 *
 * A rule consists of words in the format name=value, separated by spaces:
 *
 *	loss=P%		share of frames lost
 *	duplicate=P%	share of frames duplicated
 *	delay_us=N	delay of each frame
 *	jitter_us=N	maximum additional random delay; the order of frames is preserved
 *	reorder=P%	share of frames without delay, which overtake delayed ones
 *	queue_kb=N	size of the queue of delayed frames; frames that do not fit are lost
 *	seed=N		seed of the PRNG
 *
 * The PRNG is SplitMix64: the fate of a frame depends only on the seed and on the
 * frame's number, counted from 1.  The same seed and frames give the same results in
 * each run.
 */
#ifndef VCX_IMPAIR_H
#define VCX_IMPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_IMPAIR_MAX_US 60000000u
#define VCX_IMPAIR_MAX_KB (1u << 20)
#define VCX_IMPAIR_KB	  4096u	   /* default of queue_kb */
#define VCX_IMPAIR_ALL	  1000000u /* 100% */
#define VCX_IMPAIR_NOTE	  96u	   /* size of the note on a frame */

/**
 * struct vcx_impair_rule - a rule as parsed
 * @loss: in parts per million
 * @duplicate: in parts per million
 * @reorder: in parts per million
 * @delay_us: delay of each frame
 * @jitter_us: maximum additional delay
 * @queue_kb: size of the queue of delayed frames
 * @seed: seed of the PRNG
 */
struct vcx_impair_rule {
	uint32_t loss;
	uint32_t duplicate;
	uint32_t reorder;
	uint32_t delay_us;
	uint32_t jitter_us;
	uint32_t queue_kb;
	uint64_t seed;
};

/**
 * vcx_impair_parse() - read a rule
 * Return: true with *@rule set; or false with a one-line message in @err that names the
 * correct format.
 */
bool vcx_impair_parse(const char *text, struct vcx_impair_rule *rule, char *err, size_t errlen);

/**
 * struct vcx_impair_fate - result of the random draws for a frame
 * @lost: dropped; the other members are ignored
 * @twice: duplicated
 * @ahead: not delayed
 * @late_us: delay, unless the frame is @ahead
 */
struct vcx_impair_fate {
	bool lost;
	bool twice;
	bool ahead;
	uint32_t late_us;
};

struct vcx_impair_fate vcx_impair_fate(const struct vcx_impair_rule *rule, uint64_t number);

/**
 * struct vcx_impair_stats - counters of frames
 * @frames: sent by the port
 * @lost: randomly dropped
 * @overflow: dropped because the queue was full
 * @duplicated: delivered twice
 * @delayed: delivered with a delay
 * @reordered: delivered before earlier frames
 */
struct vcx_impair_stats {
	uint64_t frames;
	uint64_t lost;
	uint64_t overflow;
	uint64_t duplicated;
	uint64_t delayed;
	uint64_t reordered;
};

struct vcx_impair;

/* Return: a wire without frames, owned by the caller; or NULL when out of memory */
struct vcx_impair *vcx_impair_new(const struct vcx_impair_rule *rule);
void vcx_impair_free(struct vcx_impair *imp);

/**
 * vcx_impair_put() - transmit a frame
 * @imp: the wire
 * @frame: copied
 * @len: length of @frame
 * @now: nanoseconds of a monotonic clock
 * @note: set to the fate of the frame, e.g. "frame 17 lost by --impair"
 */
void vcx_impair_put(struct vcx_impair *imp, const uint8_t *frame, size_t len, uint64_t now,
		    char note[static VCX_IMPAIR_NOTE]);

/**
 * vcx_impair_arrive() - deliver frames that are due
 * @imp: the wire
 * @now: nanoseconds of the same clock as in vcx_impair_put()
 * @max: maximum number of frames
 * @arrived: called with each frame; must not call vcx_impair_put()
 * @ctx: argument of @arrived
 */
void vcx_impair_arrive(struct vcx_impair *imp, uint64_t now, unsigned int max,
		       void (*arrived)(void *ctx, const uint8_t *frame, size_t len), void *ctx);

/* Return: arrival time of the next frame, or UINT64_MAX if none is in flight */
uint64_t vcx_impair_deadline(const struct vcx_impair *imp);
/* Return: number of bytes in flight */
size_t vcx_impair_waiting(const struct vcx_impair *imp);
struct vcx_impair_stats vcx_impair_stats(const struct vcx_impair *imp);

#endif
