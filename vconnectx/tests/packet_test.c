// SPDX-License-Identifier: GPL-2.0-only
/* Headers of frames, and checksums. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/card/net/packet.h"

static void udp_over_ipv4(void **state)
{
	struct vcx_packet pkt;
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 1000, 4242, 100);

	(void)state;
	vcx_packet_parse(&pkt, frame, len);
	assert_int_equal(pkt.ip_version, 4);
	assert_int_equal(pkt.l3, 14);
	assert_int_equal(pkt.l4_type, VCX_L4_UDP);
	assert_int_equal(pkt.l4, 34);
	assert_int_equal(pkt.end, len);
	assert_false(pkt.fragment);
	/* the sums are invalid until they are set */
	assert_false(vcx_packet_l3_ok(&pkt));
	vcx_packet_set_csums(&pkt, frame, true, true);
	assert_true(vcx_packet_l3_ok(&pkt));
	assert_true(vcx_packet_l4_ok(&pkt));
	frame[60] ^= 1;
	assert_true(vcx_packet_l3_ok(&pkt));
	assert_false(vcx_packet_l4_ok(&pkt));
	frame[30] ^= 1;
	assert_false(vcx_packet_l3_ok(&pkt));
	/* UDP without a checksum */
	frame[40] = 0;
	frame[41] = 0;
	assert_true(vcx_packet_l4_ok(&pkt));
}

static void padding_is_excluded(void **state)
{
	struct vcx_packet pkt;
	uint8_t frame[FAKE_FRAME_MAX] = { 0 };
	size_t len = fake_tcp(frame, 1, 2, 0x10, 3);

	(void)state;
	memset(frame + len, 0xee, 64 - len);
	vcx_packet_parse(&pkt, frame, 64);
	assert_int_equal(pkt.end, len);
	assert_int_equal(pkt.l4_type, VCX_L4_TCP);
	vcx_packet_set_csums(&pkt, frame, true, true);
	assert_true(vcx_packet_l4_ok(&pkt));
	assert_int_equal(frame[len], 0xee);
}

static void two_tags(void **state)
{
	struct vcx_packet pkt;
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 1, 2, 10);

	(void)state;
	len = fake_tag(frame, len, VCX_ETH_P_8021Q, 0x6005);
	len = fake_tag(frame, len, VCX_ETH_P_8021AD, 7);
	vcx_packet_parse(&pkt, frame, len);
	assert_int_equal(pkt.nr_vlans, 2);
	assert_int_equal(pkt.vlan[0].tpid, VCX_ETH_P_8021AD);
	assert_int_equal(pkt.vlan[0].tci, 7);
	assert_int_equal(pkt.vlan[1].tpid, VCX_ETH_P_8021Q);
	assert_int_equal(pkt.vlan[1].tci, 0x6005);
	assert_int_equal(pkt.l3, 22);
	assert_int_equal(pkt.l4_type, VCX_L4_UDP);
}

static void ipv6_with_extensions(void **state)
{
	struct vcx_packet pkt;
	uint8_t frame
		[128] = { [12] = 0x86, 0xdd, 0x60, [19] = 8 + 8 + 8 + 5, [20] = 0 /* hop by hop */ };

	(void)state;
	frame[54] = 60; /* followed by destination options */
	frame[62] = VCX_IPPROTO_UDP;
	frame[75] = 13; /* UDP length */
	vcx_packet_parse(&pkt, frame, 83);
	assert_int_equal(pkt.ip_version, 6);
	assert_int_equal(pkt.protocol, VCX_IPPROTO_UDP);
	assert_int_equal(pkt.l4, 70);
	assert_int_equal(pkt.l4_type, VCX_L4_UDP);
	assert_true(vcx_packet_l3_ok(&pkt));
	/* IPv6 does not allow UDP without a checksum */
	assert_false(vcx_packet_l4_ok(&pkt));
	vcx_packet_set_csums(&pkt, frame, true, true);
	assert_true(vcx_packet_l4_ok(&pkt));
	/* a fragment */
	frame[54] = 44;
	vcx_packet_parse(&pkt, frame, 83);
	assert_true(pkt.fragment);
	assert_int_equal(pkt.protocol, VCX_IPPROTO_UDP);
	assert_int_equal(pkt.l4_type, VCX_L4_NONE);
}

/* invalid packets are not IP or have no ports, and nothing outside them is read */
static void truncated_packets(void **state)
{
	uint8_t whole[FAKE_FRAME_MAX];
	size_t len = fake_tcp(whole, 1, 2, 0x10, 0);

	(void)state;
	for (size_t cut = VCX_ETH_HDR; cut < len; cut++) {
		uint8_t *frame = test_malloc(cut);
		struct vcx_packet pkt;

		memcpy(frame, whole, cut);
		vcx_packet_parse(&pkt, frame, cut);
		assert_int_equal(pkt.ip_version, 0);
		assert_false(vcx_packet_l3_ok(&pkt));
		assert_false(vcx_packet_l4_ok(&pkt));
		test_free(frame);
	}
	for (unsigned int ihl = 0; ihl < 16; ihl++) {
		struct vcx_packet pkt;

		whole[14] = (uint8_t)(0x40 | ihl);
		vcx_packet_parse(&pkt, whole, len);
		assert_int_equal(pkt.ip_version, ihl < 5 || ihl > 10 ? 0 : 4);
		assert_int_equal(pkt.l4_type, ihl == 5 ? VCX_L4_TCP : VCX_L4_NONE);
	}
}

static void sums(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };

	(void)state;
	/* the example of RFC 1071 */
	assert_int_equal(vcx_csum(0, bytes, 8), 0xddf2);
	assert_int_equal(vcx_csum(0, bytes, 3), 0xf201);
	assert_int_equal(vcx_csum(vcx_csum(0, bytes, 2), bytes + 2, 6), 0xddf2);
	/* the check value of CRC-32 */
	assert_int_equal(vcx_fcs("123456789", 9), 0xcbf43926);
}

/* the checksums of a frame that is delivered to many queues are computed once */
static void sums_are_computed_once(void **state)
{
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 1, 2, 100);
	struct vcx_packet pkt;
	uint32_t fcs = vcx_fcs(frame, len);
	uint16_t ip;

	(void)state;
	vcx_packet_parse(&pkt, frame, len);
	assert_int_equal(vcx_packet_fcs(&pkt), fcs);
	ip = vcx_packet_sums(&pkt)->ip;
	assert_int_equal(ip, vcx_csum(0, frame + pkt.l3, pkt.end - pkt.l3));
	assert_int_equal(pkt.sums.l3_ok, vcx_packet_l3_ok(&pkt));
	assert_int_equal(pkt.sums.l4_ok, vcx_packet_l4_ok(&pkt));
	frame[len - 1] ^= 1;
	assert_int_not_equal(vcx_fcs(frame, len), fcs);
	assert_int_equal(vcx_packet_fcs(&pkt), fcs);
	assert_int_equal(vcx_packet_sums(&pkt)->ip, ip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(udp_over_ipv4),
		cmocka_unit_test(padding_is_excluded),
		cmocka_unit_test(two_tags),
		cmocka_unit_test(ipv6_with_extensions),
		cmocka_unit_test(truncated_packets),
		cmocka_unit_test(sums),
		cmocka_unit_test(sums_are_computed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
