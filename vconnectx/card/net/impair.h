/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A wire that is not perfect: what the port sends is lost, late, sent twice or
 * out of order, as a rule says and chance has it.
 *
 * A rule is words of the form name=value, separated by spaces:
 *
 *	loss=P%		so many frames are lost
 *	duplicate=P%	so many frames arrive twice
 *	delay_us=N	each frame is that late
 *	jitter_us=N	and up to so much more, in order all the same
 *	reorder=P%	so many frames are not late, and overtake those that are
 *	queue_kb=N	what is late waits here; what does not fit is lost
 *	seed=N		begins the chance
 *
 * Chance is the generator SplitMix64: of each frame, counted from 1, the fate
 * follows from the seed and that number alone.  The same seed and the same
 * frames have the same fate in each run.
 */
#ifndef VCX_IMPAIR_H
#define VCX_IMPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_IMPAIR_MAX_US 60000000u
#define VCX_IMPAIR_MAX_KB (1u << 20)
#define VCX_IMPAIR_KB	  4096u	   /* without queue_kb */
#define VCX_IMPAIR_ALL	  1000000u /* 100% */
#define VCX_IMPAIR_NOTE	  96u	   /* bytes of what is said of a frame */

/**
 * struct vcx_impair_rule - a rule as parsed
 * @loss: of a million frames
 * @duplicate: of a million frames
 * @reorder: of a million frames
 * @delay_us: for each frame
 * @jitter_us: at most, on top
 * @queue_kb: room for frames that wait
 * @seed: of the generator
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
 * Return: true and *@rule; or false with one line in @err that says what to
 * write.
 */
bool vcx_impair_parse(const char *text, struct vcx_impair_rule *rule, char *err, size_t errlen);

/**
 * struct vcx_impair_fate - what becomes of a frame
 * @lost: it never arrives, and the rest does not matter
 * @twice: it arrives twice
 * @ahead: it is not late
 * @late_us: otherwise so much
 */
struct vcx_impair_fate {
	bool lost;
	bool twice;
	bool ahead;
	uint32_t late_us;
};

struct vcx_impair_fate vcx_impair_fate(const struct vcx_impair_rule *rule, uint64_t number);

/**
 * struct vcx_impair_stats - what became of the frames
 * @frames: that the port sent
 * @lost: by chance
 * @overflow: lost because the queue was full
 * @duplicated: arrive twice
 * @delayed: were late
 * @reordered: overtook others
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

/* Return: a wire without frames, owned by the caller; NULL: out of memory */
struct vcx_impair *vcx_impair_new(const struct vcx_impair_rule *rule);
void vcx_impair_free(struct vcx_impair *imp);

/**
 * vcx_impair_put() - a frame is sent
 * @imp: the wire
 * @frame: copied
 * @len: bytes
 * @now: nanoseconds of any clock that never goes back
 * @note: filled with what becomes of it, as "frame 17 lost by --impair"
 */
void vcx_impair_put(struct vcx_impair *imp, const uint8_t *frame, size_t len, uint64_t now,
		    char note[static VCX_IMPAIR_NOTE]);

/**
 * vcx_impair_arrive() - hand out frames that have arrived
 * @imp: the wire
 * @now: as above
 * @max: so many at most
 * @arrived: called with each; may not put frames
 * @ctx: handed to @arrived
 */
void vcx_impair_arrive(struct vcx_impair *imp, uint64_t now, unsigned int max,
		       void (*arrived)(void *ctx, const uint8_t *frame, size_t len), void *ctx);

/* Return: when the next frame arrives, UINT64_MAX: none is on the way */
uint64_t vcx_impair_deadline(const struct vcx_impair *imp);
/* Return: bytes that are on the way */
size_t vcx_impair_waiting(const struct vcx_impair *imp);
struct vcx_impair_stats vcx_impair_stats(const struct vcx_impair *imp);

#endif
