// SPDX-License-Identifier: GPL-2.0-only
/* Toeplitz and XOR8 over the tuple of a packet. */
#include "vconnectx/card/net/hash.h"

#include <string.h>

static void add_pair(struct vcx_tuple *tuple, const uint8_t *src, const uint8_t *dst, size_t len,
		     unsigned int fields, bool symmetric)
{
	const unsigned int both = VCX_HASH_SRC_IP | VCX_HASH_DST_IP;
	uint8_t *to = tuple->bytes + tuple->len;

	if (symmetric && fields == both) {
		for (size_t i = 0; i < len; i++) {
			to[i] = src[i] | dst[i];
			to[len + i] = src[i] ^ dst[i];
		}
		tuple->len += 2 * len;
		return;
	}
	if (fields & VCX_HASH_SRC_IP) {
		memcpy(to, src, len);
		to += len;
		tuple->len += len;
	}
	if (fields & VCX_HASH_DST_IP) {
		memcpy(to, dst, len);
		tuple->len += len;
	}
}

void vcx_tuple_of(struct vcx_tuple *tuple, const struct vcx_packet *pkt, unsigned int fields,
		  bool symmetric)
{
	const unsigned int ips = VCX_HASH_SRC_IP | VCX_HASH_DST_IP;
	const unsigned int ports = VCX_HASH_SPORT | VCX_HASH_DPORT;

	*tuple = (struct vcx_tuple){ 0 };
	if (!pkt->ip_version)
		return;
	tuple->fields = fields & ips;
	add_pair(tuple, pkt->data + pkt->src, pkt->data + pkt->dst, pkt->addr_len, fields & ips,
		 symmetric);
	if (pkt->l4_type == VCX_L4_NONE)
		return;
	tuple->fields |= fields & ports;
	/* the bits that select ports are two positions above those that select addresses */
	add_pair(tuple, pkt->data + pkt->l4, pkt->data + pkt->l4 + 2, 2, (fields & ports) >> 2,
		 symmetric);
}

uint32_t vcx_toeplitz(const uint8_t key[VCX_HASH_KEY], const uint8_t *data, size_t len)
{
	uint32_t window = (uint32_t)key[0] << 24 | (uint32_t)key[1] << 16 | (uint32_t)key[2] << 8 |
			  key[3];
	uint32_t hash = 0;

	for (size_t i = 0; i < len; i++) {
		for (int bit = 7; bit >= 0; bit--) {
			if (data[i] >> bit & 1)
				hash ^= window;
			window = window << 1 | (key[i + 4] >> bit & 1);
		}
	}
	return hash;
}

uint8_t vcx_xor8(const uint8_t *data, size_t len)
{
	uint8_t hash = 0;

	for (size_t i = 0; i < len; i++)
		hash ^= data[i];
	return hash;
}
