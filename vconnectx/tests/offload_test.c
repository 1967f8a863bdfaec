// SPDX-License-Identifier: GPL-2.0-only
/* Checksums and segmentation of transmitted frames. */
#include <stdarg.h>
#include <string.h>

#include <errno.h>
#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/card/net/offload.h"
#include "vconnectx/card/net/packet.h"

#define MAX_FRAMES 64u

static struct {
	unsigned int nr;
	size_t len[MAX_FRAMES];
	uint8_t data[MAX_FRAMES][2048];
} out;

static bool catch_frame(void *ctx, const uint8_t *frame, size_t len)
{
	(void)ctx;
	assert_in_range(out.nr, 0, MAX_FRAMES - 1);
	assert_in_range(len, 14, sizeof(out.data[0]));
	memcpy(out.data[out.nr], frame, len);
	out.len[out.nr++] = len;
	return true;
}

static bool count_frame(void *ctx, const uint8_t *frame, size_t len)
{
	(void)frame;
	(void)len;
	++*(unsigned int *)ctx;
	return true;
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static int setup(void **state)
{
	(void)state;
	memset(&out, 0, sizeof(out));
	return 0;
}

static void checksums(void **state)
{
	struct vcx_offload what = { 0 };
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 7, 8, 99);
	struct vcx_packet pkt;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		what.l3_csum = i & 1;
		what.l4_csum = i & 2;
		fake_udp(frame, 7, 8, 99);
		/* the pseudo-header sum, as the network stack writes it for the card */
		frame[40] = 0x12;
		assert_int_equal(vcx_offload(frame, len, &what, catch_frame, NULL), 0);
		assert_int_equal(out.len[i], len);
		vcx_packet_parse(&pkt, out.data[i], len);
		assert_int_equal(vcx_packet_l3_ok(&pkt), what.l3_csum);
		assert_int_equal(vcx_packet_l4_ok(&pkt), what.l4_csum);
	}
	assert_int_equal(out.nr, 4);
}

/* check all fields that the receiver of the segments checks */
static void check_segments(const uint8_t *whole, size_t len, size_t headers, size_t mss)
{
	size_t done = 0;

	for (unsigned int i = 0; i < out.nr; i++) {
		size_t payload = out.len[i] - headers;
		struct vcx_packet pkt;

		vcx_packet_parse(&pkt, out.data[i], out.len[i]);
		assert_true(vcx_packet_l3_ok(&pkt));
		assert_true(vcx_packet_l4_ok(&pkt));
		assert_int_equal(pkt.end, out.len[i]);
		assert_int_equal(payload, len - headers - done < mss ? len - headers - done : mss);
		assert_memory_equal(out.data[i] + headers, whole + headers + done, payload);
		done += payload;
	}
	assert_int_equal(done, len - headers);
}

static void tcp_segments(void **state)
{
	struct vcx_offload what = { 536, 54, true, true, 0 };
	uint8_t frame[FAKE_FRAME_MAX], whole[FAKE_FRAME_MAX];
	/* CWR, ACK, PSH, FIN */
	size_t len = fake_tcp(frame, 7, 8, 0x99, 1800);

	(void)state;
	memcpy(whole, frame, len);
	assert_int_equal(vcx_offload(frame, len, &what, catch_frame, NULL), 0);
	assert_int_equal(out.nr, 4);
	check_segments(whole, len, 54, 536);
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(get16(out.data[i] + 18), 0x1234 + i);
		assert_int_equal(get16(out.data[i] + 38), 0);
		assert_int_equal(get16(out.data[i] + 40), 1000 + i * 536);
	}
	assert_int_equal(out.data[0][47], 0x90);
	assert_int_equal(out.data[1][47], 0x10);
	assert_int_equal(out.data[3][47], 0x19);
}

static void tcp_over_ipv6_with_tag(void **state)
{
	struct vcx_offload what = { 700, 78, true, true, 0 };
	uint8_t frame[FAKE_FRAME_MAX] = {
		[12] = 0x81, 0x00, 0x20, 0x05, 0x86, 0xdd, 0x60, [24] = VCX_IPPROTO_TCP, 64,
	};
	uint8_t whole[FAKE_FRAME_MAX];
	size_t len = 78 + 1500;

	(void)state;
	/* a payload length of 0, as in a packet of more than 64 KiB */
	frame[58 + 12] = 0x50;
	for (size_t i = 78; i < len; i++)
		frame[i] = (uint8_t)i;
	memcpy(whole, frame, len);
	assert_int_equal(vcx_offload(frame, len, &what, catch_frame, NULL), 0);
	assert_int_equal(out.nr, 3);
	check_segments(whole, len, 78, 700);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal((uint32_t)get16(out.data[i] + 62) << 16 | get16(out.data[i] + 64),
				 i * 700);
}

static void udp_segments(void **state)
{
	struct vcx_offload what = { 500, 42, true, true, 0 };
	uint8_t frame[FAKE_FRAME_MAX], whole[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 7, 8, 1234);

	(void)state;
	memcpy(whole, frame, len);
	assert_int_equal(vcx_offload(frame, len, &what, catch_frame, NULL), 0);
	assert_int_equal(out.nr, 3);
	check_segments(whole, len, 42, 500);
	assert_int_equal(get16(out.data[0] + 38), 508);
	assert_int_equal(get16(out.data[2] + 38), 242);
}

static void limits(void **state)
{
	static uint8_t big[256 << 10];
	struct vcx_offload what = { 0 };
	unsigned int nr = 0;

	(void)state;
	assert_int_equal(vcx_offload(big, VCX_WIRE_MAX, &what, count_frame, &nr), 0);
	assert_int_equal(vcx_offload(big, VCX_WIRE_MAX + 1, &what, count_frame, &nr), -EMSGSIZE);
	assert_int_equal(nr, 1);
	what = (struct vcx_offload){ .mss = 1000 };
	assert_int_equal(vcx_offload(big, 5000, &what, count_frame, &nr), -EINVAL);
	what = (struct vcx_offload){ .mss = 16, .headers = 54 };
	assert_int_equal(vcx_offload(big, sizeof(big), &what, count_frame, &nr), -EMSGSIZE);
	what = (struct vcx_offload){ .mss = 0xffff, .headers = 54 };
	assert_int_equal(vcx_offload(big, sizeof(big), &what, count_frame, &nr), -EMSGSIZE);
	/* a large segment size for a short payload, or no payload */
	assert_int_equal(vcx_offload(big, 1000, &what, count_frame, &nr), 0);
	assert_int_equal(vcx_offload(big, 54, &what, count_frame, &nr), 0);
	assert_int_equal(nr, 3);
	/* a frame with invalid headers is split as requested, but nothing else is changed */
	what = (struct vcx_offload){ 100, 20, true, true, 0 };
	memset(big, 0xff, 1000);
	big[12] = 0x08;
	big[13] = 0x00;
	assert_int_equal(vcx_offload(big, 220, &what, catch_frame, NULL), 0);
	assert_int_equal(out.nr, 2);
	assert_int_equal(out.len[1], 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(checksums, setup),
		cmocka_unit_test_setup(tcp_segments, setup),
		cmocka_unit_test_setup(tcp_over_ipv6_with_tag, setup),
		cmocka_unit_test_setup(udp_segments, setup),
		cmocka_unit_test_setup(limits, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
