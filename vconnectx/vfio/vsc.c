// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/vsc.h"

#include <linux/pci_regs.h>

/* lib/pci_vsc.c of the driver */
enum {
	VSC_CTRL = 0x4,	   /* the address space, and a bit that is set if it exists */
	VSC_COUNTER = 0x8, /* a number that is unique to each acquisition */
	VSC_LOCK = 0xc,
	VSC_ADDR = 0x10,
	VSC_DATA = 0x14,
};

#define SPACE_MASK	0xffffu
#define SPACE_OK	(1u << 29)
#define ADDR_FLAG	(1u << 31) /* written: start a write; read back: a read has completed */
#define ADDR_MASK	((1u << 30) - 1)
#define SPACE_SEMAPHORE 0xau /* mlx5_core.h: MLX5_SEMAPHORE_SPACE_DOMAIN */

static uint32_t get(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put(uint8_t *at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

void vsc_power_on(uint8_t *regs)
{
	regs[PCI_CAP_FLAGS] = VSC_SIZE;
	put(regs + VSC_COUNTER, 1);
}

/* a write acquires a semaphore that is free; writing zero releases it */
static uint32_t take(uint32_t held, uint32_t value)
{
	return held && value ? held : value;
}

static void set_space(uint8_t *regs, uint32_t value)
{
	uint32_t space = value & SPACE_MASK;

	put(regs + VSC_CTRL, space | (space == SPACE_SEMAPHORE ? SPACE_OK : 0));
}

static void start(struct vsc *vsc, uint8_t *regs, uint32_t value)
{
	uint32_t at = value & ADDR_MASK, *semaphore = NULL;

	if ((get(regs + VSC_CTRL) & SPACE_OK) && at < VSC_SEMAPHORES)
		semaphore = &vsc->semaphore[at];
	if (value & ADDR_FLAG) {
		if (semaphore)
			*semaphore = take(*semaphore, get(regs + VSC_DATA));
		put(regs + VSC_ADDR, at);
	} else {
		put(regs + VSC_DATA, semaphore ? *semaphore : 0);
		put(regs + VSC_ADDR, at | ADDR_FLAG);
	}
}

void vsc_write(struct vsc *vsc, uint8_t *regs, size_t off, const uint8_t *from, size_t len)
{
	uint32_t counter = get(regs + VSC_COUNTER);
	uint32_t value;

	if (len != 4)
		return;
	value = get(from);
	switch (off) {
	case VSC_CTRL:
		set_space(regs, value);
		break;
	case VSC_LOCK:
		put(regs + VSC_LOCK, take(get(regs + VSC_LOCK), value));
		break;
	case VSC_ADDR:
		start(vsc, regs, value);
		break;
	case VSC_DATA:
		put(regs + VSC_DATA, value);
		break;
	default:
		return;
	}
	put(regs + VSC_COUNTER, counter + 1 ? counter + 1 : 1);
}
