/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Non-volatile configuration.
 */
#ifndef VCX_REG_NV_H
#define VCX_REG_NV_H

#include <stdbool.h>
#include <stdint.h>

#define VCX_NV_ITEMS 5
#define VCX_NV_SIZE  20 /* bytes of the longest item */

struct vcx_dev;

/**
 * struct vcx_nv - items of register MNVDA, in the order of the table in reg_nv.c
 * @next: written values, which take effect at the next reset
 * @current: values that took effect at the last reset
 */
struct vcx_nv {
	uint8_t next[VCX_NV_ITEMS][VCX_NV_SIZE];
	uint8_t current[VCX_NV_ITEMS][VCX_NV_SIZE];
};

bool vcx_nv_new(struct vcx_dev *dev);
void vcx_nv_free(struct vcx_dev *dev);

/* put the written values into effect */
void vcx_nv_reset(struct vcx_dev *dev);

#endif
