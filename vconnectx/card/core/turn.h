/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns bound the work that a guest can cause at a time.
 *
 * One thread serves the guest, the wire, the control socket and signals.  Each call into
 * the device is a turn.  Work that remains at the end of a turn continues in a later turn,
 * after work that is already waiting: see vcx_timer_soon().
 */
#ifndef VCX_TURN_H
#define VCX_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

#define VCX_TURN_NS    2000000ull /* longest turn, exceeded by at most one item */
#define VCX_TURN_WORK  (4u << 20) /* bytes and items of a turn */
#define VCX_TURN_ITEM  4096u	  /* cost of an item: a WQE, a frame, a delivery or a command */
#define VCX_TURN_STEPS (1u << 20) /* KLM entries walked for one item */

/**
 * struct vcx_turn - the current turn
 * @end_ns: end of the turn, unless @left reaches 0 first
 * @left: remaining part of VCX_TURN_WORK
 */
struct vcx_turn {
	uint64_t end_ns;
	uint32_t left;
};

void vcx_turn_begin(struct vcx_dev *dev);

/* account for an item with @bytes of data */
void vcx_turn_spend(struct vcx_dev *dev, size_t bytes);

/* Return: whether the turn is over; remaining work is then left for later turns */
bool vcx_turn_over(const struct vcx_dev *dev);

#endif
