// SPDX-License-Identifier: GPL-2.0-only
/* Parses a rule that is given on the command line. */
#include <errno.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/flow_types.h"
#include "workloads/steer_rules.h"

enum action { ACT_NONE, ACT_CHANNEL, ACT_CONTEXT, ACT_DROP };

static int number(const char *word, const char *text, uint32_t *value)
{
	if (!text)
		return cli_usage("%s requires a number", word);
	if (cli_number(text, UINT32_MAX - 1, value))
		return cli_usage("%s requires a number, not '%s'", word, text);
	return 0;
}

static int field(struct steer_request *request, const char *word, const char *text)
{
	const char *type = flow_type_of(request->rule.spec.flow_type)->name;
	int err = flow_set(&request->rule.spec, word, text ? text : "");

	if (err == -ENOENT)
		return cli_usage("no field '%s' in %s", word, type);
	if (!text)
		return cli_usage("%s requires a value", word);
	if (err)
		return cli_usage("'%s' is not a value for %s of %s", text, word, type);
	return 0;
}

static int choose(enum action *chosen, enum action action)
{
	if (*chosen && *chosen != action)
		return cli_usage("give only one of channel, context and drop");
	*chosen = action;
	return 0;
}

int steer_request(struct steer_request *request, char *const words[])
{
	const struct flow_type *type = words[0] ? flow_type_named(words[0]) : NULL;
	struct ethtool_rx_flow_spec *spec = &request->rule.spec;
	enum action action = ACT_NONE;
	int err = 0;

	*request = (struct steer_request){};
	if (!type)
		return words[0] ? cli_usage("no flow type '%s'; the types are %s", words[0],
					    flow_type_names()) :
				  cli_usage("a rule requires a flow type: %s", flow_type_names());
	spec->flow_type = type->number;
	if (type->number == IP_USER_FLOW)
		spec->h_u.usr_ip4_spec.ip_ver = ETH_RX_NFC_IP4;
	for (words++; !err && *words; words++) {
		const char *word = *words;

		if (!strcmp(word, "drop")) {
			err = choose(&action, ACT_DROP);
			continue;
		}
		if (!strcmp(word, "xsk")) {
			request->xsk = true;
			continue;
		}
		if (!strcmp(word, "channel")) {
			err = choose(&action, ACT_CHANNEL);
			err = err ? err : number(word, words[1], &request->channel);
		} else if (!strcmp(word, "context")) {
			err = choose(&action, ACT_CONTEXT);
			err = err ? err : number(word, words[1], &request->rule.context);
		} else if (!strcmp(word, "loc")) {
			err = number(word, words[1], &spec->location);
			request->located = true;
		} else {
			err = field(request, word, words[1]);
		}
		words++;
	}
	if (err)
		return err;
	if (!action)
		return cli_usage("a rule requires an action: channel N, context N or drop");
	if (request->xsk && action != ACT_CHANNEL)
		return cli_usage("xsk requires channel N");
	request->drop = action == ACT_DROP;
	if (action == ACT_CONTEXT)
		spec->flow_type |= FLOW_RSS;
	return 0;
}
