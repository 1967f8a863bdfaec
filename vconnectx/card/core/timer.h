/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One-shot timers of a device, run by vcx_dev_run_timers().
 */
#ifndef VCX_TIMER_H
#define VCX_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/**
 * struct vcx_timer - embedded in its owner
 * @list: list it is in; NULL when not pending
 * @prev: list link
 * @next: list link
 * @deadline: CLOCK_MONOTONIC nanoseconds
 * @fn: called once, after removal of the timer from the list
 */
struct vcx_timer {
	struct vcx_timer_list *list;
	struct vcx_timer *prev;
	struct vcx_timer *next;
	uint64_t deadline;
	void (*fn)(struct vcx_dev *dev, struct vcx_timer *timer);
};

struct vcx_timer_list {
	struct vcx_timer *first;
	struct vcx_timer *last;
	size_t nr;
};

/**
 * struct vcx_timers - the timers of a device
 * @waiting: not yet due
 * @ready: due, or with work to be continued, in FIFO order
 */
struct vcx_timers {
	struct vcx_timer_list waiting;
	struct vcx_timer_list ready;
};

/* start, or change the deadline */
void vcx_timer_set(struct vcx_dev *dev, struct vcx_timer *timer, uint64_t deadline);
/* continue work in a later turn, after all that is ready already */
void vcx_timer_soon(struct vcx_dev *dev, struct vcx_timer *timer);
void vcx_timer_cancel(struct vcx_timer *timer);

static inline bool vcx_timer_pending(const struct vcx_timer *timer)
{
	return timer->list;
}

/* Return: earliest deadline, UINT64_MAX when nothing is pending */
uint64_t vcx_timers_deadline(const struct vcx_timers *timers);
/*
 * Run the timers due at @now until the turn is over, at least one; those set by their
 * functions are not run.
 */
void vcx_timers_run(struct vcx_dev *dev, uint64_t now);

#endif
