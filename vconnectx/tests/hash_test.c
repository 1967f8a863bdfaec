// SPDX-License-Identifier: GPL-2.0-only
/* Toeplitz hash with Microsoft's RSS verification suite, tuples, and XOR8. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/net/hash.h"

#include "vconnectx/host/util.h"

#define IPS (VCX_HASH_SRC_IP | VCX_HASH_DST_IP)
#define ALL (IPS | VCX_HASH_SPORT | VCX_HASH_DPORT)

static const uint8_t key[VCX_HASH_KEY] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
	0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
	0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

static const struct vector {
	int family;
	const char *dst;
	uint16_t dport;
	const char *src;
	uint16_t sport;
	uint32_t ip_hash;
	uint32_t tcp_hash;
} vectors[] = {
	{ AF_INET, "161.142.100.80", 1766, "66.9.149.187", 2794, 0x323e8fc2, 0x51ccc178 },
	{ AF_INET, "65.69.140.83", 4739, "199.92.111.2", 14230, 0xd718262a, 0xc626b0ea },
	{ AF_INET, "12.22.207.184", 38024, "24.19.198.95", 12898, 0xd2d0a5de, 0x5c2b394a },
	{ AF_INET, "209.142.163.6", 2217, "38.27.205.30", 48228, 0x82989176, 0xafc7327f },
	{ AF_INET, "202.188.127.2", 1303, "153.39.163.191", 44251, 0x5d1809c5, 0x10e828a2 },
	{ AF_INET6, "3ffe:2501:200:3::1", 1766, "3ffe:2501:200:1fff::7", 2794, 0x2cc18cd5,
	  0x40207d3d },
	{ AF_INET6, "ff02::1", 4739, "3ffe:501:8::260:97ff:fe40:efab", 14230, 0x0f0c461c,
	  0xdde51bbf },
	{ AF_INET6, "fe80::200:f8ff:fe21:67cf", 38024, "3ffe:1900:4545:3:200:f8ff:fe21:67cf", 44251,
	  0x4b61e985, 0x02d1feef },
};

#define NR_VECTORS (ARRAY_SIZE(vectors))

/* make a TCP segment between the ends of @v, in the opposite direction if @back is set */
static void make_packet(struct vcx_packet *pkt, uint8_t frame[74], const struct vector *v,
			bool back)
{
	bool v4 = v->family == AF_INET;
	size_t addr = v4 ? 4 : 16, at = v4 ? 26 : 22, l4 = v4 ? 34 : 54;
	size_t src = back ? at + addr : at, dst = back ? at : at + addr;

	memset(frame, 0, 74);
	frame[12] = v4 ? 0x08 : 0x86;
	frame[13] = v4 ? 0x00 : 0xdd;
	frame[14] = v4 ? 0x45 : 0x60;
	frame[v4 ? 17 : 19] = v4 ? 40 : 20;
	frame[v4 ? 23 : 20] = VCX_IPPROTO_TCP;
	assert_int_equal(inet_pton(v->family, v->src, frame + src), 1);
	assert_int_equal(inet_pton(v->family, v->dst, frame + dst), 1);
	frame[l4 + (back ? 2 : 0)] = (uint8_t)(v->sport >> 8);
	frame[l4 + (back ? 3 : 1)] = (uint8_t)v->sport;
	frame[l4 + (back ? 0 : 2)] = (uint8_t)(v->dport >> 8);
	frame[l4 + (back ? 1 : 3)] = (uint8_t)v->dport;
	vcx_packet_parse(pkt, frame, l4 + 20);
	assert_int_equal(pkt->l4_type, VCX_L4_TCP);
}

static uint32_t hash_of(const struct vcx_packet *pkt, unsigned int fields, bool symmetric)
{
	struct vcx_tuple tuple;

	vcx_tuple_of(&tuple, pkt, fields, symmetric);
	return vcx_toeplitz(key, tuple.bytes, tuple.len);
}

static void microsoft_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_VECTORS; i++) {
		struct vcx_packet pkt;
		uint8_t frame[74];

		make_packet(&pkt, frame, &vectors[i], false);
		assert_int_equal(hash_of(&pkt, IPS, false), vectors[i].ip_hash);
		assert_int_equal(hash_of(&pkt, ALL, false), vectors[i].tcp_hash);
	}
}

static void symmetric_hash_ignores_direction(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_VECTORS; i++) {
		struct vcx_packet there, back;
		uint8_t a[74], b[74];

		make_packet(&there, a, &vectors[i], false);
		make_packet(&back, b, &vectors[i], true);
		assert_int_equal(hash_of(&there, ALL, true), hash_of(&back, ALL, true));
		assert_int_not_equal(hash_of(&there, ALL, true), hash_of(&there, ALL, false));
		/* if only one side is selected, the hash is not symmetric */
		assert_int_equal(hash_of(&there, VCX_HASH_SRC_IP, true),
				 hash_of(&there, VCX_HASH_SRC_IP, false));
	}
}

static void tuple_has_the_selected_fields(void **state)
{
	static const struct {
		unsigned int fields;
		size_t len;
	} cases[] = {
		{ 0, 0 },
		{ VCX_HASH_SRC_IP, 4 },
		{ IPS, 8 },
		{ ALL, 12 },
		{ VCX_HASH_DST_IP | VCX_HASH_DPORT, 6 },
		{ VCX_HASH_SPORT, 2 },
	};
	struct vcx_packet pkt;
	struct vcx_tuple tuple;
	uint8_t frame[74];

	(void)state;
	make_packet(&pkt, frame, &vectors[0], false);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		vcx_tuple_of(&tuple, &pkt, cases[i].fields, false);
		assert_int_equal(tuple.len, cases[i].len);
		assert_int_equal(tuple.fields, cases[i].fields);
	}
	/* a fragment has no ports, and an ARP packet does not even have addresses */
	frame[20] = 0x20;
	vcx_packet_parse(&pkt, frame, 54);
	vcx_tuple_of(&tuple, &pkt, ALL, false);
	assert_int_equal(tuple.len, 8);
	assert_int_equal(tuple.fields, IPS);
	frame[13] = 6;
	vcx_packet_parse(&pkt, frame, 54);
	vcx_tuple_of(&tuple, &pkt, ALL, false);
	assert_int_equal(tuple.len, 0);
}

static void xor8(void **state)
{
	(void)state;
	assert_int_equal(vcx_xor8((const uint8_t *)"\x0f\xf0\x01", 3), 0xfe);
	assert_int_equal(vcx_xor8(NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(microsoft_vectors),
		cmocka_unit_test(symmetric_hash_ignores_direction),
		cmocka_unit_test(tuple_has_the_selected_fields),
		cmocka_unit_test(xor8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
