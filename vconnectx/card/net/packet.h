/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The headers of an Ethernet frame, and checksums over them.  Knows nothing
 * of the device: pure functions.
 */
#ifndef VCX_PACKET_H
#define VCX_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_ETH_ADDRS 12u /* both addresses: a VLAN tag follows */
#define VCX_ETH_HDR   14u
#define VCX_VLAN_TAG  4u
#define VCX_VLANS_MAX 2u

enum {
	VCX_ETH_P_IP = 0x0800,
	VCX_ETH_P_8021Q = 0x8100,
	VCX_ETH_P_IPV6 = 0x86dd,
	VCX_ETH_P_8021AD = 0x88a8,
};

enum {
	VCX_IPPROTO_TCP = 6,
	VCX_IPPROTO_UDP = 17,
};

enum vcx_l4 {
	VCX_L4_NONE,
	VCX_L4_TCP,
	VCX_L4_UDP,
};

/* a VLAN tag as it stands in the frame */
struct vcx_vlan {
	uint16_t tpid;
	uint16_t tci;
};

/**
 * struct vcx_packet - where the headers of a frame are
 * @data: the frame, not owned
 * @len: bytes of it, without FCS
 * @vlan: its tags, outermost first
 * @nr_vlans: how many
 * @ethertype: after the tags
 * @l3: offset of what @ethertype names
 * @ip_version: 4 or 6; 0: no IP, or a header that is wrong
 * @addr_len: bytes of an address
 * @src: offset of the source address
 * @dst: offset of the destination address
 * @protocol: after the extension headers of IPv6
 * @fragment: part of a packet: it has no header of layer 4 that counts
 * @l4_type: TCP or UDP with a whole header
 * @l4: offset of that, or of the IP payload
 * @end: where the IP packet ends; padding may follow
 */
struct vcx_packet {
	const uint8_t *data;
	size_t len;
	struct vcx_vlan vlan[VCX_VLANS_MAX];
	unsigned int nr_vlans;
	uint16_t ethertype;
	size_t l3;
	unsigned int ip_version;
	size_t addr_len;
	size_t src;
	size_t dst;
	uint8_t protocol;
	bool fragment;
	enum vcx_l4 l4_type;
	size_t l4;
	size_t end;
};

/**
 * vcx_packet_parse() - find the headers
 * @pkt: filled
 * @data: frame from its destination address on
 * @len: at least VCX_ETH_HDR
 */
void vcx_packet_parse(struct vcx_packet *pkt, const void *data, size_t len);

/**
 * vcx_csum() - ones' complement sum of big-endian 16-bit words, not inverted
 * @sum: what to add to
 * @data: an odd last byte is the upper one of a word
 * @len: bytes
 */
uint16_t vcx_csum(uint16_t sum, const void *data, size_t len);

/* Return: the FCS of a frame: CRC-32 as IEEE 802.3 has it */
uint32_t vcx_fcs(const void *data, size_t len);

/* Return: the sum over an IP header is right; IPv6 has none, and it is */
bool vcx_packet_l3_ok(const struct vcx_packet *pkt);
/* Return: the sum of TCP or UDP is right, or UDP has none */
bool vcx_packet_l4_ok(const struct vcx_packet *pkt);

/**
 * vcx_packet_set_csums() - write the sums that a sender owes
 * @pkt: parsed
 * @data: the same frame, to write to
 * @l3: that of the IPv4 header
 * @l4: that of TCP or UDP
 */
void vcx_packet_set_csums(const struct vcx_packet *pkt, uint8_t *data, bool l3, bool l4);

#endif
