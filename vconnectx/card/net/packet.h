/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parsing and checksums of the headers of an Ethernet frame.  Pure functions,
 * independent of the device.
 */
#ifndef VCX_PACKET_H
#define VCX_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VCX_ETH_ADDRS 12u /* both addresses, which a VLAN tag may follow */
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

/* a VLAN tag as in the frame */
struct vcx_vlan {
	uint16_t tpid;
	uint16_t tci;
};

/**
 * struct vcx_sums - checksums of a frame, which may be delivered many times
 * @known: @l3_ok, @l4_ok and @ip are valid
 * @l3_ok: see vcx_packet_l3_ok()
 * @l4_ok: see vcx_packet_l4_ok()
 * @ip: sum of the IP packet, without tags and padding
 * @fcs_known: @fcs is valid
 * @fcs: see vcx_fcs()
 */
struct vcx_sums {
	bool known;
	bool l3_ok;
	bool l4_ok;
	uint16_t ip;
	bool fcs_known;
	uint32_t fcs;
};

/**
 * struct vcx_packet - offsets of the headers of a frame
 * @data: the frame, not owned
 * @len: length of @data, without FCS
 * @vlan: VLAN tags, outermost first
 * @nr_vlans: number of @vlan
 * @ethertype: EtherType after the tags
 * @l3: offset of the network header
 * @ip_version: 4 or 6; 0 if the packet is not IP or its header is invalid
 * @addr_len: length of an address
 * @src: offset of the source address
 * @dst: offset of the destination address
 * @protocol: protocol after the extension headers of IPv6
 * @fragment: an IP fragment; its layer 4 header is ignored
 * @l4_type: TCP or UDP with a complete header
 * @l4: offset of the layer 4 header, or of the IP payload
 * @end: offset of the end of the IP packet; padding may follow
 * @sums: checksums, computed when first needed
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
	struct vcx_sums sums;
};

/**
 * vcx_packet_parse() - find the headers
 * @pkt: filled in
 * @data: the frame, which begins with its destination address
 * @len: at least VCX_ETH_HDR
 */
void vcx_packet_parse(struct vcx_packet *pkt, const void *data, size_t len);

/**
 * vcx_csum() - ones' complement sum of big-endian 16-bit words, not inverted
 * @sum: initial value
 * @data: an odd last byte is the upper half of a word
 * @len: length of @data
 */
uint16_t vcx_csum(uint16_t sum, const void *data, size_t len);

/* Return: FCS of a frame: CRC-32 of IEEE 802.3 */
uint32_t vcx_fcs(const void *data, size_t len);

/* Return: whether the IPv4 header checksum is valid; always true for IPv6 */
bool vcx_packet_l3_ok(const struct vcx_packet *pkt);
/* Return: whether the TCP or UDP checksum is valid; true for UDP on IPv4 without one */
bool vcx_packet_l4_ok(const struct vcx_packet *pkt);

/* Return: the checksums of struct vcx_sums, which are computed once */
const struct vcx_sums *vcx_packet_sums(struct vcx_packet *pkt);
uint32_t vcx_packet_fcs(struct vcx_packet *pkt);

/**
 * vcx_packet_set_csums() - fill in the checksums
 * @pkt: the parsed packet
 * @data: the frame of @pkt, writable
 * @l3: set the IPv4 header checksum
 * @l4: set the TCP or UDP checksum
 */
void vcx_packet_set_csums(const struct vcx_packet *pkt, uint8_t *data, bool l3, bool l4);

#endif
