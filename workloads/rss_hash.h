/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The RSS hash of a flow, implemented independently of the virtual card, so that the two
 * can be compared.
 */
#ifndef WORKLOADS_RSS_HASH_H
#define WORKLOADS_RSS_HASH_H

#include <linux/ethtool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/rxh.h"

/* two IPv6 addresses and two ports */
#define RSS_INPUT_MAX 36

/* A flow between two endpoints; addresses and ports are in network byte order. */
struct rss_flow {
	/* 4 or 16 */
	size_t address_size;
	uint8_t src[16];
	uint8_t dst[16];
	uint8_t sport[2];
	uint8_t dport[2];
};

/*
 * Concatenates the fields (RXH_*) of a flow: source and destination address, source and
 * destination port. With a transformation (RXH_XFRM_*) a pair with both members selected
 * becomes equal for both directions.
 * Returns the number of bytes.
 */
size_t rss_input(uint8_t input[RSS_INPUT_MAX], const struct rss_flow *flow, __u64 fields,
		 uint8_t transformation);

/*
 * Toeplitz hash: exclusive or of the 32 key bits starting at the position of each set
 * input bit. Bits beyond the key are 0.
 */
uint32_t rss_toeplitz(const uint8_t *key, size_t key_size, const uint8_t *input, size_t size);

/* Exclusive or of all bytes. */
uint32_t rss_xor(const uint8_t *input, size_t size);

#endif
