// SPDX-License-Identifier: GPL-2.0-only
/* Fate of frames on an impaired wire, and the queue of frames in flight. */
#include "vconnectx/card/net/impair.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_US 1000u

/* random numbers that are drawn for each frame, whether or not the rule uses them */
enum draw { DRAW_LOSS, DRAW_DUPLICATE, DRAW_REORDER, DRAW_JITTER, NR_DRAWS };

struct waiting {
	struct waiting *next;
	uint64_t due;
	size_t len;
	uint8_t frame[];
};

/**
 * struct vcx_impair - a wire
 * @rule: impairment rule
 * @stats: counters
 * @head: frames in flight, in order of arrival
 * @tail: link of the last frame
 * @last_due: arrival time of the last delayed frame
 * @bytes: size of the frames in flight
 */
struct vcx_impair {
	struct vcx_impair_rule rule;
	struct vcx_impair_stats stats;
	struct waiting *head;
	struct waiting **tail;
	uint64_t last_due;
	size_t bytes;
};

/*
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014).  Its state is a counter, which gives random access to the
 * sequence.
 */
static uint64_t splitmix64(uint64_t seed, uint64_t n)
{
	uint64_t z = seed + n * 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Return: a random number below @limit, which has at most 32 bits */
static uint32_t draw(const struct vcx_impair_rule *rule, uint64_t number, enum draw what,
		     uint64_t limit)
{
	uint64_t upper = splitmix64(rule->seed, number * NR_DRAWS + what) >> 32;

	return (uint32_t)(upper * limit >> 32);
}

struct vcx_impair_fate vcx_impair_fate(const struct vcx_impair_rule *rule, uint64_t number)
{
	return (struct vcx_impair_fate){
		.lost = draw(rule, number, DRAW_LOSS, VCX_IMPAIR_ALL) < rule->loss,
		.twice = draw(rule, number, DRAW_DUPLICATE, VCX_IMPAIR_ALL) < rule->duplicate,
		.ahead = draw(rule, number, DRAW_REORDER, VCX_IMPAIR_ALL) < rule->reorder,
		.late_us = rule->delay_us + draw(rule, number, DRAW_JITTER, rule->jitter_us + 1ull),
	};
}

struct vcx_impair *vcx_impair_new(const struct vcx_impair_rule *rule)
{
	struct vcx_impair *imp = calloc(1, sizeof(*imp));

	if (!imp)
		return NULL;
	imp->rule = *rule;
	imp->tail = &imp->head;
	return imp;
}

static struct waiting *take(struct vcx_impair *imp)
{
	struct waiting *w = imp->head;

	imp->head = w->next;
	if (!imp->head)
		imp->tail = &imp->head;
	imp->bytes -= w->len;
	return w;
}

void vcx_impair_free(struct vcx_impair *imp)
{
	if (!imp)
		return;
	while (imp->head)
		free(take(imp));
	free(imp);
}

/* insert a copy of a frame before those that are due later; Return: false if it does not fit */
static bool enqueue(struct vcx_impair *imp, const uint8_t *frame, size_t len, uint64_t due)
{
	struct waiting **at = imp->tail, *w;

	if (imp->bytes + len > (size_t)imp->rule.queue_kb << 10)
		return false;
	w = malloc(sizeof(*w) + len);
	if (!w)
		return false;
	*w = (struct waiting){ .due = due, .len = len };
	memcpy(w->frame, frame, len);
	if (due < imp->last_due) {
		for (at = &imp->head; *at && (*at)->due <= due;)
			at = &(*at)->next;
	}
	w->next = *at;
	*at = w;
	if (!w->next)
		imp->tail = &w->next;
	imp->bytes += len;
	return true;
}

__attribute__((format(printf, 3, 4))) static void write_note(char *note, uint64_t number,
							     const char *fmt, ...)
{
	int n = snprintf(note, VCX_IMPAIR_NOTE, "frame %" PRIu64, number);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(note + n, VCX_IMPAIR_NOTE - (size_t)n, fmt, ap);
	va_end(ap);
}

/* arrival time of a frame; delayed frames keep their order */
static uint64_t arrival(struct vcx_impair *imp, const struct vcx_impair_fate *fate, uint64_t now)
{
	uint64_t due = now + (uint64_t)fate->late_us * NS_PER_US;

	if (fate->ahead)
		return now;
	if (due < imp->last_due)
		due = imp->last_due;
	imp->last_due = due;
	return due;
}

void vcx_impair_put(struct vcx_impair *imp, const uint8_t *frame, size_t len, uint64_t now,
		    char note[static VCX_IMPAIR_NOTE])
{
	struct vcx_impair_stats *stats = &imp->stats;
	uint64_t number = ++stats->frames, due;
	struct vcx_impair_fate fate = vcx_impair_fate(&imp->rule, number);
	bool overtakes;

	if (fate.lost) {
		stats->lost++;
		write_note(note, number, " lost by --impair");
		return;
	}
	due = arrival(imp, &fate, now);
	if (!enqueue(imp, frame, len, due)) {
		stats->overflow++;
		write_note(note, number, " lost by --impair: queue full");
		return;
	}
	overtakes = fate.ahead && due < imp->last_due;
	fate.twice = fate.twice && enqueue(imp, frame, len, due);
	stats->reordered += overtakes;
	stats->duplicated += fate.twice;
	stats->delayed += due > now;
	if (due > now)
		write_note(note, number, ", %" PRIu64 " us late%s", (due - now) / NS_PER_US,
			   fate.twice ? ", twice" : "");
	else
		write_note(note, number, "%s%s", overtakes ? ", ahead of others" : "",
			   fate.twice ? ", twice" : "");
}

void vcx_impair_arrive(struct vcx_impair *imp, uint64_t now, unsigned int max,
		       void (*arrived)(void *ctx, const uint8_t *frame, size_t len), void *ctx)
{
	while (max-- && imp->head && imp->head->due <= now) {
		struct waiting *w = take(imp);

		arrived(ctx, w->frame, w->len);
		free(w);
	}
}

uint64_t vcx_impair_deadline(const struct vcx_impair *imp)
{
	return imp->head ? imp->head->due : UINT64_MAX;
}

size_t vcx_impair_waiting(const struct vcx_impair *imp)
{
	return imp->bytes;
}

struct vcx_impair_stats vcx_impair_stats(const struct vcx_impair *imp)
{
	return imp->stats;
}
