// SPDX-License-Identifier: GPL-2.0-only
/*
 * There are two lists: timers that wait for their deadline, which are usually few, and timers
 * that are ready, which run in order.
 */
#include "vconnectx/card/core/timer.h"

#include <stddef.h>

#include "vconnectx/card/core/dev.h"

static void link_last(struct vcx_timer_list *list, struct vcx_timer *timer)
{
	timer->list = list;
	timer->next = NULL;
	timer->prev = list->last;
	if (list->last)
		list->last->next = timer;
	else
		list->first = timer;
	list->last = timer;
	list->nr++;
}

void vcx_timer_cancel(struct vcx_timer *timer)
{
	struct vcx_timer_list *list = timer->list;

	if (!list)
		return;
	if (timer->prev)
		timer->prev->next = timer->next;
	else
		list->first = timer->next;
	if (timer->next)
		timer->next->prev = timer->prev;
	else
		list->last = timer->prev;
	list->nr--;
	timer->list = NULL;
}

void vcx_timer_set(struct vcx_dev *dev, struct vcx_timer *timer, uint64_t deadline)
{
	vcx_timer_cancel(timer);
	timer->deadline = deadline;
	link_last(&dev->timers.waiting, timer);
}

void vcx_timer_soon(struct vcx_dev *dev, struct vcx_timer *timer)
{
	if (timer->list == &dev->timers.ready)
		return;
	vcx_timer_cancel(timer);
	link_last(&dev->timers.ready, timer);
}

uint64_t vcx_timers_deadline(const struct vcx_timers *timers)
{
	uint64_t first = UINT64_MAX;

	if (timers->ready.first)
		return 0;
	for (const struct vcx_timer *t = timers->waiting.first; t; t = t->next)
		if (t->deadline < first)
			first = t->deadline;
	return first;
}

void vcx_timers_run(struct vcx_dev *dev, uint64_t now)
{
	struct vcx_timers *timers = &dev->timers;
	struct vcx_timer *timer = timers->waiting.first;

	while (timer) {
		struct vcx_timer *next = timer->next;

		if (timer->deadline <= now)
			vcx_timer_soon(dev, timer);
		timer = next;
	}
	/* a function may set, cancel or free any timer; a timer set by it runs in the next call */
	for (size_t nr = timers->ready.nr; nr && timers->ready.first; nr--) {
		timer = timers->ready.first;
		vcx_timer_cancel(timer);
		timer->fn(dev, timer);
		if (vcx_turn_over(dev))
			break;
	}
}
