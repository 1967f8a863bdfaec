// SPDX-License-Identifier: GPL-2.0-only
/* An unsorted list: few timers are pending at any time. */
#include "vconnectx/card/core/timer.h"

#include <stddef.h>

#include "vconnectx/card/core/dev.h"

static void timer_link(struct vcx_timer **head, struct vcx_timer *timer)
{
	timer->next = *head;
	timer->prev = head;
	if (timer->next)
		timer->next->prev = &timer->next;
	*head = timer;
}

void vcx_timer_cancel(struct vcx_timer *timer)
{
	if (!timer->prev)
		return;
	*timer->prev = timer->next;
	if (timer->next)
		timer->next->prev = timer->prev;
	timer->prev = NULL;
	timer->next = NULL;
}

void vcx_timer_set(struct vcx_dev *dev, struct vcx_timer *timer, uint64_t deadline)
{
	vcx_timer_cancel(timer);
	timer->deadline = deadline;
	timer_link(&dev->timers.head, timer);
}

uint64_t vcx_timers_deadline(const struct vcx_timers *timers)
{
	uint64_t first = UINT64_MAX;

	for (const struct vcx_timer *t = timers->head; t; t = t->next)
		if (t->deadline < first)
			first = t->deadline;
	return first;
}

void vcx_timers_run(struct vcx_dev *dev, uint64_t now)
{
	struct vcx_timer *due = NULL;
	struct vcx_timer *timer = dev->timers.head;

	/* a timer function may set, cancel or free others: work on a list of
	 * its own, from which cancelling unlinks as well
	 */
	while (timer) {
		struct vcx_timer *next = timer->next;

		if (timer->deadline <= now) {
			vcx_timer_cancel(timer);
			timer_link(&due, timer);
		}
		timer = next;
	}
	while (due) {
		timer = due;
		vcx_timer_cancel(timer);
		timer->fn(dev, timer);
	}
}
