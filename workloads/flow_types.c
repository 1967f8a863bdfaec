// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/flow_types.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/cli.h"

#define FIELD(spec, member, name, format) { name, offsetof(struct spec, member), format }

static const struct flow_field tcpip4[] = { FIELD(ethtool_tcpip4_spec, ip4src, "src-ip", FMT_IP4),
					    FIELD(ethtool_tcpip4_spec, ip4dst, "dst-ip", FMT_IP4),
					    FIELD(ethtool_tcpip4_spec, psrc, "src-port", FMT_BE16),
					    FIELD(ethtool_tcpip4_spec, pdst, "dst-port", FMT_BE16),
					    FIELD(ethtool_tcpip4_spec, tos, "tos", FMT_U8),
					    {} };

static const struct flow_field espip4[] = {
	FIELD(ethtool_ah_espip4_spec, ip4src, "src-ip", FMT_IP4),
	FIELD(ethtool_ah_espip4_spec, ip4dst, "dst-ip", FMT_IP4),
	FIELD(ethtool_ah_espip4_spec, spi, "spi", FMT_BE32),
	FIELD(ethtool_ah_espip4_spec, tos, "tos", FMT_U8),
	{}
};

static const struct flow_field usrip4[] = { FIELD(ethtool_usrip4_spec, ip4src, "src-ip", FMT_IP4),
					    FIELD(ethtool_usrip4_spec, ip4dst, "dst-ip", FMT_IP4),
					    FIELD(ethtool_usrip4_spec, l4_4_bytes, "l4data",
						  FMT_BE32),
					    FIELD(ethtool_usrip4_spec, tos, "tos", FMT_U8),
					    FIELD(ethtool_usrip4_spec, proto, "l4proto", FMT_U8),
					    {} };

static const struct flow_field tcpip6[] = { FIELD(ethtool_tcpip6_spec, ip6src, "src-ip", FMT_IP6),
					    FIELD(ethtool_tcpip6_spec, ip6dst, "dst-ip", FMT_IP6),
					    FIELD(ethtool_tcpip6_spec, psrc, "src-port", FMT_BE16),
					    FIELD(ethtool_tcpip6_spec, pdst, "dst-port", FMT_BE16),
					    FIELD(ethtool_tcpip6_spec, tclass, "tclass", FMT_U8),
					    {} };

static const struct flow_field espip6[] = {
	FIELD(ethtool_ah_espip6_spec, ip6src, "src-ip", FMT_IP6),
	FIELD(ethtool_ah_espip6_spec, ip6dst, "dst-ip", FMT_IP6),
	FIELD(ethtool_ah_espip6_spec, spi, "spi", FMT_BE32),
	FIELD(ethtool_ah_espip6_spec, tclass, "tclass", FMT_U8),
	{}
};

static const struct flow_field usrip6[] = { FIELD(ethtool_usrip6_spec, ip6src, "src-ip", FMT_IP6),
					    FIELD(ethtool_usrip6_spec, ip6dst, "dst-ip", FMT_IP6),
					    FIELD(ethtool_usrip6_spec, l4_4_bytes, "l4data",
						  FMT_BE32),
					    FIELD(ethtool_usrip6_spec, tclass, "tclass", FMT_U8),
					    FIELD(ethtool_usrip6_spec, l4_proto, "l4proto", FMT_U8),
					    {} };

static const struct flow_field ether[] = { FIELD(ethhdr, h_dest, "dst", FMT_MAC),
					   FIELD(ethhdr, h_source, "src", FMT_MAC),
					   FIELD(ethhdr, h_proto, "proto", FMT_BE16),
					   {} };

static const struct flow_field ext[] = { FIELD(ethtool_flow_ext, vlan_etype, "vlan-etype",
					       FMT_BE16),
					 FIELD(ethtool_flow_ext, vlan_tci, "vlan", FMT_BE16),
					 {} };

static const struct flow_field mac_ext[] = { FIELD(ethtool_flow_ext, h_dest, "dst-mac", FMT_MAC),
					     {} };

static const struct flow_type types[] = {
	{ TCP_V4_FLOW, "tcp4", tcpip4 },   { UDP_V4_FLOW, "udp4", tcpip4 },
	{ SCTP_V4_FLOW, "sctp4", tcpip4 }, { AH_V4_FLOW, "ah4", espip4 },
	{ ESP_V4_FLOW, "esp4", espip4 },   { IP_USER_FLOW, "ip4", usrip4 },
	{ TCP_V6_FLOW, "tcp6", tcpip6 },   { UDP_V6_FLOW, "udp6", tcpip6 },
	{ SCTP_V6_FLOW, "sctp6", tcpip6 }, { AH_V6_FLOW, "ah6", espip6 },
	{ ESP_V6_FLOW, "esp6", espip6 },   { IPV6_USER_FLOW, "ip6", usrip6 },
	{ ETHER_FLOW, "ether", ether },
};

#define NTYPES (sizeof(types) / sizeof(types[0]))

const struct flow_type *flow_type_of(__u32 number)
{
	number &= ~(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS);
	for (size_t i = 0; i < NTYPES; i++)
		if (types[i].number == number)
			return &types[i];
	return NULL;
}

const struct flow_type *flow_type_named(const char *name)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}

const char *flow_type_names(void)
{
	static char names[NTYPES * 8];
	size_t len = 0;

	for (size_t i = 0; i < NTYPES; i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", len ? " " : "",
					types[i].name);
	return names;
}

size_t flow_parts(struct ethtool_rx_flow_spec *spec, struct flow_part parts[FLOW_PARTS])
{
	const struct flow_type *type = flow_type_of(spec->flow_type);
	size_t count = 0;

	if (type)
		parts[count++] = (struct flow_part){
			type->fields,
			(unsigned char *)&spec->h_u,
			(unsigned char *)&spec->m_u,
		};
	if (spec->flow_type & FLOW_EXT)
		parts[count++] = (struct flow_part){
			ext,
			(unsigned char *)&spec->h_ext,
			(unsigned char *)&spec->m_ext,
		};
	if (spec->flow_type & FLOW_MAC_EXT)
		parts[count++] = (struct flow_part){
			mac_ext,
			(unsigned char *)&spec->h_ext,
			(unsigned char *)&spec->m_ext,
		};
	return count;
}

size_t flow_size(enum flow_format format)
{
	static const size_t sizes[] = {
		[FMT_U8] = 1,  [FMT_BE16] = 2, [FMT_BE32] = 4,
		[FMT_IP4] = 4, [FMT_IP6] = 16, [FMT_MAC] = ETH_ALEN,
	};

	return sizes[format];
}

bool flow_all_are(const unsigned char *bytes, enum flow_format format, unsigned char byte)
{
	for (size_t i = 0; i < flow_size(format); i++)
		if (bytes[i] != byte)
			return false;
	return true;
}

bool flow_is_number(enum flow_format format)
{
	return format == FMT_U8 || format == FMT_BE16 || format == FMT_BE32;
}

uint32_t flow_number(const unsigned char *at, enum flow_format format)
{
	uint32_t number = 0;

	for (size_t i = 0; i < flow_size(format); i++)
		number = number << 8 | at[i];
	return number;
}

const char *flow_text(char text[FLOW_TEXT], const unsigned char *at, enum flow_format format)
{
	if (flow_is_number(format))
		snprintf(text, FLOW_TEXT, "%u", flow_number(at, format));
	else if (format == FMT_MAC)
		snprintf(text, FLOW_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", at[0], at[1], at[2],
			 at[3], at[4], at[5]);
	else
		inet_ntop(format == FMT_IP4 ? AF_INET : AF_INET6, at, text, FLOW_TEXT);
	return text;
}

static int read_mac(unsigned char *to, const char *text)
{
	int end = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &to[0], &to[1], &to[2], &to[3],
		   &to[4], &to[5], &end) != ETH_ALEN ||
	    text[end])
		return -EINVAL;
	return 0;
}

int flow_read(unsigned char *to, enum flow_format format, const char *text)
{
	size_t size = flow_size(format);
	uint32_t number;

	if (format == FMT_MAC)
		return read_mac(to, text);
	if (!flow_is_number(format))
		return inet_pton(format == FMT_IP4 ? AF_INET : AF_INET6, text, to) == 1 ? 0 :
											  -EINVAL;
	if (cli_number(text, (uint32_t)(UINT64_C(1) << 8 * size) - 1, &number))
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		to[i] = (unsigned char)(number >> 8 * (size - 1 - i));
	return 0;
}

/* If the value is an address, the mask may also be a number, the length of a prefix. */
static int read_mask(unsigned char *to, enum flow_format format, const char *text)
{
	size_t size = flow_size(format);
	uint32_t bits;

	if (flow_is_number(format) || format == FMT_MAC ||
	    cli_number(text, (uint32_t)(8 * size), &bits))
		return flow_read(to, format, text);
	memset(to, 0, size);
	for (uint32_t i = 0; i < bits; i++)
		to[i / 8] |= (unsigned char)(0x80 >> i % 8);
	return 0;
}

static const struct flow_field *find(const struct flow_field *field, const char *name)
{
	while (field->name && strcmp(field->name, name))
		field++;
	return field->name ? field : NULL;
}

/* Find a field and its part, and set the flag that the part requires. */
static const struct flow_field *find_field(struct ethtool_rx_flow_spec *spec, const char *name,
					   unsigned char **values, unsigned char **masks)
{
	const struct flow_type *type = flow_type_of(spec->flow_type);
	const struct flow_field *field = type ? find(type->fields, name) : NULL;

	*values = (unsigned char *)&spec->h_u;
	*masks = (unsigned char *)&spec->m_u;
	if (!type || field)
		return field;
	*values = (unsigned char *)&spec->h_ext;
	*masks = (unsigned char *)&spec->m_ext;
	field = find(ext, name);
	if (field) {
		spec->flow_type |= FLOW_EXT;
		return field;
	}
	field = find(mac_ext, name);
	if (field)
		spec->flow_type |= FLOW_MAC_EXT;
	return field;
}

int flow_set(struct ethtool_rx_flow_spec *spec, const char *name, const char *text)
{
	unsigned char *values, *masks;
	const struct flow_field *field = find_field(spec, name, &values, &masks);
	char value[2 * FLOW_TEXT], *slash;

	if (!field)
		return -ENOENT;
	if (strlen(text) >= sizeof(value))
		return -EINVAL;
	strcpy(value, text);
	slash = strchr(value, '/');
	if (slash)
		*slash++ = '\0';
	values += field->offset;
	masks += field->offset;
	if (flow_read(values, field->format, value))
		return -EINVAL;
	if (!slash)
		memset(masks, 0xff, flow_size(field->format));
	else if (read_mask(masks, field->format, slash))
		return -EINVAL;
	/* drivers accept only the 12 bits of the VLAN ID in this field */
	if (!slash && !strcmp(name, "vlan"))
		masks[0] = 0x0f;
	for (size_t i = 0; i < flow_size(field->format); i++)
		values[i] &= masks[i];
	return 0;
}
