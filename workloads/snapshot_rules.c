// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/snapshot_device.h"

enum format { FMT_U8, FMT_BE16, FMT_BE32, FMT_IP4, FMT_IP6, FMT_MAC };

static const size_t format_size[] = {
	[FMT_U8] = 1, [FMT_BE16] = 2, [FMT_BE32] = 4,
	[FMT_IP4] = 4, [FMT_IP6] = 16, [FMT_MAC] = ETH_ALEN,
};

struct field {
	const char *name;
	size_t offset;
	enum format format;
};

#define FIELD(spec, member, name, format) \
	{ name, offsetof(struct spec, member), format }

static const struct field tcpip4[] = {
	FIELD(ethtool_tcpip4_spec, ip4src, "src-ip", FMT_IP4),
	FIELD(ethtool_tcpip4_spec, ip4dst, "dst-ip", FMT_IP4),
	FIELD(ethtool_tcpip4_spec, psrc, "src-port", FMT_BE16),
	FIELD(ethtool_tcpip4_spec, pdst, "dst-port", FMT_BE16),
	FIELD(ethtool_tcpip4_spec, tos, "tos", FMT_U8),
	{}
};

static const struct field espip4[] = {
	FIELD(ethtool_ah_espip4_spec, ip4src, "src-ip", FMT_IP4),
	FIELD(ethtool_ah_espip4_spec, ip4dst, "dst-ip", FMT_IP4),
	FIELD(ethtool_ah_espip4_spec, spi, "spi", FMT_BE32),
	FIELD(ethtool_ah_espip4_spec, tos, "tos", FMT_U8),
	{}
};

static const struct field usrip4[] = {
	FIELD(ethtool_usrip4_spec, ip4src, "src-ip", FMT_IP4),
	FIELD(ethtool_usrip4_spec, ip4dst, "dst-ip", FMT_IP4),
	FIELD(ethtool_usrip4_spec, l4_4_bytes, "l4data", FMT_BE32),
	FIELD(ethtool_usrip4_spec, tos, "tos", FMT_U8),
	FIELD(ethtool_usrip4_spec, proto, "l4proto", FMT_U8),
	{}
};

static const struct field tcpip6[] = {
	FIELD(ethtool_tcpip6_spec, ip6src, "src-ip", FMT_IP6),
	FIELD(ethtool_tcpip6_spec, ip6dst, "dst-ip", FMT_IP6),
	FIELD(ethtool_tcpip6_spec, psrc, "src-port", FMT_BE16),
	FIELD(ethtool_tcpip6_spec, pdst, "dst-port", FMT_BE16),
	FIELD(ethtool_tcpip6_spec, tclass, "tclass", FMT_U8),
	{}
};

static const struct field espip6[] = {
	FIELD(ethtool_ah_espip6_spec, ip6src, "src-ip", FMT_IP6),
	FIELD(ethtool_ah_espip6_spec, ip6dst, "dst-ip", FMT_IP6),
	FIELD(ethtool_ah_espip6_spec, spi, "spi", FMT_BE32),
	FIELD(ethtool_ah_espip6_spec, tclass, "tclass", FMT_U8),
	{}
};

static const struct field usrip6[] = {
	FIELD(ethtool_usrip6_spec, ip6src, "src-ip", FMT_IP6),
	FIELD(ethtool_usrip6_spec, ip6dst, "dst-ip", FMT_IP6),
	FIELD(ethtool_usrip6_spec, l4_4_bytes, "l4data", FMT_BE32),
	FIELD(ethtool_usrip6_spec, tclass, "tclass", FMT_U8),
	FIELD(ethtool_usrip6_spec, l4_proto, "l4proto", FMT_U8),
	{}
};

static const struct field ether[] = {
	FIELD(ethhdr, h_dest, "dst", FMT_MAC),
	FIELD(ethhdr, h_source, "src", FMT_MAC),
	FIELD(ethhdr, h_proto, "proto", FMT_BE16),
	{}
};

static const struct field ext[] = {
	FIELD(ethtool_flow_ext, vlan_etype, "vlan-etype", FMT_BE16),
	FIELD(ethtool_flow_ext, vlan_tci, "vlan", FMT_BE16),
	{}
};

static const struct field mac_ext[] = {
	FIELD(ethtool_flow_ext, h_dest, "dst-mac", FMT_MAC),
	{}
};

/* Flow types by the words that ethtool -N takes. */
static const struct flow_type {
	__u32 number;
	const char *name;
	const struct field *fields;
} flow_types[] = {
	{ TCP_V4_FLOW, "tcp4", tcpip4 },	{ UDP_V4_FLOW, "udp4", tcpip4 },
	{ SCTP_V4_FLOW, "sctp4", tcpip4 },	{ AH_V4_FLOW, "ah4", espip4 },
	{ ESP_V4_FLOW, "esp4", espip4 },	{ IP_USER_FLOW, "ip4", usrip4 },
	{ TCP_V6_FLOW, "tcp6", tcpip6 },	{ UDP_V6_FLOW, "udp6", tcpip6 },
	{ SCTP_V6_FLOW, "sctp6", tcpip6 },	{ AH_V6_FLOW, "ah6", espip6 },
	{ ESP_V6_FLOW, "esp6", espip6 },	{ IPV6_USER_FLOW, "ip6", usrip6 },
	{ ETHER_FLOW, "ether", ether },
};

static json_t *value(const unsigned char *at, enum format format)
{
	char text[INET6_ADDRSTRLEN];
	__be16 be16;
	__be32 be32;

	switch (format) {
	case FMT_U8:
		return json_integer(at[0]);
	case FMT_BE16:
		memcpy(&be16, at, sizeof(be16));
		return json_integer(ntohs(be16));
	case FMT_BE32:
		memcpy(&be32, at, sizeof(be32));
		return json_integer(ntohl(be32));
	case FMT_MAC:
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
			 at[0], at[1], at[2], at[3], at[4], at[5]);
		return json_string(text);
	case FMT_IP4:
	case FMT_IP6:
		inet_ntop(format == FMT_IP4 ? AF_INET : AF_INET6, at, text,
			  sizeof(text));
		return json_string(text);
	}
	return json_null();
}

static bool all_are(const unsigned char *bytes, size_t size, unsigned char byte)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != byte)
			return false;
	return true;
}

/* Only fields that the rule looks at; the mask is given when it is partial. */
static void add_fields(json_t *match, const struct field *field,
		       const void *values, const void *masks)
{
	for (; field->name; field++) {
		const unsigned char *at = (const unsigned char *)values + field->offset;
		const unsigned char *mask = (const unsigned char *)masks + field->offset;
		size_t size = format_size[field->format];

		if (all_are(mask, size, 0))
			continue;
		if (all_are(mask, size, 0xff))
			json_object_set_new(match, field->name, value(at, field->format));
		else
			json_object_set_new(match, field->name,
					    json_pack("{so so}", "value",
						      value(at, field->format), "mask",
						      value(mask, field->format)));
	}
}

static json_t *action(const struct ethtool_rx_flow_spec *spec, uint32_t context)
{
	if (spec->ring_cookie == RX_CLS_FLOW_DISC)
		return json_pack("{sb}", "drop", true);
	if (spec->ring_cookie == RX_CLS_FLOW_WAKE)
		return json_pack("{sb}", "wake", true);
	if (spec->flow_type & FLOW_RSS)
		return json_pack("{sI sI}", "rss_context", (json_int_t)context, "queue",
				 (json_int_t)ethtool_get_flow_spec_ring(spec->ring_cookie));
	return json_pack("{sI sI}", "queue",
			 (json_int_t)ethtool_get_flow_spec_ring(spec->ring_cookie), "vf",
			 (json_int_t)ethtool_get_flow_spec_ring_vf(spec->ring_cookie));
}

json_t *snapshot_rule(const struct ethtool_rx_flow_spec *spec, uint32_t context)
{
	__u32 number = spec->flow_type & ~(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS);
	const struct flow_type *type = NULL;
	json_t *match = json_object();

	for (size_t i = 0; i < sizeof(flow_types) / sizeof(flow_types[0]); i++)
		if (flow_types[i].number == number)
			type = &flow_types[i];
	if (type)
		add_fields(match, type->fields, &spec->h_u, &spec->m_u);
	if (spec->flow_type & FLOW_EXT)
		add_fields(match, ext, &spec->h_ext, &spec->m_ext);
	if (spec->flow_type & FLOW_MAC_EXT)
		add_fields(match, mac_ext, &spec->h_ext, &spec->m_ext);
	return json_pack("{sI so so so}", "location", (json_int_t)spec->location,
			 "flow_type", type ? json_string(type->name) :
					     json_integer(number),
			 "match", match, "action", action(spec, context));
}

json_t *snapshot_rules(const struct nic *nic)
{
	struct ethtool_rxnfc count = { .cmd = ETHTOOL_GRXCLSRLCNT };
	struct ethtool_rxnfc *all;
	json_t *rules;

	if (nic_ethtool(nic, &count))
		return json_null();
	all = calloc(1, sizeof(*all) + count.rule_cnt * sizeof(__u32));
	if (!all)
		return NULL;
	all->cmd = ETHTOOL_GRXCLSRLALL;
	all->rule_cnt = count.rule_cnt;
	if (count.rule_cnt && nic_ethtool(nic, all)) {
		free(all);
		return json_null();
	}
	rules = json_array();
	for (__u32 i = 0; i < all->rule_cnt; i++) {
		struct ethtool_rxnfc one = {
			.cmd = ETHTOOL_GRXCLSRULE,
			.fs.location = all->rule_locs[i],
		};

		/* A rule may have been deleted since they were counted. */
		if (!nic_ethtool(nic, &one))
			json_array_append_new(rules, snapshot_rule(&one.fs,
								   one.rss_context));
	}
	free(all);
	return rules;
}
