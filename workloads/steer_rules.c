// SPDX-License-Identifier: GPL-2.0-only
/* Inserts, deletes and prints rules, and explains the kernel's errors. */
#include "workloads/steer_rules.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/flow_types.h"
#include "workloads/snapshot_device.h"
#include "workloads/xsk_ids.h"

void steer_queue_text(char *text, size_t size, uint32_t queue, uint32_t xsk_first)
{
	bool xsk = xsk_first && queue >= xsk_first;

	snprintf(text, size, "queue %u: channel %u%s", queue, xsk ? queue - xsk_first : queue,
		 xsk ? ", XSK" : "");
}

const char *steer_rule_text(char line[STEER_LINE], const struct rule *rule, uint32_t xsk_first)
{
	const struct flow_type *type = flow_type_of(rule->spec.flow_type);
	struct ethtool_rx_flow_spec spec = rule->spec;
	struct flow_part parts[FLOW_PARTS];
	size_t count = flow_parts(&spec, parts);
	char value[FLOW_TEXT], mask[FLOW_TEXT], to[64];
	size_t len;

	if (type)
		len = (size_t)snprintf(line, STEER_LINE, "%s", type->name);
	else
		len = (size_t)snprintf(line, STEER_LINE, "flow type %#x", spec.flow_type);
	for (size_t i = 0; i < count; i++) {
		for (const struct flow_field *f = parts[i].fields; f->name; f++) {
			const unsigned char *m = parts[i].masks + f->offset;
			bool all = flow_all_are(m, f->format, 0xff);

			if (flow_all_are(m, f->format, 0))
				continue;
			len += (size_t)snprintf(line + len, STEER_LINE - len, " %s %s%s%s", f->name,
						flow_text(value, parts[i].values + f->offset,
							  f->format),
						all ? "" : "/",
						all ? "" : flow_text(mask, m, f->format));
		}
	}
	if (spec.ring_cookie == RX_CLS_FLOW_DISC)
		strcpy(to, "dropped");
	else if (spec.ring_cookie == RX_CLS_FLOW_WAKE)
		strcpy(to, "wakes the machine");
	else if (spec.flow_type & FLOW_RSS)
		snprintf(to, sizeof(to), "RSS context %u", rule->context);
	else
		steer_queue_text(to, sizeof(to),
				 (uint32_t)ethtool_get_flow_spec_ring(spec.ring_cookie), xsk_first);
	snprintf(line + len, STEER_LINE - len, " -> %s", to);
	return line;
}

/* mlx5 returns this errno, which is internal to the kernel and not defined in C libraries. */
#define ENOTSUPP 524

#define NO_RULES \
	"the driver does not support ntuple rules or this flow type, or they are disabled (ethtool -K DEV ntuple on)"

/* Print the probable reason, as the ioctl has no extack. */
static int explain(const struct nic *nic, const struct rule *rule, int err)
{
	static const struct {
		int err;
		const char *words;
	} likely[] = {
		{ EOPNOTSUPP, NO_RULES },
		{ ENOTSUPP, NO_RULES },
		{ EEXIST, "there is a rule for the same packets (steer DEV rules)" },
		{ EINVAL,
		  "the driver cannot match these fields or masks, or the queue does not exist" },
		{ ENOENT, "there is no such RSS context (ethtool -x DEV context N)" },
	};

	if (err == -ENOSPC) {
		cli_error("%s: cannot set the rule: no location %u, or none is free", nic->name,
			  rule->spec.location);
		return err;
	}
	for (size_t i = 0; i < sizeof(likely) / sizeof(likely[0]); i++) {
		if (likely[i].err == -err) {
			cli_error("%s: cannot set the rule: %s: %s", nic->name,
				  err == -ENOTSUPP ? "ENOTSUPP" : strerrorname_np(-err),
				  likely[i].words);
			return err;
		}
	}
	return nic_error(nic, "cannot set the rule", err);
}

/* Set the queue id of the channel, which depends on the kernel. */
static int set_queue(const struct nic *nic, struct steer_request *request, uint32_t xsk_first)
{
	struct ethtool_rxnfc rings = { .cmd = ETHTOOL_GRXRINGS };

	if (!nic_ethtool(nic, &rings) && request->channel >= rings.data) {
		cli_error("%s: there is no channel %u; the last one is %u", nic->name,
			  request->channel, (unsigned int)rings.data - 1);
		return -EINVAL;
	}
	request->rule.spec.ring_cookie = request->channel + (request->xsk ? xsk_first : 0);
	return 0;
}

int steer_insert(const struct nic *nic, struct steer_request *request)
{
	struct ethtool_rx_flow_spec *spec = &request->rule.spec;
	uint32_t xsk_first = xsk_ids_first(nic);
	char line[STEER_LINE];
	int err = 0;

	if (request->drop)
		spec->ring_cookie = RX_CLS_FLOW_DISC;
	else if (!(spec->flow_type & FLOW_RSS))
		err = set_queue(nic, request, xsk_first);
	if (err)
		return err;
	if (!request->located)
		err = rules_free_location(nic, &spec->location);
	if (!err)
		err = rules_insert(nic, &request->rule, &spec->location);
	if (err)
		return explain(nic, &request->rule, err);
	printf("rule %u: %s\n", spec->location, steer_rule_text(line, &request->rule, xsk_first));
	return 0;
}

int steer_delete(const struct nic *nic, uint32_t location)
{
	int err = rules_delete(nic, location);

	if (err == -ENOENT || err == -ENOSPC) {
		cli_error("%s: there is no rule %u (steer %s rules)", nic->name, location,
			  nic->name);
		return err;
	}
	return err ? nic_error(nic, "cannot delete the rule", err) : 0;
}

int steer_delete_all(const struct nic *nic)
{
	struct rules rules;
	int err = rules_read(nic, &rules);

	if (err)
		return nic_error(nic, "cannot read the rules", err);
	for (size_t i = 0; !err && i < rules.count; i++)
		err = steer_delete(nic, rules.list[i].spec.location);
	rules_free(&rules);
	return err;
}

/* Add the channel of a rule's queue to the output of snapshot_rule(). */
static void add_channel(json_t *object, const struct ethtool_rx_flow_spec *spec, uint32_t xsk_first)
{
	uint32_t queue = (uint32_t)ethtool_get_flow_spec_ring(spec->ring_cookie);
	bool xsk = xsk_first && queue >= xsk_first;

	if (spec->flow_type & FLOW_RSS || spec->ring_cookie == RX_CLS_FLOW_DISC ||
	    spec->ring_cookie == RX_CLS_FLOW_WAKE)
		return;
	json_object_set_new(object, "channel", json_integer(xsk ? queue - xsk_first : queue));
	json_object_set_new(object, "xsk", json_boolean(xsk));
}

int steer_list(const struct nic *nic, bool json)
{
	uint32_t xsk_first = xsk_ids_first(nic);
	char line[STEER_LINE];
	struct rules rules;
	int err = rules_read(nic, &rules);

	if (err)
		return nic_error(nic, "cannot read the rules", err);
	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.list[i];

		if (json) {
			json_t *object = snapshot_rule(&rule->spec, rule->context);

			add_channel(object, &rule->spec, xsk_first);
			json_dumpf(object, stdout, JSON_COMPACT);
			putchar('\n');
			json_decref(object);
		} else {
			printf("rule %u: %s\n", rule->spec.location,
			       steer_rule_text(line, rule, xsk_first));
		}
	}
	rules_free(&rules);
	return 0;
}
