/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UAR pages: doorbells.
 */
#ifndef VCX_UAR_H
#define VCX_UAR_H

#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/**
 * vcx_uar_write() - handle a guest write to a UAR page
 * @dev: the device
 * @uar: number of the page
 * @off: offset within it
 * @buf: data written
 * @len: length of @buf
 *
 * Return: 0, or -EINVAL for an address without a doorbell.
 */
int vcx_uar_write(struct vcx_dev *dev, uint32_t uar, uint32_t off, const uint8_t *buf, size_t len);

#endif
