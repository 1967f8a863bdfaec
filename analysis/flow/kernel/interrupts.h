/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupts of the devices bound to a driver. */
#ifndef MLX5TRACE_FLOW_INTERRUPTS_H
#define MLX5TRACE_FLOW_INTERRUPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/base/vec.h"

struct flow_interrupts {
	MT_VEC(unsigned int) list; /* sorted, without duplicates */
};

/* Add the interrupts of @module. @sys is /sys or a copy of it. */
void flow_interrupts_find(struct flow_interrupts *i, const char *sys, const char *module);
void flow_interrupts_free(struct flow_interrupts *i);

/*
 * Returns the interrupt number in the name of an interrupt thread, "irq/NUMBER-NAME", or -1 for
 * any other @comm.
 */
int flow_interrupts_thread(const char *comm);
bool flow_interrupts_has(const struct flow_interrupts *i, int number);

/* Write an event filter on the field "irq". False if there is no interrupt or no space. */
bool flow_interrupts_filter(const struct flow_interrupts *i, char *text, size_t size);

#endif
