// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/view.h"

static json_t *one(const struct mt_cmd *cmd)
{
	return json_pack("{so so sI sI sI sI so so so}", "opcode", mt_json_text(cmd->name),
			 "number", mt_json_number(cmd->opcode), "count", (json_int_t)cmd->nr, "ns",
			 (json_int_t)cmd->ns, "max_ns", (json_int_t)cmd->max_ns, "failed",
			 (json_int_t)cmd->failed, "status", mt_json_text(cmd->status), "syndrome",
			 mt_json_number(cmd->syndrome), "errno", mt_json_errno(cmd->err));
}

json_t *mt_json_commands(const struct mt_cmds *cmds)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		json_array_append_new(list, one(&cmds->by_opcode.at[i]));
	return json_pack("{sI sI sI so so so}", "count", (json_int_t)cmds->nr, "failed",
			 (json_int_t)cmds->failed, "ns", (json_int_t)cmds->ns, "first_ns",
			 cmds->nr ? json_integer((json_int_t)cmds->first) : json_null(), "last_ns",
			 cmds->nr ? json_integer((json_int_t)cmds->last) : json_null(), "by_opcode",
			 list);
}
