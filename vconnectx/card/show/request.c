// SPDX-License-Identifier: GPL-2.0-only
/* Requests of the control socket. */
#include "vconnectx/card/show/request.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/show/answer.h"
#include "vconnectx/card/show/show.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/host/util.h"

static json_t *refuse(const char *why)
{
	return json_pack("{s:s}", "error", why);
}

/* begin the answer; Return: NULL, or the complete answer */
static json_t *show(struct vcx_dev *dev, struct vcx_answer *answer, const char *what)
{
	static const struct {
		const char *name;
		void (*show)(struct vcx_dev *dev, struct vcx_answer *answer);
	} kinds[] = {
		{ "objects", vcx_show_objects },   { "queues", vcx_show_queues },
		{ "counters", vcx_show_counters }, { "steering", vcx_show_steering },
		{ "commands", vcx_show_commands },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].name, what))
			continue;
		vcx_answer_add(answer, "{\"");
		vcx_answer_add(answer, what);
		vcx_answer_add(answer, "\":");
		kinds[i].show(dev, answer);
		return NULL;
	}
	return refuse("show: not one of objects, queues, counters, steering, commands");
}

static json_t *link_to(struct vcx_dev *dev, const char *state)
{
	bool up = !strcmp(state, "up");

	if (!up && strcmp(state, "down"))
		return refuse("link: not one of up, down");
	vcx_port_set_cable(dev, up);
	return json_pack("{s:s}", "link", state);
}

static json_t *add_fault(struct vcx_dev *dev, const char *rule)
{
	char err[512];

	return vcx_fault_add(dev, rule, err, sizeof(err)) ? json_pack("{s:s}", "fault", rule) :
							    refuse(err);
}

static json_t *faults(struct vcx_dev *dev, const char *what)
{
	json_t *list = json_array();

	if (!strcmp(what, "clear"))
		vcx_fault_clear(dev);
	else if (strcmp(what, "list"))
		return json_decref(list), refuse("faults: not one of list, clear");
	for (size_t i = 0; i < dev->nr_faults; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:I, s:I}", "rule", dev->faults[i].text,
						"matched", (json_int_t)dev->faults[i].matched,
						"fired", (json_int_t)dev->faults[i].fired));
	return json_pack("{s:o}", "faults", list);
}

static void answer(struct vcx_dev *dev, struct vcx_answer *answer, const char *text)
{
	json_t *request = json_loads(text, 0, NULL), *reply;
	const char *what, *state;

	if (!json_is_object(request))
		reply = refuse("not a JSON object");
	else if (!json_unpack(request, "{s:s !}", "show", &what))
		reply = show(dev, answer, what);
	else if (!json_unpack(request, "{s:s !}", "link", &state))
		reply = link_to(dev, state);
	else if (!json_unpack(request, "{s:s !}", "fault", &what))
		reply = add_fault(dev, what);
	else if (!json_unpack(request, "{s:s !}", "faults", &what))
		reply = faults(dev, what);
	else
		reply = refuse(
			"not one of {\"show\": WHAT}, {\"link\": STATE}, {\"fault\": RULE} and {\"faults\": \"list\" or \"clear\"}");
	json_decref(request);
	if (!answer->len)
		vcx_answer_add_json(answer, reply);
}

struct vcx_answer *vcx_request(struct vcx_dev *dev, const char *text)
{
	struct vcx_answer *a = calloc(1, sizeof(*a));

	if (a)
		answer(dev, a, text);
	return a;
}
