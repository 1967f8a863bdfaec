// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/commands.h"

#include <stdio.h>

bool flow_commands_add(struct flow_commands *c, const struct flow_node *command)
{
	struct flow_command_kind *kind = NULL;
	const struct flow_node **slot;

	if (command->outcome || flow_node_errno(command)) {
		slot = mt_vec_add(&c->failed);
		if (slot)
			*slot = command;
		return slot;
	}
	c->nr++;
	if (command->end)
		c->ns += command->end - command->start;
	for (unsigned int i = 0; i < c->kinds.nr && !kind; i++)
		if (!strcmp(c->kinds.at[i].name, command->name))
			kind = &c->kinds.at[i];
	if (!kind)
		kind = mt_vec_add(&c->kinds);
	if (!kind)
		return false;
	kind->name = command->name;
	kind->nr++;
	snprintf(kind->times, sizeof(kind->times), " x%u", kind->nr);
	return true;
}

void flow_commands_clear(struct flow_commands *c)
{
	free(c->kinds.at);
	free(c->failed.at);
	*c = (struct flow_commands){ 0 };
}
