// SPDX-License-Identifier: GPL-2.0-only
/* Headers of a frame, and their checksums. */
#include "vconnectx/card/net/packet.h"

#include <string.h>

#include <zlib.h>

#define IPV4_HDR       20u
#define IPV4_ID_FRAG   6u
#define IPV4_FRAG_MASK 0x3fffu /* more fragments, offset */
#define IPV4_PROTOCOL  9u
#define IPV4_CSUM      10u
#define IPV4_SRC       12u
#define IPV6_HDR       40u
#define IPV6_SRC       8u
#define IPV6_EXT_MAX   8u /* maximum number of headers parsed */
#define TCP_HDR	       20u
#define TCP_CSUM       16u
#define UDP_HDR	       8u
#define UDP_CSUM       6u

/* IPv6 extension headers */
enum {
	EXT_HOP_BY_HOP = 0,
	EXT_ROUTING = 43,
	EXT_FRAGMENT = 44,
	EXT_DEST_OPTS = 60,
};

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void parse_ipv4(struct vcx_packet *pkt)
{
	const uint8_t *ip = pkt->data + pkt->l3;
	size_t room = pkt->len - pkt->l3, header, total;

	if (room < IPV4_HDR || ip[0] >> 4 != 4)
		return;
	header = (size_t)(ip[0] & 0xf) * 4;
	total = get16(ip + 2);
	if (header < IPV4_HDR || header > total || total > room)
		return;
	pkt->ip_version = 4;
	pkt->addr_len = 4;
	pkt->src = pkt->l3 + IPV4_SRC;
	pkt->dst = pkt->src + 4;
	pkt->protocol = ip[IPV4_PROTOCOL];
	pkt->fragment = get16(ip + IPV4_ID_FRAG) & IPV4_FRAG_MASK;
	pkt->l4 = pkt->l3 + header;
	pkt->end = pkt->l3 + total;
}

static bool is_extension(uint8_t next)
{
	return next == EXT_HOP_BY_HOP || next == EXT_ROUTING || next == EXT_FRAGMENT ||
	       next == EXT_DEST_OPTS;
}

static void parse_ipv6(struct vcx_packet *pkt)
{
	const uint8_t *ip = pkt->data + pkt->l3;
	size_t room = pkt->len - pkt->l3;
	uint8_t next;

	if (room < IPV6_HDR || ip[0] >> 4 != 6 || get16(ip + 4) > room - IPV6_HDR)
		return;
	pkt->ip_version = 6;
	pkt->addr_len = 16;
	pkt->src = pkt->l3 + IPV6_SRC;
	pkt->dst = pkt->src + 16;
	pkt->l4 = pkt->l3 + IPV6_HDR;
	pkt->end = pkt->l4 + get16(ip + 4);
	next = ip[6];
	for (unsigned int i = 0; i < IPV6_EXT_MAX && is_extension(next); i++) {
		const uint8_t *ext = pkt->data + pkt->l4;
		size_t left = pkt->end - pkt->l4, size;

		if (left < 8)
			break;
		size = next == EXT_FRAGMENT ? 8 : ((size_t)ext[1] + 1) * 8;
		if (size > left)
			break;
		if (next == EXT_FRAGMENT)
			pkt->fragment = true;
		next = ext[0];
		pkt->l4 += size;
		/* later fragments contain no further headers */
		if (pkt->fragment)
			break;
	}
	pkt->protocol = next;
}

static void parse_l4(struct vcx_packet *pkt)
{
	size_t room = pkt->end - pkt->l4;

	if (pkt->fragment)
		return;
	if (pkt->protocol == VCX_IPPROTO_TCP && room >= TCP_HDR)
		pkt->l4_type = VCX_L4_TCP;
	else if (pkt->protocol == VCX_IPPROTO_UDP && room >= UDP_HDR)
		pkt->l4_type = VCX_L4_UDP;
}

void vcx_packet_parse(struct vcx_packet *pkt, const void *data, size_t len)
{
	*pkt = (struct vcx_packet){ .data = data, .len = len };
	pkt->l3 = VCX_ETH_HDR;
	pkt->ethertype = get16(pkt->data + VCX_ETH_ADDRS);
	while ((pkt->ethertype == VCX_ETH_P_8021Q || pkt->ethertype == VCX_ETH_P_8021AD) &&
	       pkt->nr_vlans < VCX_VLANS_MAX && len - pkt->l3 >= VCX_VLAN_TAG) {
		pkt->vlan[pkt->nr_vlans++] =
			(struct vcx_vlan){ pkt->ethertype, get16(pkt->data + pkt->l3) };
		pkt->ethertype = get16(pkt->data + pkt->l3 + 2);
		pkt->l3 += VCX_VLAN_TAG;
	}
	pkt->l4 = pkt->l3;
	pkt->end = len;
	if (pkt->ethertype == VCX_ETH_P_IP)
		parse_ipv4(pkt);
	else if (pkt->ethertype == VCX_ETH_P_IPV6)
		parse_ipv6(pkt);
	if (pkt->ip_version)
		parse_l4(pkt);
}

uint16_t vcx_csum(uint16_t sum, const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t wide = sum;

	for (; len >= 4; p += 4, len -= 4)
		wide += (uint32_t)get16(p) << 16 | get16(p + 2);
	if (len >= 2) {
		wide += get16(p);
		p += 2;
		len -= 2;
	}
	if (len)
		wide += (uint64_t)*p << 8;
	while (wide >> 16)
		wide = (wide & 0xffff) + (wide >> 16);
	return (uint16_t)wide;
}

uint32_t vcx_fcs(const void *data, size_t len)
{
	return (uint32_t)crc32_z(0, data, len);
}

/* sum of addresses, protocol and length, which TCP and UDP checksums include */
static uint16_t pseudo_header(const struct vcx_packet *pkt)
{
	size_t len = pkt->end - pkt->l4;
	uint8_t tail[6] = { 0, pkt->protocol };

	put16(tail + 2, (uint16_t)(len >> 16));
	put16(tail + 4, (uint16_t)len);
	return vcx_csum(vcx_csum(0, pkt->data + pkt->src, 2 * pkt->addr_len), tail, sizeof(tail));
}

static uint16_t l4_sum(const struct vcx_packet *pkt)
{
	return vcx_csum(pseudo_header(pkt), pkt->data + pkt->l4, pkt->end - pkt->l4);
}

bool vcx_packet_l3_ok(const struct vcx_packet *pkt)
{
	const uint8_t *ip = pkt->data + pkt->l3;

	if (pkt->ip_version != 4)
		return pkt->ip_version;
	return vcx_csum(0, ip, (size_t)(ip[0] & 0xf) * 4) == 0xffff;
}

bool vcx_packet_l4_ok(const struct vcx_packet *pkt)
{
	if (pkt->l4_type == VCX_L4_NONE)
		return false;
	if (pkt->l4_type == VCX_L4_UDP && pkt->ip_version == 4 &&
	    !get16(pkt->data + pkt->l4 + UDP_CSUM))
		return true;
	return l4_sum(pkt) == 0xffff;
}

const struct vcx_sums *vcx_packet_sums(struct vcx_packet *pkt)
{
	struct vcx_sums *sums = &pkt->sums;

	if (!sums->known) {
		sums->l3_ok = vcx_packet_l3_ok(pkt);
		sums->l4_ok = vcx_packet_l4_ok(pkt);
		sums->ip = vcx_csum(0, pkt->data + pkt->l3, pkt->end - pkt->l3);
		sums->known = true;
	}
	return sums;
}

uint32_t vcx_packet_fcs(struct vcx_packet *pkt)
{
	struct vcx_sums *sums = &pkt->sums;

	if (!sums->fcs_known)
		sums->fcs = vcx_fcs(pkt->data, pkt->len);
	sums->fcs_known = true;
	return sums->fcs;
}

void vcx_packet_set_csums(const struct vcx_packet *pkt, uint8_t *data, bool l3, bool l4)
{
	uint8_t *ip = data + pkt->l3, *field;
	uint16_t sum;

	if (l3 && pkt->ip_version == 4) {
		put16(ip + IPV4_CSUM, 0);
		sum = vcx_csum(0, ip, (size_t)(ip[0] & 0xf) * 4);
		put16(ip + IPV4_CSUM, (uint16_t)~sum);
	}
	if (!l4 || pkt->l4_type == VCX_L4_NONE)
		return;
	field = data + pkt->l4 + (pkt->l4_type == VCX_L4_TCP ? TCP_CSUM : UDP_CSUM);
	put16(field, 0);
	sum = (uint16_t)~l4_sum(pkt);
	/* a UDP checksum of 0 means that there is no checksum */
	if (!sum && pkt->l4_type == VCX_L4_UDP)
		sum = 0xffff;
	put16(field, sum);
}
