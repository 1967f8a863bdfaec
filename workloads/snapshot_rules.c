// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ethtool.h>

#include "workloads/flow_types.h"
#include "workloads/rules.h"
#include "workloads/snapshot_device.h"

static json_t *value(const unsigned char *at, enum flow_format format)
{
	char text[FLOW_TEXT];

	if (flow_is_number(format))
		return json_integer(flow_number(at, format));
	return json_string(flow_text(text, at, format));
}

/* Adds the fields that the rule matches, with the mask if it covers only part of the field. */
static void add_fields(json_t *match, const struct flow_part *part)
{
	for (const struct flow_field *field = part->fields; field->name; field++) {
		const unsigned char *at = part->values + field->offset;
		const unsigned char *mask = part->masks + field->offset;

		if (flow_all_are(mask, field->format, 0))
			continue;
		if (flow_all_are(mask, field->format, 0xff))
			json_object_set_new(match, field->name, value(at, field->format));
		else
			json_object_set_new(match, field->name,
					    json_pack("{so so}", "value", value(at, field->format),
						      "mask", value(mask, field->format)));
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
	const struct flow_type *type = flow_type_of(spec->flow_type);
	__u32 number = spec->flow_type & ~(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS);
	struct ethtool_rx_flow_spec rule = *spec;
	struct flow_part parts[FLOW_PARTS];
	size_t count = flow_parts(&rule, parts);
	json_t *match = json_object();

	for (size_t i = 0; i < count; i++)
		add_fields(match, &parts[i]);
	return json_pack("{sI so so so}", "location", (json_int_t)spec->location, "flow_type",
			 type ? json_string(type->name) : json_integer(number), "match", match,
			 "action", action(spec, context));
}

json_t *snapshot_rules(const struct nic *nic)
{
	struct rules rules;
	json_t *all;

	if (rules_read(nic, &rules))
		return json_null();
	all = json_array();
	for (size_t i = 0; i < rules.count; i++)
		json_array_append_new(all,
				      snapshot_rule(&rules.list[i].spec, rules.list[i].context));
	rules_free(&rules);
	return all;
}
