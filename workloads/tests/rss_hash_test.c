// SPDX-License-Identifier: GPL-2.0-only
/* Compares the hash with the RSS test vectors that Microsoft published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <string.h>

#include "workloads/rss_hash.h"

#define IPS   (RXH_IP_SRC | RXH_IP_DST)
#define PORTS (RXH_L4_B_0_1 | RXH_L4_B_2_3)

static const uint8_t key[40] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
	0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
	0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

/* "Verifying the RSS Hash Calculation", with addresses alone and with ports */
static const struct vector {
	const char *src, *dst;
	uint16_t sport, dport;
	uint32_t addresses, all;
} vectors[] = {
	{ "66.9.149.187", "161.142.100.80", 2794, 1766, 0x323e8fc2, 0x51ccc178 },
	{ "199.92.111.2", "65.69.140.83", 14230, 4739, 0xd718262a, 0xc626b0ea },
	{ "24.19.198.95", "12.22.207.184", 12898, 38024, 0xd2d0a5de, 0x5c2b394a },
	{ "38.27.205.30", "209.142.163.6", 48228, 2217, 0x82989176, 0xafc7327f },
	{ "153.39.163.191", "202.188.127.2", 44251, 1303, 0x5d1809c5, 0x10e828a2 },
	{ "3ffe:2501:200:1fff::7", "3ffe:2501:200:3::1", 2794, 1766, 0x2cc18cd5, 0x40207d3d },
	{ "3ffe:501:8::260:97ff:fe40:efab", "ff02::1", 14230, 4739, 0x0f0c461c, 0xdde51bbf },
	{ "3ffe:1900:4545:3:200:f8ff:fe21:67cf", "fe80::200:f8ff:fe21:67cf", 44251, 38024,
	  0x4b61e985, 0x02d1feef },
};

#define NVECTORS (sizeof(vectors) / sizeof(vectors[0]))

static struct rss_flow flow_of(const struct vector *v)
{
	int family = strchr(v->src, ':') ? AF_INET6 : AF_INET;
	struct rss_flow flow = {
		.address_size = family == AF_INET ? 4 : 16,
		.sport = { (uint8_t)(v->sport >> 8), (uint8_t)v->sport },
		.dport = { (uint8_t)(v->dport >> 8), (uint8_t)v->dport },
	};

	assert_int_equal(inet_pton(family, v->src, flow.src), 1);
	assert_int_equal(inet_pton(family, v->dst, flow.dst), 1);
	return flow;
}

static struct rss_flow back(const struct rss_flow *flow)
{
	struct rss_flow other = *flow;

	memcpy(other.src, flow->dst, sizeof(other.src));
	memcpy(other.dst, flow->src, sizeof(other.dst));
	memcpy(other.sport, flow->dport, sizeof(other.sport));
	memcpy(other.dport, flow->sport, sizeof(other.dport));
	return other;
}

static uint32_t hash(const struct rss_flow *flow, __u64 fields, uint8_t transformation)
{
	uint8_t input[RSS_INPUT_MAX];
	size_t size = rss_input(input, flow, fields, transformation);

	return rss_toeplitz(key, sizeof(key), input, size);
}

static void microsofts_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < NVECTORS; i++) {
		struct rss_flow flow = flow_of(&vectors[i]);

		assert_int_equal(hash(&flow, IPS, 0), vectors[i].addresses);
		assert_int_equal(hash(&flow, IPS | PORTS, 0), vectors[i].all);
	}
}

static void symmetric_is_the_same_both_ways(void **state)
{
	static const uint8_t kinds[] = { RXH_XFRM_SYM_XOR, RXH_XFRM_SYM_OR_XOR };

	(void)state;
	for (size_t i = 0; i < NVECTORS; i++) {
		struct rss_flow flow = flow_of(&vectors[i]), other = back(&flow);

		assert_int_not_equal(hash(&flow, IPS | PORTS, 0), hash(&other, IPS | PORTS, 0));
		for (size_t k = 0; k < sizeof(kinds); k++)
			assert_int_equal(hash(&flow, IPS | PORTS, kinds[k]),
					 hash(&other, IPS | PORTS, kinds[k]));
		/* if only one field of a pair is selected, it is not transformed */
		assert_int_equal(hash(&flow, RXH_IP_SRC | RXH_L4_B_2_3, RXH_XFRM_SYM_XOR),
				 hash(&flow, RXH_IP_SRC | RXH_L4_B_2_3, 0));
	}
}

static void input_is_as_requested(void **state)
{
	struct rss_flow flow = flow_of(&vectors[0]);
	uint8_t input[RSS_INPUT_MAX];

	(void)state;
	assert_int_equal(rss_input(input, &flow, 0, RXH_XFRM_SYM_OR_XOR), 0);
	assert_int_equal(rss_input(input, &flow, RXH_IP_DST | RXH_L4_B_0_1, 0), 6);
	assert_memory_equal(input, "\xa1\x8e\x64\x50\x0a\xea", 6);
	assert_int_equal(rss_input(input, &flow, PORTS, RXH_XFRM_SYM_OR_XOR), 4);
	/* 0x0aea | 0x06e6, 0x0aea ^ 0x06e6 */
	assert_memory_equal(input, "\x0e\xee\x0c\x0c", 4);
	assert_int_equal(rss_input(input, &flow, PORTS, RXH_XFRM_SYM_XOR), 4);
	assert_memory_equal(input, "\x0c\x0c\x0c\x0c", 4);
	flow = flow_of(&vectors[5]);
	assert_int_equal(rss_input(input, &flow, IPS | PORTS, 0), RSS_INPUT_MAX);
}

static void a_key_that_ends_counts_as_zero(void **state)
{
	/* for the last bit of two bytes, the 32 bits of the key start at bit 15 */
	static const uint8_t input[] = { 0x00, 0x01 };

	(void)state;
	assert_int_equal(rss_toeplitz(key, 6, input, 2), 0x2b6d12ad);
	assert_int_equal(rss_toeplitz(key, 3, input, 2), 0x2b000000);
	assert_int_equal(rss_toeplitz(NULL, 0, input, 2), 0);
}

static void xor_is_of_bytes(void **state)
{
	(void)state;
	assert_int_equal(rss_xor((const uint8_t *)"\x0f\xf0\x01", 3), 0xfe);
	assert_int_equal(rss_xor(NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(microsofts_vectors),
		cmocka_unit_test(symmetric_is_the_same_both_ways),
		cmocka_unit_test(input_is_as_requested),
		cmocka_unit_test(a_key_that_ends_counts_as_zero),
		cmocka_unit_test(xor_is_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
