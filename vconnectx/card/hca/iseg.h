/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The init segment, the first part of BAR 0.
 */
#ifndef VCX_ISEG_H
#define VCX_ISEG_H

#include <stdint.h>

struct vcx_dev;

/* 32-bit words at 4-byte aligned offsets */
uint32_t vcx_iseg_read(struct vcx_dev *dev, uint32_t off);
void vcx_iseg_write(struct vcx_dev *dev, uint32_t off, uint32_t value);

#endif
