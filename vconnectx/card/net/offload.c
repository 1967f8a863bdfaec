// SPDX-License-Identifier: GPL-2.0-only
/* Checksums and segmentation of transmitted frames. */
#include "vconnectx/card/net/offload.h"

#include <errno.h>
#include <string.h>

#include "vconnectx/card/net/packet.h"

#define IPV4_HDR  20u
#define IPV4_LEN  2u
#define IPV4_ID	  4u
#define IPV6_LEN  4u
#define IPV6_HDR  40u
#define TCP_SEQ	  4u
#define TCP_FLAGS 13u
#define UDP_LEN	  4u

enum {
	TCP_FIN = 0x01,
	TCP_PSH = 0x08,
	TCP_CWR = 0x80,
};

/* add @add to a 16-bit field of a header */
static void add16(uint8_t *p, uint32_t add)
{
	uint32_t v = ((uint32_t)p[0] << 8 | p[1]) + add;

	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void add32(uint8_t *p, uint32_t add)
{
	uint32_t v =
		((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) + add;

	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

static void set16(uint8_t *p, size_t v)
{
	p[0] = 0;
	p[1] = 0;
	add16(p, (uint32_t)v);
}

/**
 * struct segment - a part of the payload with its own headers
 * @frame: headers and payload
 * @len: length of @frame
 * @index: 0 for the first segment
 * @off: payload offset
 * @last: last segment
 */
struct segment {
	uint8_t frame[VCX_WIRE_MAX];
	size_t len;
	uint32_t index;
	uint32_t off;
	bool last;
};

/* sets the lengths first, because the parser rejects those of the unsegmented packet */
static void fix_ip(struct segment *seg, struct vcx_packet *pkt)
{
	uint8_t *ip;

	vcx_packet_parse(pkt, seg->frame, seg->len);
	ip = seg->frame + pkt->l3;
	if (pkt->ethertype == VCX_ETH_P_IP && seg->len - pkt->l3 >= IPV4_HDR) {
		set16(ip + IPV4_LEN, seg->len - pkt->l3);
		add16(ip + IPV4_ID, seg->index);
	} else if (pkt->ethertype == VCX_ETH_P_IPV6 && seg->len - pkt->l3 >= IPV6_HDR) {
		set16(ip + IPV6_LEN, seg->len - pkt->l3 - IPV6_HDR);
	}
	vcx_packet_parse(pkt, seg->frame, seg->len);
}

static void fix_l4(struct segment *seg, const struct vcx_packet *pkt)
{
	uint8_t *l4 = seg->frame + pkt->l4;

	if (pkt->l4_type == VCX_L4_UDP) {
		set16(l4 + UDP_LEN, pkt->end - pkt->l4);
	} else if (pkt->l4_type == VCX_L4_TCP) {
		add32(l4 + TCP_SEQ, seg->off);
		if (!seg->last)
			l4[TCP_FLAGS] &= (uint8_t)~(TCP_FIN | TCP_PSH);
		if (seg->index)
			l4[TCP_FLAGS] &= (uint8_t)~TCP_CWR;
	}
}

static void emit_segments(const uint8_t *data, size_t len, struct vcx_offload *what,
			  bool (*emit)(void *ctx, const uint8_t *frame, size_t len), void *ctx)
{
	size_t payload = len - what->headers;
	struct segment seg = { .index = what->next, .off = what->next * what->mss };

	what->next = 0;
	for (; seg.off < payload; seg.index++) {
		size_t part = payload - seg.off;
		struct vcx_packet pkt;

		if (part > what->mss)
			part = what->mss;
		/* each segment begins with the sender's headers */
		memcpy(seg.frame, data, what->headers);
		memcpy(seg.frame + what->headers, data + what->headers + seg.off, part);
		seg.len = what->headers + part;
		seg.last = seg.off + part == payload;
		fix_ip(&seg, &pkt);
		fix_l4(&seg, &pkt);
		vcx_packet_set_csums(&pkt, seg.frame, what->l3_csum, what->l4_csum);
		seg.off += (uint32_t)part;
		if (!emit(ctx, seg.frame, seg.len) && !seg.last) {
			what->next = seg.index + 1;
			return;
		}
	}
}

int vcx_offload(uint8_t *data, size_t len, struct vcx_offload *what,
		bool (*emit)(void *ctx, const uint8_t *frame, size_t len), void *ctx)
{
	struct vcx_packet pkt;

	if (what->mss && what->headers < VCX_ETH_HDR)
		return -EINVAL;
	if (what->mss && len > what->headers) {
		size_t payload = len - what->headers;
		size_t first = payload < what->mss ? payload : what->mss;

		if (payload / what->mss >= VCX_SEGMENTS_MAX || what->headers + first > VCX_WIRE_MAX)
			return -EMSGSIZE;
		emit_segments(data, len, what, emit, ctx);
		return 0;
	}
	what->next = 0;
	if (len > VCX_WIRE_MAX)
		return -EMSGSIZE;
	vcx_packet_parse(&pkt, data, len);
	vcx_packet_set_csums(&pkt, data, what->l3_csum, what->l4_csum);
	emit(ctx, data, len);
	return 0;
}
