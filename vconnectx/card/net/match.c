// SPDX-License-Identifier: GPL-2.0-only
/* Comparison of packet fields with masks and values. */
#include "vconnectx/card/net/match.h"

#include <string.h>

#include "vconnectx/host/util.h"

#define LYR(p, fld, v)	VCX_SET(fte_match_set_lyr_2_4, p, fld, v)
#define MISC(p, fld, v) VCX_SET(fte_match_set_misc, p, fld, v)
#define WORD		sizeof(uint64_t)

static void fill_l2(uint8_t *lyr, uint8_t *misc, const struct vcx_packet *pkt)
{
	const struct vcx_vlan *vlan = pkt->vlan;

	memcpy(VCX_ADDR(fte_match_set_lyr_2_4, lyr, dmac_47_16), pkt->data, 6);
	memcpy(VCX_ADDR(fte_match_set_lyr_2_4, lyr, smac_47_16), pkt->data + 6, 6);
	LYR(lyr, ethertype, pkt->ethertype);
	if (pkt->nr_vlans) {
		LYR(lyr, cvlan_tag, vlan[0].tpid == VCX_ETH_P_8021Q);
		LYR(lyr, svlan_tag, vlan[0].tpid == VCX_ETH_P_8021AD);
		LYR(lyr, first_prio, vlan[0].tci >> 13);
		LYR(lyr, first_cfi, vlan[0].tci >> 12);
		LYR(lyr, first_vid, vlan[0].tci);
	}
	if (pkt->nr_vlans > 1) {
		MISC(misc, outer_second_cvlan_tag, vlan[1].tpid == VCX_ETH_P_8021Q);
		MISC(misc, outer_second_svlan_tag, vlan[1].tpid == VCX_ETH_P_8021AD);
		MISC(misc, outer_second_prio, vlan[1].tci >> 13);
		MISC(misc, outer_second_cfi, vlan[1].tci >> 12);
		MISC(misc, outer_second_vid, vlan[1].tci);
	}
}

static void fill_ip(uint8_t *lyr, uint8_t *misc, const struct vcx_packet *pkt)
{
	const uint8_t *ip = pkt->data + pkt->l3;
	uint8_t *src = VCX_ADDR(fte_match_set_lyr_2_4, lyr, src_ipv4_src_ipv6);
	uint8_t *dst = VCX_ADDR(fte_match_set_lyr_2_4, lyr, dst_ipv4_dst_ipv6);
	size_t unused = 16 - pkt->addr_len;
	uint8_t tos;

	LYR(lyr, ip_version, pkt->ip_version);
	LYR(lyr, ip_protocol, pkt->protocol);
	LYR(lyr, frag, pkt->fragment);
	/* an IPv4 address is in the last 4 of the 16 bytes */
	memcpy(src + unused, pkt->data + pkt->src, pkt->addr_len);
	memcpy(dst + unused, pkt->data + pkt->dst, pkt->addr_len);
	if (pkt->ip_version == 4) {
		tos = ip[1];
		LYR(lyr, ttl_hoplimit, ip[8]);
		LYR(lyr, ipv4_ihl, ip[0]);
	} else {
		tos = (uint8_t)(ip[0] << 4 | ip[1] >> 4);
		LYR(lyr, ttl_hoplimit, ip[7]);
		MISC(misc, outer_ipv6_flow_label, vcx_get_be32(ip) & 0xfffff);
	}
	LYR(lyr, ip_dscp, tos >> 2);
	LYR(lyr, ip_ecn, tos);
}

static void fill_l4(uint8_t *lyr, const struct vcx_packet *pkt)
{
	const uint8_t *l4 = pkt->data + pkt->l4;

	if (pkt->l4_type == VCX_L4_TCP) {
		LYR(lyr, l4_type, MLX5_PACKET_L4_TYPE_TCP);
		LYR(lyr, tcp_sport, vcx_get_be16(l4));
		LYR(lyr, tcp_dport, vcx_get_be16(l4 + 2));
		LYR(lyr, tcp_flags, vcx_get_be16(l4 + 12));
	} else if (pkt->l4_type == VCX_L4_UDP) {
		LYR(lyr, l4_type, MLX5_PACKET_L4_TYPE_UDP);
		LYR(lyr, udp_sport, vcx_get_be16(l4));
		LYR(lyr, udp_dport, vcx_get_be16(l4 + 2));
	}
}

void vcx_match_fill(uint8_t *fields, const struct vcx_packet *pkt)
{
	uint8_t *lyr = VCX_ADDR(fte_match_param, fields, outer_headers);
	uint8_t *misc = VCX_ADDR(fte_match_param, fields, misc_parameters);

	memset(fields, 0, VCX_MATCH_SIZE);
	fill_l2(lyr, misc, pkt);
	if (pkt->ip_version)
		fill_ip(lyr, misc, pkt);
	fill_l4(lyr, pkt);
}

static bool part_matches(const uint8_t *fields, const uint8_t *mask, const uint8_t *value,
			 size_t len)
{
	for (size_t i = 0; i < len; i += WORD) {
		uint64_t f, m, v;

		memcpy(&f, fields + i, WORD);
		memcpy(&m, mask + i, WORD);
		memcpy(&v, value + i, WORD);
		if ((f ^ v) & m)
			return false;
	}
	return true;
}

/* bit N of match_criteria_enable selects part N */
#define PART(fld) { VCX_BYTE_OFF(fte_match_param, fld), VCX_FLD_SZ(fte_match_param, fld) }

static const struct {
	size_t off;
	size_t size;
} parts[] = {
	PART(outer_headers),	 PART(misc_parameters),	  PART(inner_headers),
	PART(misc_parameters_2), PART(misc_parameters_3), PART(misc_parameters_4),
	PART(misc_parameters_5),
};

_Static_assert(VCX_FLD_SZ(fte_match_param, outer_headers) % WORD == 0,
	       "parts are compared word by word");

bool vcx_match(const uint8_t *fields, uint8_t criteria_enable, const uint8_t *mask,
	       const uint8_t *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		size_t off = parts[i].off;

		if (criteria_enable & 1u << i &&
		    !part_matches(fields + off, mask + off, value + off, parts[i].size))
			return false;
	}
	return true;
}
