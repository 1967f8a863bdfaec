/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RSS hash functions for RQ tables.  Pure functions.
 */
#ifndef VCX_HASH_H
#define VCX_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vconnectx/card/net/packet.h"

#define VCX_HASH_KEY  40u /* bytes */
#define VCX_TUPLE_MAX 36u /* two IPv6 addresses, two ports */

/* rx_hash_field_select.selected_fields: en.h, MLX5_HASH_FIELD_SEL_* */
enum {
	VCX_HASH_SRC_IP = 1 << 0,
	VCX_HASH_DST_IP = 1 << 1,
	VCX_HASH_SPORT = 1 << 2,
	VCX_HASH_DPORT = 1 << 3,
};

/**
 * struct vcx_tuple - input of the hash
 * @bytes: selected fields: addresses, then ports
 * @len: length of @bytes
 * @fields: VCX_HASH_* of the fields that are present in the packet and in @bytes
 */
struct vcx_tuple {
	uint8_t bytes[VCX_TUPLE_MAX];
	size_t len;
	unsigned int fields;
};

/**
 * vcx_tuple_of() - extract the selected fields of a packet
 * @tuple: filled in; empty when the packet is not IP
 * @pkt: the packet; a fragment has no ports
 * @fields: VCX_HASH_*
 * @symmetric: make the result independent of the direction: if source a and
 *	destination b are both selected, they are replaced by a | b and a ^ b, as in
 *	ethtool's RXH_XFRM_SYM_OR_XOR
 */
void vcx_tuple_of(struct vcx_tuple *tuple, const struct vcx_packet *pkt, unsigned int fields,
		  bool symmetric);

/* @len: at most VCX_TUPLE_MAX, because the key is not longer */
uint32_t vcx_toeplitz(const uint8_t key[VCX_HASH_KEY], const uint8_t *data, size_t len);
/* exclusive or of all bytes */
uint8_t vcx_xor8(const uint8_t *data, size_t len);

#endif
