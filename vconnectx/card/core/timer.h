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
 * @list: list that contains the timer; NULL when the timer is not pending
 * @prev: list link
 * @next: list link
 * @deadline: CLOCK_MONOTONIC nanoseconds
 * @fn: called once, after the timer has been removed from the list
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

/* start a timer, or change its deadline */
void vcx_timer_set(struct vcx_dev *dev, struct vcx_timer *timer, uint64_t deadline);
/* continue work in a later turn, after the timers that are already ready */
void vcx_timer_soon(struct vcx_dev *dev, struct vcx_timer *timer);
void vcx_timer_cancel(struct vcx_timer *timer);

static inline bool vcx_timer_pending(const struct vcx_timer *timer)
{
	return timer->list;
}

/* Return: the earliest deadline, or UINT64_MAX when no timer is pending */
uint64_t vcx_timers_deadline(const struct vcx_timers *timers);
/*
 * Run the timers that are due at @now, at least one, until the turn is over.  Timers set by
 * the functions of these timers are not run.
 */
void vcx_timers_run(struct vcx_dev *dev, uint64_t now);

#endif
