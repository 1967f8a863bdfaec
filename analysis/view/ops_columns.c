// SPDX-License-Identifier: GPL-2.0-only
/* Columns of an operation, for all formats. */
#include "analysis/base/util.h"
#include "analysis/view/commands.h"
#include "analysis/view/ops.h"

static struct mt_value step_id(const struct mt_row *row)
{
	return mt_value_text(mt_step_id((enum mt_step)row->i));
}

MT_GETTER(step_count, struct mt_op_step, mt_value_count(at->nr))
MT_GETTER(step_ns, struct mt_op_step, mt_value_if(at->ns, (int64_t)at->ns))
MT_GETTER(step_first, struct mt_op_step, mt_value_count(at->first))
MT_GETTER(step_last, struct mt_op_step, mt_value_count(at->last))
MT_GETTER(step_failed, struct mt_op_step, mt_value_count(at->failed))
MT_GETTER(step_errno, struct mt_op_step, mt_value_errno(at->err))
MT_GETTER(step_failed_ix, struct mt_op_step, mt_value_number(at->failed ? at->err_ix : -1))

static const struct mt_column step_columns[] = {
	MT_COL("step", ID, step_id, JSON),
	MT_COL("count", COUNT, step_count, JSON),
	MT_COL("ns", NUMBER, step_ns, JSON),
	MT_COL("first_ns", COUNT, step_first, JSON),
	MT_COL("last_ns", COUNT, step_last, JSON),
	MT_COL("failed", COUNT, step_failed, JSON),
	MT_COL("errno", ERRNO, step_errno, JSON),
	MT_COL("failed_ix", NUMBER, step_failed_ix, JSON),
};

static void steps_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_op *op = up->at;

	*list = (struct mt_list){ .at = op->step, .nr = MT_STEP_NR, .size = sizeof(*op->step) };
}

/* Skip steps that did not occur. */
static const void *step_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	const struct mt_op_step *step = (const struct mt_op_step *)list->at + i;

	(void)up;
	return step->nr ? step : NULL;
}

static const struct mt_table steps = { MT_COLUMNS(step_columns), .list = steps_of, .at = step_at };

/* Returns the first failed step, or NULL. */
static const struct mt_op_step *failed_step(const struct mt_op *op)
{
	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].failed)
			return &op->step[s];
	return NULL;
}

static struct mt_value op_failed_step(const struct mt_row *row)
{
	const struct mt_op *op = row->at;
	const struct mt_op_step *step = failed_step(op);

	return mt_value_text(step ? mt_step_id((enum mt_step)(step - op->step)) : NULL);
}

static struct mt_value op_failed_errno(const struct mt_row *row)
{
	const struct mt_op_step *step = failed_step(row->at);

	return mt_value_errno(step ? step->err : 0);
}

static struct mt_value op_failed_ix(const struct mt_row *row)
{
	const struct mt_op_step *step = failed_step(row->at);

	return mt_value_number(step ? step->err_ix : -1);
}

static struct mt_value op_unwound(const struct mt_row *row)
{
	mt_op_unwound(row->at, row->room, 160);
	return mt_value_text(row->room);
}

MT_GETTER(op_id, struct mt_op, mt_value_text(mt_op_id(at->kind)))
MT_GETTER(op_dev, struct mt_op, mt_value_text(at->dev))
MT_GETTER(op_netdev, struct mt_op, mt_value_text(at->netdev))
MT_GETTER(op_ifindex, struct mt_op, mt_value_number(at->ifindex))
MT_GETTER(op_comm, struct mt_op, mt_value_text(at->comm))
MT_GETTER(op_pid, struct mt_op, mt_value_number(at->pid))
MT_GETTER(op_trigger, struct mt_op, mt_value_text(at->trigger))
MT_GETTER(op_way, struct mt_op, mt_value_text(at->way))
MT_GETTER(op_incomplete, struct mt_op, mt_value_count(mt_op_incomplete(at)))
MT_GETTER(op_start, struct mt_op, mt_value_count(at->start))
MT_GETTER(op_end, struct mt_op, mt_value_count(at->end))
MT_GETTER(op_duration, struct mt_op,
	  mt_value_number(at->timed ? (int64_t)(at->end - at->start) : -1))
MT_GETTER(op_unfinished, struct mt_op, mt_value_count(at->unfinished))
MT_GETTER(op_answered, struct mt_op, mt_value_count(at->has_err))
MT_GETTER(op_err, struct mt_op, mt_value_if(at->has_err, at->err))
MT_GETTER(op_errno, struct mt_op, mt_value_errno(at->err))
MT_GETTER(op_old_count, struct mt_op, mt_value_number(at->old_count))
MT_GETTER(op_new_count, struct mt_op, mt_value_number(at->new_count))
MT_GETTER(op_changed, struct mt_op, mt_value_text(at->changed))
MT_GETTER(op_replaced, struct mt_op, mt_value_number(at->replaced))
MT_GETTER(op_qid, struct mt_op, mt_value_number(at->qid))
MT_GETTER(op_opened, struct mt_op, mt_value_number(at->opened))
MT_GETTER(op_xdp, struct mt_op, mt_value_number(at->xdp))
MT_GETTER(op_tx_type, struct mt_op, mt_value_text(at->tx_type))
MT_GETTER(op_req_rx_filter, struct mt_op, mt_value_text(at->req_rx_filter))
MT_GETTER(op_rx_filter, struct mt_op, mt_value_text(at->rx_filter))
MT_GETTER(op_location, struct mt_op, mt_value_number(at->location))
MT_GETTER(op_table, struct mt_op, mt_value_number(at->table))
MT_GETTER(op_entry, struct mt_op, mt_value_number(at->entry))
MT_GETTER(op_queue, struct mt_op, mt_value_text(at->queue))
MT_GETTER(op_number, struct mt_op, mt_value_number(at->number))
MT_GETTER(op_channel, struct mt_op, mt_value_number(at->channel))
MT_GETTER(op_commands, struct mt_op, mt_value_count(at->cmds.nr))
MT_GETTER(op_commands_failed, struct mt_op, mt_value_count(at->cmds.failed))
MT_GETTER(op_commands_ns, struct mt_op, mt_value_count(at->cmds.ns))

static void cmds_of_op(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_op *op = up->at;

	*list = (struct mt_list){ .at = &op->cmds, .nr = 1 };
}

static const struct mt_column columns[] = {
	MT_COL("op", ID, op_id, BOTH),
	MT_COL("dev", TEXT, op_dev, BOTH),
	MT_COL("netdev", TEXT, op_netdev, BOTH),
	MT_COL("ifindex", NUMBER, op_ifindex, JSON),
	MT_COL("comm", TEXT, op_comm, BOTH),
	MT_COL("pid", NUMBER, op_pid, BOTH),
	MT_COL("trigger", TEXT, op_trigger, JSON),
	MT_COL("way", TEXT, op_way, JSON),
	MT_COL("unwound", TEXT, op_unwound, JSON),
	MT_COL("incomplete", FLAG, op_incomplete, JSON),
	MT_COL("start_ns", COUNT, op_start, BOTH),
	MT_COL("end_ns", COUNT, op_end, BOTH),
	MT_COL("duration_ns", NUMBER, op_duration, BOTH),
	MT_COL("unfinished", FLAG, op_unfinished, BOTH),
	MT_COL("answered", FLAG, op_answered, CSV),
	MT_COL("err", NUMBER, op_err, JSON),
	MT_COL("errno", ERRNO, op_errno, BOTH),
	MT_COL("old_count", NUMBER, op_old_count, BOTH),
	MT_COL("new_count", NUMBER, op_new_count, BOTH),
	MT_COL("changed", TEXT, op_changed, JSON),
	MT_COL("replaced", BOOL, op_replaced, JSON),
	MT_COL("qid", NUMBER, op_qid, BOTH),
	MT_COL("opened", BOOL, op_opened, JSON),
	MT_COL("xdp", BOOL, op_xdp, JSON),
	MT_COL("tx_type", TEXT, op_tx_type, JSON),
	MT_COL("req_rx_filter", TEXT, op_req_rx_filter, JSON),
	MT_COL("rx_filter", TEXT, op_rx_filter, JSON),
	MT_COL("location", NUMBER, op_location, BOTH),
	MT_COL("table", NUMBER, op_table, JSON),
	MT_COL("entry", NUMBER, op_entry, JSON),
	MT_COL("queue", TEXT, op_queue, JSON),
	MT_COL("queue_number", NUMBER, op_number, JSON),
	MT_COL("channel", NUMBER, op_channel, JSON),
	MT_COL("failed_step", TEXT, op_failed_step, CSV),
	MT_COL("failed_step_errno", ERRNO, op_failed_errno, CSV),
	MT_COL("failed_step_ix", NUMBER, op_failed_ix, CSV),
	{ "commands", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &mt_table_commands,
	  .list = cmds_of_op },
	MT_COL("commands", COUNT, op_commands, CSV),
	MT_COL("commands_failed", COUNT, op_commands_failed, CSV),
	MT_COL("commands_ns", COUNT, op_commands_ns, CSV),
	MT_COL("changed", TEXT, op_changed, CSV),
	{ "steps", MT_COL_LIST, .in = MT_IN_JSON, .rows = &steps },
};

static void ops_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_ops *m = up->v->ops;

	*list = (struct mt_list){ .at = m->ops.at, .nr = m->ops.nr, .size = sizeof(*m->ops.at) };
}

const struct mt_table mt_table_ops = { MT_COLUMNS(columns), .list = ops_of };

MT_GETTER(work_dev, struct mt_background, mt_value_text(at->dev))
MT_GETTER(work_id, struct mt_background, mt_value_text(mt_work_id(at->work)))

static void cmds_of_work(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_background *work = up->at;

	*list = (struct mt_list){ .at = &work->cmds, .nr = 1 };
}

static const struct mt_column background_columns[] = {
	MT_COL("dev", TEXT, work_dev, JSON),
	MT_COL("work", ID, work_id, JSON),
	{ "commands", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &mt_table_commands,
	  .list = cmds_of_work },
};

static void background_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_op_commands *c = &up->v->ops->commands;

	*list = (struct mt_list){ .at = c->background.at,
				  .nr = c->background.nr,
				  .size = sizeof(*c->background.at) };
}

static const struct mt_table background = { MT_COLUMNS(background_columns), .list = background_of };

static void cmds_outside(const struct mt_row *up, struct mt_list *list)
{
	*list = (struct mt_list){ .at = &up->v->ops->commands.outside, .nr = 1 };
}

MT_GETTER(way_dev, struct mt_issue, mt_value_text(at->dev))
MT_GETTER(way_name, struct mt_issue, mt_value_text(at->name))
MT_GETTER(way_opcode, struct mt_issue, mt_value_number(at->opcode))
MT_GETTER(way_comm, struct mt_issue, mt_value_text(at->by.comm))
MT_GETTER(way_pid, struct mt_issue, mt_value_number(at->by.pid))
MT_GETTER(way_issued, struct mt_issue, mt_value_count(at->by.ts))
MT_GETTER(way_submitted, struct mt_issue, mt_value_if(at->submitted, (int64_t)at->submitted))
MT_GETTER(way_slot, struct mt_issue, mt_value_if(at->slot >= 0, at->slot))

static struct mt_value way_awaits(const struct mt_row *row)
{
	return mt_value_text(mt_awaits_id(mt_issue_awaits(&row->v->ops->commands, row->at)));
}

static const struct mt_column way_columns[] = {
	MT_COL("dev", TEXT, way_dev, JSON),
	MT_COL("opcode", TEXT, way_name, JSON),
	MT_COL("number", NUMBER, way_opcode, JSON),
	MT_COL("comm", TEXT, way_comm, JSON),
	MT_COL("pid", NUMBER, way_pid, JSON),
	MT_COL("issued_ns", COUNT, way_issued, JSON),
	MT_COL("submitted_ns", NUMBER, way_submitted, JSON),
	MT_COL("slot", NUMBER, way_slot, JSON),
	MT_COL("awaits", ID, way_awaits, JSON),
};

static void under_way_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_op_commands *c = &up->v->ops->commands;

	*list = (struct mt_list){ .at = c->issues.at,
				  .nr = c->seen ? c->issues.nr : 0,
				  .size = sizeof(*c->issues.at) };
}

static const struct mt_table under_way = { MT_COLUMNS(way_columns), .list = under_way_of };

static struct mt_value commands_seen(const struct mt_row *row)
{
	return mt_value_count(row->v->ops->commands.seen);
}

static const struct mt_column part_columns[] = {
	{ "ops", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_ops },
	{ "commands_outside", MT_COL_OBJECT, .in = MT_IN_JSON, .rows = &mt_table_commands,
	  .list = cmds_outside },
	{ "background", MT_COL_LIST, .in = MT_IN_JSON, .rows = &background },
	MT_COL("commands_seen", FLAG, commands_seen, JSON),
	{ "commands_under_way", MT_COL_LIST, .in = MT_IN_JSON, .rows = &under_way },
};

const struct mt_table mt_part_ops = { MT_COLUMNS(part_columns) };
