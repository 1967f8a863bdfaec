// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/steer_flow.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

static const struct {
	__u32 number;
	__u32 hash;
	bool v6;
	uint8_t protocol;
} kinds[] = {
	{ TCP_V4_FLOW, TCP_V4_FLOW, false, IPPROTO_TCP },
	{ UDP_V4_FLOW, UDP_V4_FLOW, false, IPPROTO_UDP },
	{ TCP_V6_FLOW, TCP_V6_FLOW, true, IPPROTO_TCP },
	{ UDP_V6_FLOW, UDP_V6_FLOW, true, IPPROTO_UDP },
	{ IP_USER_FLOW, IPV4_FLOW, false, 0 },
	{ IPV6_USER_FLOW, IPV6_FLOW, true, 0 },
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

int steer_flow_type(struct steer_flow *flow, const char *type)
{
	*flow = (struct steer_flow){ .type = flow_type_named(type) };
	for (size_t i = 0; flow->type && i < NKINDS; i++) {
		if (kinds[i].number != flow->type->number)
			continue;
		flow->v6 = kinds[i].v6;
		flow->protocol = kinds[i].protocol;
		flow->ends.address_size = flow->v6 ? 16 : 4;
		return 0;
	}
	return -EINVAL;
}

__u32 steer_flow_hash_type(const struct steer_flow *flow)
{
	for (size_t i = 0; i < NKINDS; i++)
		if (kinds[i].number == flow->type->number)
			return kinds[i].hash;
	return 0;
}

static int read_end(const struct steer_flow *flow, const char *text, uint8_t *address,
		    uint8_t *port)
{
	enum flow_format format = flow->v6 ? FMT_IP6 : FMT_IP4;
	char copy[64], *colon, *end;

	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	if (!flow->protocol)
		return flow_read(address, format, copy);
	colon = strrchr(copy, ':');
	if (!colon || flow_read(port, FMT_BE16, colon + 1))
		return -EINVAL;
	*colon = '\0';
	if (!flow->v6)
		return flow_read(address, format, copy);
	end = strchr(copy, ']');
	if (copy[0] != '[' || !end || end[1])
		return -EINVAL;
	*end = '\0';
	return flow_read(address, format, copy + 1);
}

int steer_flow_src(struct steer_flow *flow, const char *text)
{
	return read_end(flow, text, flow->ends.src, flow->ends.sport);
}

int steer_flow_dst(struct steer_flow *flow, const char *text)
{
	return read_end(flow, text, flow->ends.dst, flow->ends.dport);
}

/* The value of a field in the flow, or NULL if the flow does not specify it. */
static const uint8_t *value_of(const struct steer_flow *flow, const char *name,
			       uint8_t ethertype[2])
{
	const struct {
		const char *name;
		const uint8_t *value;
	} values[] = {
		{ "src-ip", flow->ends.src },
		{ "dst-ip", flow->ends.dst },
		{ "src-port", flow->ends.sport },
		{ "dst-port", flow->ends.dport },
		{ "l4proto", flow->protocol ? &flow->protocol : NULL },
		{ "proto", ethertype },
	};
	uint16_t proto = flow->v6 ? ETH_P_IPV6 : ETH_P_IP;

	ethertype[0] = (uint8_t)(proto >> 8);
	ethertype[1] = (uint8_t)proto;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!strcmp(values[i].name, name))
			return values[i].value;
	return NULL;
}

static enum steer_match match_field(const struct flow_part *part, const struct flow_field *field,
				    const struct steer_flow *flow)
{
	const uint8_t *want = part->values + field->offset;
	const uint8_t *mask = part->masks + field->offset, *has;
	uint8_t ethertype[2];

	if (flow_all_are(mask, field->format, 0))
		return STEER_YES;
	/* a flow consists of untagged frames */
	if (!strncmp(field->name, "vlan", 4))
		return STEER_NO;
	has = value_of(flow, field->name, ethertype);
	if (!has)
		return STEER_MAYBE;
	for (size_t i = 0; i < flow_size(field->format); i++)
		if ((want[i] ^ has[i]) & mask[i])
			return STEER_NO;
	return STEER_YES;
}

/* Matches the flow against the rule's type. */
static enum steer_match match_type(const struct flow_type *type, const struct steer_flow *flow)
{
	size_t len;

	if (!type)
		return STEER_MAYBE;
	if (type == flow->type || type->number == ETHER_FLOW ||
	    type->number == (flow->v6 ? IPV6_USER_FLOW : IP_USER_FLOW))
		return STEER_YES;
	if (flow->protocol)
		return STEER_NO;
	/* a rule for a protocol other than TCP and UDP may match a flow without a protocol */
	for (size_t i = 0; i < NKINDS; i++)
		if (kinds[i].number == type->number)
			return STEER_NO;
	len = strlen(type->name);
	return type->name[len - 1] == (flow->v6 ? '6' : '4') ? STEER_MAYBE : STEER_NO;
}

enum steer_match steer_match(const struct ethtool_rx_flow_spec *spec, const struct steer_flow *flow)
{
	struct ethtool_rx_flow_spec rule = *spec;
	enum steer_match match = match_type(flow_type_of(spec->flow_type), flow);
	struct flow_part parts[FLOW_PARTS];
	size_t count = flow_parts(&rule, parts);

	for (size_t i = 0; i < count; i++) {
		for (const struct flow_field *f = parts[i].fields; f->name; f++) {
			enum steer_match one = match_field(&parts[i], f, flow);

			if (one < match)
				match = one;
		}
	}
	return match;
}

/* The number of fields that a rule matches. */
static int fields_of(const struct ethtool_rx_flow_spec *spec)
{
	struct ethtool_rx_flow_spec rule = *spec;
	struct flow_part parts[FLOW_PARTS];
	size_t count = flow_parts(&rule, parts);
	int fields = 0;

	for (size_t i = 0; i < count; i++)
		for (const struct flow_field *f = parts[i].fields; f->name; f++)
			fields += !flow_all_are(parts[i].masks + f->offset, f->format, 0);
	return fields;
}

static bool is_ether(const struct ethtool_rx_flow_spec *spec)
{
	const struct flow_type *type = flow_type_of(spec->flow_type);

	return type && type->number == ETHER_FLOW;
}

int steer_order_mlx5(const struct ethtool_rx_flow_spec *a, const struct ethtool_rx_flow_spec *b)
{
	if (is_ether(a) != is_ether(b))
		return is_ether(a) ? 1 : -1;
	return fields_of(b) - fields_of(a);
}
