/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vendor-specific capability of a ConnectX: a gateway to address spaces of the card, of
 * which only the semaphore space is modelled.  The driver holds the gateway's semaphore
 * while it uses the gateway, and acquires a semaphore in the semaphore space before it
 * resets the card.
 */
#ifndef VCX_VSC_H
#define VCX_VSC_H

#include <stddef.h>
#include <stdint.h>

#define VSC_SIZE 0x18u /* including the header of the capability */

#define VSC_SEMAPHORES 64u

struct vsc {
	uint32_t semaphore[VSC_SEMAPHORES];
};

/* vsc_power_on() - initialise the registers, VSC_SIZE bytes from the start of the capability */
void vsc_power_on(uint8_t *regs);

/**
 * vsc_write() - write to the registers; only aligned writes of 4 bytes have an effect
 * @regs: registers, as they are read
 * @off: offset from the start of the capability
 * @from: value, little endian
 * @len: number of bytes
 */
void vsc_write(struct vsc *vsc, uint8_t *regs, size_t off, const uint8_t *from, size_t len);

#endif
