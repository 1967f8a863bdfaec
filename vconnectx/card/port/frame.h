/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data path through port and vport, between the wire and the queues.
 */
#ifndef VCX_FRAME_H
#define VCX_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/**
 * vcx_frame_send() - transmit a frame of a queue
 * @dev: the device
 * @frame: at least an Ethernet header, at most VCX_WIRE_MAX bytes; not
 *	referenced after return
 * @len: bytes, without FCS
 * @sqn: number of the queue
 * @prio: priority, less than VCX_NR_PRIOS
 *
 * If loopback is allowed, a frame to the vport itself is looped back and does not reach
 * the wire.
 */
void vcx_frame_send(struct vcx_dev *dev, const uint8_t *frame, size_t len, uint32_t sqn,
		    unsigned int prio);

/* receive a frame from the wire; see vcx_dev_receive() */
void vcx_frame_receive(struct vcx_dev *dev, const uint8_t *frame, size_t len);

#endif
