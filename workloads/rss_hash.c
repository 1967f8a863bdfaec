// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/rss_hash.h"

#include <stdbool.h>
#include <string.h>

/* Returns the number of bytes. */
static size_t put_pair(uint8_t *to, const uint8_t *src, const uint8_t *dst, size_t size,
		       bool take_src, bool take_dst, uint8_t transformation)
{
	size_t len = 0;

	if (take_src && take_dst && transformation) {
		for (size_t i = 0; i < size; i++) {
			to[i] = src[i] ^ dst[i];
			to[size + i] = src[i] ^ dst[i];
			if (transformation & RXH_XFRM_SYM_OR_XOR)
				to[i] = src[i] | dst[i];
		}
		return 2 * size;
	}
	if (take_src) {
		memcpy(to, src, size);
		len = size;
	}
	if (take_dst) {
		memcpy(to + len, dst, size);
		len += size;
	}
	return len;
}

size_t rss_input(uint8_t input[RSS_INPUT_MAX], const struct rss_flow *flow, __u64 fields,
		 uint8_t transformation)
{
	size_t len = put_pair(input, flow->src, flow->dst, flow->address_size, fields & RXH_IP_SRC,
			      fields & RXH_IP_DST, transformation);

	return len + put_pair(input + len, flow->sport, flow->dport, 2, fields & RXH_L4_B_0_1,
			      fields & RXH_L4_B_2_3, transformation);
}

static unsigned int bit_of(const uint8_t *bytes, size_t size, size_t bit)
{
	return bit / 8 < size ? bytes[bit / 8] >> (7 - bit % 8) & 1 : 0;
}

uint32_t rss_toeplitz(const uint8_t *key, size_t key_size, const uint8_t *input, size_t size)
{
	uint32_t hash = 0;

	for (size_t bit = 0; bit < 8 * size; bit++) {
		if (!bit_of(input, size, bit))
			continue;
		for (size_t i = 0; i < 32; i++)
			hash ^= (uint32_t)bit_of(key, key_size, bit + i) << (31 - i);
	}
	return hash;
}

uint32_t rss_xor(const uint8_t *input, size_t size)
{
	uint8_t hash = 0;

	for (size_t i = 0; i < size; i++)
		hash ^= input[i];
	return hash;
}
