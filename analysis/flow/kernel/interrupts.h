/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupts of the devices that a driver has. */
#ifndef MLX5TRACE_FLOW_INTERRUPTS_H
#define MLX5TRACE_FLOW_INTERRUPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/base/vec.h"

struct flow_interrupts {
	MT_VEC(unsigned int) list; /* in order, each once */
};

/* @sys: /sys or a copy; more of them may be added. */
void flow_interrupts_find(struct flow_interrupts *i, const char *sys, const char *module);
void flow_interrupts_free(struct flow_interrupts *i);

/*
 * The thread of one of them is called "irq/NUMBER-NAME": its number, -1 where @comm is
 * no such name.
 */
int flow_interrupts_thread(const char *comm);
bool flow_interrupts_has(const struct flow_interrupts *i, int number);

/* As an event filter of the field "irq"; false: there are none, or no room for all. */
bool flow_interrupts_filter(const struct flow_interrupts *i, char *text, size_t size);

#endif
