/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port and the vport behind it: what a frame passes between the wire and
 * the queues.
 */
#ifndef VCX_FRAME_H
#define VCX_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/**
 * vcx_frame_send() - a queue sends a frame
 * @dev: the device
 * @frame: at least an Ethernet header, at most VCX_WIRE_MAX bytes; gone when
 *	this returns
 * @len: bytes, without FCS
 * @sqn: the queue
 * @prio: priority, less than VCX_NR_PRIOS
 *
 * What is for the vport itself, and may be looped, never reaches the wire.
 */
void vcx_frame_send(struct vcx_dev *dev, const uint8_t *frame, size_t len, uint32_t sqn,
		    unsigned int prio);

/* a frame comes from the wire; see vcx_dev_receive() */
void vcx_frame_receive(struct vcx_dev *dev, const uint8_t *frame, size_t len);

#endif
