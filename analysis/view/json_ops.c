// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/view.h"

static json_t *step(const struct mt_op_step *s, enum mt_step which)
{
	return json_pack("{ss si so sI sI si so so}", "step", mt_step_id(which), "count",
			 (int)s->nr, "ns", s->ns ? json_integer((json_int_t)s->ns) : json_null(),
			 "first_ns", (json_int_t)s->first, "last_ns", (json_int_t)s->last, "failed",
			 (int)s->failed, "errno", mt_json_errno(s->err), "failed_ix",
			 mt_json_number(s->failed ? s->err_ix : -1));
}

json_t *mt_json_op(const struct mt_op *op)
{
	json_t *steps = json_array();
	char unwound[160];

	mt_op_unwound(op, unwound, sizeof(unwound));
	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].nr)
			json_array_append_new(steps, step(&op->step[s], (enum mt_step)s));
	return json_pack(
		"{ss so so so so so so so so sb sI sI so sb so so so so so so so so so so so so so so so}",
		"op", mt_op_id(op->kind), "dev", mt_json_text(op->dev), "netdev",
		mt_json_text(op->netdev), "ifindex", mt_json_number(op->ifindex), "comm",
		mt_json_text(op->comm), "pid", mt_json_number(op->pid), "trigger",
		mt_json_text(op->trigger), "way", mt_json_text(op->way), "unwound",
		mt_json_text(unwound), "incomplete", mt_op_incomplete(op), "start_ns",
		(json_int_t)op->start, "end_ns", (json_int_t)op->end, "duration_ns",
		op->has_steps ? mt_json_number((int64_t)(op->end - op->start)) : json_null(),
		"unfinished", op->unfinished, "err",
		op->has_err ? json_integer(op->err) : json_null(), "errno", mt_json_errno(op->err),
		"old_count", mt_json_number(op->old_count), "new_count",
		mt_json_number(op->new_count), "qid", mt_json_number(op->qid), "opened",
		op->opened < 0 ? json_null() : json_boolean(op->opened), "xdp",
		op->xdp < 0 ? json_null() : json_boolean(op->xdp), "tx_type",
		mt_json_text(op->tx_type), "req_rx_filter", mt_json_text(op->req_rx_filter),
		"rx_filter", mt_json_text(op->rx_filter), "location", mt_json_number(op->location),
		"table", mt_json_number(op->table), "entry", mt_json_number(op->entry), "commands",
		mt_json_commands(&op->cmds), "steps", steps);
}

static json_t *background(const struct mt_op_commands *c)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < c->background.nr; i++)
		json_array_append_new(list,
				      json_pack("{so ss so}", "dev",
						mt_json_text(c->background.at[i].dev), "work",
						mt_work_id(c->background.at[i].work), "commands",
						mt_json_commands(&c->background.at[i].cmds)));
	return list;
}

void mt_json_ops(const struct mt_view *v, json_t *to)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < v->ops->ops.nr; i++)
		json_array_append_new(list, mt_json_op(&v->ops->ops.at[i]));
	json_object_set_new(to, "ops", list);
	json_object_set_new(to, "commands_outside", mt_json_commands(&v->ops->commands.outside));
	json_object_set_new(to, "background", background(&v->ops->commands));
	json_object_set_new(to, "commands_seen", json_boolean(v->ops->commands.seen));
}

void mt_json_report(const struct mt_view *v, json_t *to)
{
	mt_json_ops(v, to);
	mt_json_findings(v, to);
	mt_json_xsk(v, to);
	mt_json_channels(v, to);
	mt_json_graph(v, to);
}
