// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the packet functions must not read or write outside the frame, and the
 * segments of a frame must add up to the frame.
 *
 * An input consists of u16 mss, u16 headers and u8 flags, little-endian, and the frame.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/tests/fake_frame.h"
#include "tests/lib/fuzz.h"
#include "vconnectx/card/net/hash.h"
#include "vconnectx/card/net/match.h"
#include "vconnectx/card/net/offload.h"
#include "vconnectx/host/util.h"

#define HEAD 5u

struct sum {
	size_t payload;
	size_t headers;
	unsigned int frames;
};

static void look_at(const uint8_t *frame, size_t len)
{
	static const uint8_t key[VCX_HASH_KEY] = { 1 };
	uint8_t fields[VCX_MATCH_SIZE];
	struct vcx_packet pkt;
	struct vcx_tuple tuple;

	vcx_packet_parse(&pkt, frame, len);
	if (pkt.l3 > pkt.l4 || pkt.l4 > pkt.end || pkt.end > len)
		abort();
	vcx_match_fill(fields, &pkt);
	if (!vcx_match(fields, 0x7f, fields, fields))
		abort();
	vcx_tuple_of(&tuple, &pkt, 0xf, len & 1);
	if (tuple.len > VCX_TUPLE_MAX)
		abort();
	vcx_toeplitz(key, tuple.bytes, tuple.len);
	vcx_packet_l3_ok(&pkt);
	vcx_packet_l4_ok(&pkt);
	vcx_csum(0, pkt.data + pkt.l3, pkt.end - pkt.l3);
}

/* end a turn after every other frame */
static bool count(void *ctx, const uint8_t *frame, size_t len)
{
	struct sum *sum = ctx;

	/* copy the frame to memory of its size, so that a sanitizer detects accesses outside */
	uint8_t *copy = malloc(len);

	if (!copy)
		abort();
	memcpy(copy, frame, len);
	look_at(copy, len);
	free(copy);
	if (len < sum->headers || len > VCX_WIRE_MAX)
		abort();
	sum->payload += len - sum->headers;
	return sum->frames++ & 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vcx_offload what;
	struct sum sum = { 0 };
	uint8_t *frame;
	size_t len;
	int err;

	if (size < HEAD + VCX_ETH_HDR)
		return 0;
	len = size - HEAD;
	frame = malloc(len);
	if (!frame)
		abort();
	memcpy(frame, data + HEAD, len);
	look_at(frame, len);
	what = (struct vcx_offload){
		.mss = (uint16_t)(data[0] | data[1] << 8),
		.headers = (uint16_t)(data[2] | data[3] << 8),
		.l3_csum = data[4] & 1,
		.l4_csum = data[4] & 2,
	};
	if (what.mss && what.headers < len)
		sum.headers = what.headers;
	do {
		err = vcx_offload(frame, len, &what, count, &sum);
	} while (!err && what.next);
	if (!err && sum.payload != len - sum.headers)
		abort();
	free(frame);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const uint8_t heads[][HEAD] = {
		{ 0, 0, 0, 0, 3 },
		{ 100, 0, 54, 0, 3 },
		{ 100, 0, 42, 0, 3 },
		{ 50, 0, 58, 0, 3 },
	};
	uint8_t *frame = buf + HEAD;
	size_t len;

	if (n >= ARRAY_SIZE(heads) || cap < HEAD + FAKE_FRAME_MAX)
		return 0;
	memcpy(buf, heads[n], HEAD);
	if (n == 2)
		len = fake_udp(frame, 1, 2, 250);
	else
		len = fake_tcp(frame, 1, 2, 0x18, 250);
	if (n == 3)
		len = fake_tag(frame, len, VCX_ETH_P_8021Q, 5);
	return HEAD + len;
}
