/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where frames go that the guest sends.
 */
#ifndef VCX_WIRE_H
#define VCX_WIRE_H

#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

#define VCX_FRAME_MAX	(256u << 10)	/* LSO: 1 << max_lso_cap */

/**
 * struct vcx_frame - what one SEND WQE asks for
 * @data: headers and payload, before segmentation
 * @len: bytes
 * @mss: payload bytes of each segment for LSO, 0 for none
 * @headers: header bytes to repeat in each segment
 */
struct vcx_frame {
	const uint8_t *data;
	size_t len;
	uint16_t mss;
	uint16_t headers;
};

/**
 * struct vcx_wire - a backend
 * @send: takes a frame; it is gone when this returns
 */
struct vcx_wire {
	void (*send)(struct vcx_dev *dev, const struct vcx_frame *frame);
};

/* a wire with nothing at the other end that answers: frames are counted */
void vcx_wire_init(struct vcx_wire *wire);

#endif
