// SPDX-License-Identifier: GPL-2.0-only
/* Operations and changes of channels, a line for each. */
#include "analysis/view/view.h"

const char mt_csv_ops_header[] =
	"recording,op,dev,netdev,comm,pid,start_ns,end_ns,duration_ns,unfinished,answered,errno,"
	"old_count,new_count,qid,location,failed_step,failed_step_errno,failed_step_ix,"
	"commands,commands_failed,commands_ns";

static void one_op(struct mt_csv *csv, const struct mt_op *op)
{
	int failed = -1;

	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].failed && failed < 0)
			failed = s;
	mt_csv_begin(csv);
	mt_csv_text(csv, mt_op_id(op->kind));
	mt_csv_text(csv, op->dev);
	mt_csv_text(csv, op->netdev);
	mt_csv_text(csv, op->comm);
	mt_csv_number(csv, op->pid);
	mt_csv_unsigned(csv, op->start);
	mt_csv_unsigned(csv, op->end);
	mt_csv_number(csv, op->has_steps ? (int64_t)(op->end - op->start) : -1);
	mt_csv_number(csv, op->unfinished);
	mt_csv_number(csv, op->has_err);
	mt_csv_errno(csv, op->err);
	mt_csv_number(csv, op->old_count);
	mt_csv_number(csv, op->new_count);
	mt_csv_number(csv, op->qid);
	mt_csv_number(csv, op->location);
	mt_csv_text(csv, failed < 0 ? NULL : mt_step_id((enum mt_step)failed));
	mt_csv_errno(csv, failed < 0 ? 0 : op->step[failed].err);
	mt_csv_number(csv, failed < 0 ? -1 : op->step[failed].err_ix);
	mt_csv_unsigned(csv, op->cmds.nr);
	mt_csv_unsigned(csv, op->cmds.failed);
	mt_csv_unsigned(csv, op->cmds.ns);
	mt_csv_end(csv);
}

void mt_csv_ops(const struct mt_view *v)
{
	struct mt_csv csv = { .v = v };

	for (unsigned int i = 0; i < v->ops->ops.nr; i++)
		one_op(&csv, &v->ops->ops.at[i]);
}

const char mt_csv_channels_header[] =
	"recording,time_ns,dev,netdev,event,ix,cpu,rqn,cqn,xsk_rqn,tirn,rqtn,errno";

void mt_csv_channels(const struct mt_view *v)
{
	const struct mt_channels *m = v->channels;
	struct mt_csv csv = { .v = v };

	for (unsigned int i = 0; i < m->changes.nr; i++) {
		const struct mt_change *c = mt_change_at(m, i);

		mt_csv_begin(&csv);
		mt_csv_unsigned(&csv, c->ts);
		mt_csv_text(&csv, m->devs.at[c->dev].dev);
		mt_csv_text(&csv, m->devs.at[c->dev].netdev);
		mt_csv_text(&csv, mt_event_name(c->event));
		mt_csv_number(&csv, c->ix);
		mt_csv_number(&csv, c->cpu);
		mt_csv_number(&csv, c->rqn);
		mt_csv_number(&csv, c->cqn);
		mt_csv_number(&csv, c->xsk_rqn);
		mt_csv_number(&csv, c->tirn);
		mt_csv_number(&csv, c->rqtn);
		mt_csv_errno(&csv, c->err);
		mt_csv_end(&csv);
	}
}
