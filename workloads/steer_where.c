// SPDX-License-Identifier: GPL-2.0-only
/* Queries the device and prints the destinations of flows. */
#include "workloads/steer_where.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/steer_hash.h"
#include "workloads/steer_rules.h"
#include "workloads/xsk_ids.h"

/* the data of the device, which is read once for all flows */
struct device {
	const struct nic *nic;
	bool mlx5;
	uint32_t xsk_first;
	struct rules rules;
	/* the RSS configuration of context; valid if has_rss is set */
	bool has_rss;
	uint32_t context;
	struct rss rss;
	__u64 fields;
};

/* the destination is queue, unless drop or spread.why is set */
struct answer {
	const char *src, *dst;
	const struct rule *rule;
	size_t doubts;
	bool drop;
	bool spreads;
	struct steer_spread spread;
	uint32_t queue;
};

static int need_rss(struct device *device, uint32_t context, const struct steer_flow *flow)
{
	const struct nic *nic = device->nic;
	int err;

	if (device->has_rss && device->context == context)
		return 0;
	if (device->has_rss)
		rss_free(&device->rss);
	device->has_rss = false;
	err = rss_read(nic, context, &device->rss);
	if (err)
		return nic_error(nic, "cannot read the RSS table", err);
	err = rss_read_fields(nic, steer_flow_hash_type(flow), context, &device->fields);
	/* before 6.12, only the fields of the device itself can be read, not those of contexts */
	if (err && context)
		err = rss_read_fields(nic, steer_flow_hash_type(flow), 0, &device->fields);
	if (err) {
		rss_free(&device->rss);
		return nic_error(nic, "cannot read the hash fields", err);
	}
	device->has_rss = true;
	device->context = context;
	return 0;
}

static int find(struct device *device, const struct steer_flow *flow, struct answer *answer)
{
	const struct rule *rule = steer_choose(&device->rules, flow, device->mlx5, &answer->doubts);
	bool spreads = !rule || rule->spec.flow_type & FLOW_RSS;
	int err = 0;

	answer->rule = rule;
	answer->spreads = spreads;
	if (rule && (rule->spec.ring_cookie == RX_CLS_FLOW_DISC ||
		     rule->spec.ring_cookie == RX_CLS_FLOW_WAKE)) {
		answer->drop = true;
		answer->spreads = false;
	} else if (spreads) {
		err = need_rss(device, rule ? rule->context : 0, flow);
		if (!err)
			steer_spread(&answer->spread, &device->rss, device->fields, flow,
				     device->mlx5);
		answer->queue = answer->spread.queue;
	} else {
		answer->queue = (uint32_t)ethtool_get_flow_spec_ring(rule->spec.ring_cookie);
	}
	return err;
}

static const char *transformation(uint8_t transformation)
{
	return transformation & RXH_XFRM_SYM_OR_XOR ? "symmetric-or-xor" :
	       transformation & RXH_XFRM_SYM_XOR    ? "symmetric-xor" :
						      "none";
}

static json_t *spread_json(const struct device *device, const struct steer_spread *spread)
{
	char letters[STEER_LETTERS];

	return json_pack("{ss si ss ss si si si}", "function", device->rss.function, "context",
			 (int)device->context, "fields", steer_letters(letters, spread->fields),
			 "transformation", transformation(spread->transformation), "value",
			 (json_int_t)spread->value, "place", (int)spread->place, "places",
			 (int)device->rss.table_size);
}

static void print_json(const struct device *device, const struct steer_flow *flow,
		       const struct answer *answer)
{
	bool xsk = device->xsk_first && answer->queue >= device->xsk_first;
	bool known = !answer->drop && !answer->spread.why;
	json_t *object =
		json_pack("{ss ss ss so si sb so so so so sb}", "type", flow->type->name, "src",
			  answer->src, "dst", answer->dst, "rule",
			  answer->rule ? json_integer(answer->rule->spec.location) : json_null(),
			  "doubts", (int)answer->doubts, "drop", answer->drop, "hash",
			  answer->spreads && !answer->spread.why ?
				  spread_json(device, &answer->spread) :
				  json_null(),
			  "why", answer->spread.why ? json_string(answer->spread.why) : json_null(),
			  "queue", known ? json_integer(answer->queue) : json_null(), "channel",
			  known ? json_integer(xsk ? answer->queue - device->xsk_first :
						     answer->queue) :
				  json_null(),
			  "xsk", known && xsk);

	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct device *device, const struct steer_flow *flow,
		       const struct answer *answer)
{
	const struct steer_spread *spread = &answer->spread;
	char line[STEER_LINE], letters[STEER_LETTERS], words[STEER_WORDS];

	printf("%s %s -> %s\n", flow->type->name, answer->src, answer->dst);
	if (answer->rule)
		printf("  rule %u matches: %s\n", answer->rule->spec.location,
		       steer_rule_text(line, answer->rule, device->xsk_first));
	else
		printf("  no rule matches, of %zu\n", device->rules.count);
	if (answer->doubts)
		printf("  not certain: %zu more rules may come first (MAC addresses and protocols are not given, or the order is the driver's)\n",
		       answer->doubts);
	if (answer->spreads && !spread->why)
		printf("  %s of %s (%s)%s%s: 0x%x, entry %u of %u in the table\n",
		       device->rss.function, steer_letters(letters, spread->fields),
		       steer_field_words(words, sizeof(words), spread->fields),
		       spread->transformation ? ", " : "",
		       spread->transformation ? transformation(spread->transformation) : "",
		       spread->value, spread->place, device->rss.table_size);
	if (spread->why)
		snprintf(line, sizeof(line), "unknown: %s", spread->why);
	else if (answer->drop)
		strcpy(line, "dropped");
	else
		steer_queue_text(line, sizeof(line), answer->queue, device->xsk_first);
	printf("  -> %s\n", line);
}

/* All arguments are parsed before the first query of the device. */
static int check_words(char *const words[])
{
	struct steer_flow flow;

	if (!words[0])
		return cli_usage("where requires a flow type (%s), source and destination",
				 STEER_FLOW_TYPES);
	if (steer_flow_type(&flow, words[0]))
		return cli_usage("'%s' is not a flow type; the types are %s", words[0],
				 STEER_FLOW_TYPES);
	if (!words[1])
		return cli_usage("a flow requires a source and a destination");
	for (size_t i = 1; words[i]; i += 2) {
		const char *form = !flow.protocol ? "ADDRESS" :
				   flow.v6	  ? "[ADDRESS]:PORT" :
						    "ADDRESS:PORT";

		if (steer_flow_src(&flow, words[i]))
			return cli_usage("%s requires %s as source, not '%s'", words[0], form,
					 words[i]);
		if (!words[i + 1])
			return cli_usage("the destination of %s is missing", words[i]);
		if (steer_flow_dst(&flow, words[i + 1]))
			return cli_usage("%s requires %s as destination, not '%s'", words[0], form,
					 words[i + 1]);
	}
	return 0;
}

int steer_where(const struct nic *nic, char *const words[], bool json)
{
	struct device device = {
		.nic = nic,
		.mlx5 = !strcmp(nic->driver, "mlx5_core"),
		.xsk_first = xsk_ids_first(nic),
	};
	struct steer_flow flow;
	int err = check_words(words);

	if (err)
		return err;
	steer_flow_type(&flow, words[0]);
	err = rules_read(nic, &device.rules);
	/* a driver that does not support rules has none */
	if (err && err != -EOPNOTSUPP)
		return nic_error(nic, "cannot read the rules", err);
	err = 0;
	for (size_t i = 1; !err && words[i]; i += 2) {
		struct answer answer = { .src = words[i], .dst = words[i + 1] };

		steer_flow_src(&flow, answer.src);
		steer_flow_dst(&flow, answer.dst);
		err = find(&device, &flow, &answer);
		if (err)
			break;
		if (json)
			print_json(&device, &flow, &answer);
		else
			print_text(&device, &flow, &answer);
	}
	if (device.has_rss)
		rss_free(&device.rss);
	rules_free(&device.rules);
	return err;
}
