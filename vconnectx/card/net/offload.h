/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transmit offloads: checksums and segmentation.  Pure functions.
 */
#ifndef VCX_OFFLOAD_H
#define VCX_OFFLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_WIRE_MAX	 16384u /* bytes of a frame on the wire, without FCS */
#define VCX_SEGMENTS_MAX 8192u	/* maximum for one WQE */

/**
 * struct vcx_offload - offloads requested by a send WQE
 * @mss: payload bytes of each segment; 0 for no segmentation
 * @headers: bytes of headers, which are repeated in each segment
 * @l3_csum: write the IPv4 checksum
 * @l4_csum: write the checksum of TCP or UDP
 * @next: first segment to emit; set to the first segment not emitted, or 0
 */
struct vcx_offload {
	uint16_t mss;
	uint16_t headers;
	bool l3_csum;
	bool l4_csum;
	uint32_t next;
};

/**
 * vcx_offload() - build the frames to transmit
 * @data: headers and payload; checksums are written into it
 * @len: bytes, at least an Ethernet header
 * @what: requested offloads
 * @emit: called with each frame, in order, until it returns false
 * @ctx: argument of @emit
 *
 * Return: 0; -EMSGSIZE, with nothing emitted, if a frame is longer than VCX_WIRE_MAX
 * or there are too many frames; -EINVAL for segmentation without headers.
 */
int vcx_offload(uint8_t *data, size_t len, struct vcx_offload *what,
		bool (*emit)(void *ctx, const uint8_t *frame, size_t len), void *ctx);

#endif
