/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The RSS hash of a flow. It is implemented independently of the virtual card, so that the
 * two implementations can be compared.
 */
#ifndef WORKLOADS_RSS_HASH_H
#define WORKLOADS_RSS_HASH_H

#include <linux/ethtool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/rxh.h"

/* two IPv6 addresses and two ports */
#define RSS_INPUT_MAX 36

/* A flow between two endpoints, with addresses and ports in network byte order. */
struct rss_flow {
	/* 4 or 16 */
	size_t address_size;
	uint8_t src[16];
	uint8_t dst[16];
	uint8_t sport[2];
	uint8_t dport[2];
};

/*
 * Concatenates the selected fields (RXH_*) of a flow: source address, destination address, source
 * port and destination port. With a transformation (RXH_XFRM_*), a pair of which both members are
 * selected yields the same bytes for both directions.
 * Returns the number of bytes.
 */
size_t rss_input(uint8_t input[RSS_INPUT_MAX], const struct rss_flow *flow, __u64 fields,
		 uint8_t transformation);

/*
 * The Toeplitz hash: the exclusive or, over all set input bits, of the 32 bits of the key that
 * begin at the position of the input bit. Bits beyond the end of the key are 0.
 */
uint32_t rss_toeplitz(const uint8_t *key, size_t key_size, const uint8_t *input, size_t size);

/* The exclusive or of all bytes. */
uint32_t rss_xor(const uint8_t *input, size_t size);

#endif
