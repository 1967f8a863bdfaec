// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/ops_phase.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

/* Maximum number of incomplete operations. */
#define MAX_RUNS 64

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_ops *m = mt_model_new(sizeof(*m));

	if (!m)
		return NULL;
	m->use = query ? query->ops : MT_OPS_KEPT;
	m->deleting = m->recovering.op = -1;
	m->snapshot = mt_mem(calloc(1, sizeof(*m->snapshot)));
	if (m->snapshot)
		mt_snapshot_read(m->snapshot, rec);
	return m;
}

static void destroy(void *model)
{
	struct mt_ops *m = model;

	for (unsigned int i = 0; i < m->ops.nr && !m->settled; i++)
		mt_cmds_free(&m->ops.at[i].cmds);
	for (unsigned int i = 0; i < m->runs.nr; i++)
		mt_cmds_free(&m->runs.at[i].cmds);
	mt_op_sums_free(&m->sums);
	mt_op_commands_free(&m->commands);
	if (m->snapshot)
		mt_snapshot_free(m->snapshot);
	free(m->snapshot);
	mt_model_fini(&m->base);
	mt_evidence_drop(&m->recovering.by);
	mt_long_free(&m->ops);
	free(m->runs.at);
	free(m);
}

/*
 * The operation begins with its first command. As the event of each command contains its durations,
 * its start is known even if mlx5_cmd_issue was not recorded, except for a wait that was not
 * measured.
 */
static void begin_with_commands(struct mt_op *op)
{
	if (!op->cmds.nr || op->cmds.first >= op->start)
		return;
	op->start = op->cmds.first;
	op->timed = true;
}

/*
 * Append a completed operation. No more events of the previous operation follow, with two
 * exceptions.
 */
static struct mt_op *add_op(struct mt_ops *m)
{
	int before = (int)m->ops.nr - 1;

	if (before != m->deleting && before != m->recovering.op)
		mt_ops_settle_commands(m, before);
	return mt_long_add(&m->ops);
}

/* Set the operation that is deleting a rule: @op, or none (-1). */
static void set_deleting(struct mt_ops *m, int op)
{
	if (m->deleting >= 0 && m->deleting != op)
		mt_ops_settle_commands(m, m->deleting);
	m->deleting = op;
}

static void finish_run(struct mt_ops *m, unsigned int i)
{
	struct mt_op *op = add_op(m);

	if (op) {
		*op = m->runs.at[i];
		mt_run_name(op);
		mt_op_trigger_of_params(op);
	}
	mt_vec_remove(&m->runs, i);
}

static int find_run(struct mt_ops *m, const struct mt_record *r, const char *dev)
{
	for (unsigned int i = 0; i < m->runs.nr; i++)
		if (m->runs.at[i].pid == r->pid && m->runs.at[i].dev == dev)
			return (int)i;
	return -1;
}

/* Whether a step is traced at its start; other steps are traced at their end. */
static bool traced_at_start(int step)
{
	return step == MT_STEP_DEACTIVATE || step == MT_STEP_DEACTIVATE_XSK ||
	       step == MT_STEP_CLOSE || step == MT_STEP_CLOSE_XSK;
}

/* Assign the time since the last step of @run to @step or to the last step. */
static void take_time(struct mt_ops *m, struct mt_op *run, int step, uint64_t ts)
{
	int whose = run->last_step >= 0 && traced_at_start(run->last_step) ? run->last_step : step;
	uint64_t from = run->last_step >= 0 ? run->end : run->start;

	/* the first step only has a duration if its commands are known */
	if (run->last_step < 0 && (from == ts || (step >= 0 && traced_at_start(step))))
		return;
	if (whose < 0 || ts < from)
		return;
	run->step[whose].ns += ts - from;
	mt_times_add(&m->sums.steps[whose].ns, ts - from);
}

static bool steers(enum mt_step step)
{
	return step == MT_STEP_RSS_DROP || step == MT_STEP_DROP || step == MT_STEP_RSS ||
	       step == MT_STEP_REDIRECT || step == MT_STEP_DROP_UNUSED;
}

/*
 * Find the run of a step of this task. The pending commands belong to the step, but some may belong
 * to a previous run that this step ends.
 */
static struct mt_op *run_of(struct mt_ops *m, const struct mt_record *r, const char *dev,
			    enum mt_step *step)
{
	int i = find_run(m, r, dev);
	bool over = false;
	struct mt_op *run;

	if (i >= 0 && *step == MT_STEP_DROP && mt_run_is_up(&m->runs.at[i]))
		*step = MT_STEP_DROP_UNUSED;
	if (i >= 0)
		over = mt_run_ends_before(&m->runs.at[i], *step);
	if (i >= 0 && !over) {
		run = &m->runs.at[i];
		mt_op_commands_claim(&m->commands, r->pid, dev, &run->cmds, NULL, false, false);
		return run;
	}
	if (i < 0 && m->runs.nr == MAX_RUNS)
		finish_run(m, 0);
	run = mt_vec_add(&m->runs);
	if (!run)
		return NULL;
	mt_op_init(m, run, r);
	run->has_steps = run->timed = true;
	mt_op_commands_claim(&m->commands, r->pid, dev, &run->cmds,
			     over ? &m->runs.at[i].cmds : NULL, true, steers(*step));
	begin_with_commands(run);
	if (over) {
		finish_run(m, (unsigned int)i);
		run = &m->runs.at[m->runs.nr - 1];
	}
	return run;
}

static void take_step(struct mt_ops *m, const struct mt_record *r, enum mt_step step)
{
	const char *dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	struct mt_op *run = run_of(m, r, dev, &step);
	int err = (int)mt_num(r, MT_KEY_ERR, 0);
	struct mt_op_step *s;

	if (!run)
		return;
	set_deleting(m, -1);
	take_time(m, run, (int)step, r->ts);
	run->last_step = (int)step;
	run->end = r->ts;
	if (step == MT_STEP_OPEN && mt_num(r, MT_KEY_XDP, -1) > run->channels_xdp)
		run->channels_xdp = mt_num(r, MT_KEY_XDP, -1);
	if (!*run->netdev) {
		run->netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV));
		run->ifindex = mt_num(r, MT_KEY_IFINDEX, -1);
	}
	s = &run->step[step];
	if (!s->nr++)
		s->first = r->ts;
	s->last = r->ts;
	if (err && !s->failed++) {
		s->err = err;
		s->err_ix = mt_num(r, MT_KEY_IX, -1);
		if (!run->step_failed.event && m->use == MT_OPS_KEPT)
			run->step_failed = mt_evidence_of(&m->base, r);
	}
}

/*
 * Keep the event with the result as evidence for findings about failures and about sockets without
 * a queue.
 */
static void keep_answer(struct mt_ops *m, struct mt_op *op, const struct mt_record *r)
{
	if (m->use == MT_OPS_KEPT && (op->kind == MT_OP_XSK_BIND || mt_op_failed(op)))
		op->answer = mt_evidence_of(&m->base, r);
}

/* The run of a mlx5e_switch_params: the run of its steps, or a new run without steps. */
static struct mt_op *switched_run(struct mt_ops *m, const struct mt_record *r, const char *dev)
{
	int i = find_run(m, r, dev);
	struct mt_op *run;

	if (i >= 0 && mt_run_leads_to_switch(&m->runs.at[i], r)) {
		run = &m->runs.at[i];
		take_time(m, run, -1, r->ts);
		mt_op_commands_claim(&m->commands, r->pid, dev, &run->cmds, NULL, false, false);
		return run;
	}
	mt_op_commands_answer(&m->commands, r->pid, dev, NULL, i >= 0 ? &m->runs.at[i].cmds : NULL);
	if (i >= 0)
		finish_run(m, (unsigned int)i);
	else if (m->runs.nr == MAX_RUNS)
		finish_run(m, 0);
	run = mt_vec_add(&m->runs);
	if (run)
		mt_op_init(m, run, r);
	return run;
}

static void take_switch(struct mt_ops *m, const struct mt_record *r)
{
	struct mt_op *run = switched_run(m, r, mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)));

	if (!run)
		return;
	set_deleting(m, -1);
	run->end = r->ts;
	run->switched = true;
	run->has_err = true;
	run->err = (int)mt_num(r, MT_KEY_ERR, 0);
	run->old_count = mt_num(r, MT_KEY_OLD_NCH, -1);
	run->new_count = mt_num(r, MT_KEY_NEW_NCH, -1);
	run->changed = mt_model_name(&m->base, mt_str(r, MT_KEY_CHANGED));
	run->changes = mt_num(r, MT_KEY_CHANGED, 0);
	run->replaced = mt_num(r, MT_KEY_REPLACED, -1);
	run->netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV));
	run->ifindex = mt_num(r, MT_KEY_IFINDEX, -1);
	keep_answer(m, run, r);
}

/* Move the steps of @run to @op, the operation whose result was traced. */
static void take_run(struct mt_op *op, const struct mt_op *run)
{
	op->start = run->start;
	op->has_steps = run->has_steps;
	op->timed = run->timed;
	op->channels_xdp = run->channels_xdp;
	memcpy(op->step, run->step, sizeof(op->step));
	op->step_failed = run->step_failed;
	op->switched = run->switched;
	op->changed = run->changed;
	op->changes = run->changes;
	op->replaced = run->replaced;
	op->trigger = run->trigger;
	op->way = run->way;
	op->cmds = run->cmds;
}

static void take_end(struct mt_ops *m, const struct mt_record *r, enum mt_op_kind kind)
{
	const char *dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	int i = find_run(m, r, dev);
	struct mt_op op, *kept;

	mt_op_init(m, &op, r);
	op.kind = kind;
	op.has_err = mt_has(r, MT_KEY_ERR);
	op.err = (int)mt_num(r, MT_KEY_ERR, 0);
	op.old_count = mt_num(r, MT_KEY_OLD_COUNT, -1);
	op.new_count = mt_num(r, MT_KEY_NEW_COUNT, -1);
	op.qid = mt_num(r, MT_KEY_QID, -1);
	op.location = mt_num(r, MT_KEY_LOCATION, -1);
	/* table 0 does not belong to a rule */
	if (mt_num(r, MT_KEY_TABLE, 0)) {
		op.table = mt_num(r, MT_KEY_TABLE, -1);
		op.entry = mt_num(r, MT_KEY_ENTRY, -1);
	}
	op.opened = mt_num(r, MT_KEY_OPENED, -1);
	op.xdp = mt_num(r, MT_KEY_XDP, -1);
	op.tx_type = mt_model_name(&m->base, mt_str(r, MT_KEY_TX_TYPE));
	op.req_rx_filter = mt_model_name(&m->base, mt_str(r, MT_KEY_REQ_RX_FILTER));
	op.rx_filter = mt_model_name(&m->base, mt_str(r, MT_KEY_RX_FILTER));
	if (i >= 0 && mt_run_leads_to(&m->runs.at[i], &op)) {
		take_time(m, &m->runs.at[i], -1, r->ts);
		take_run(&op, &m->runs.at[i]);
		mt_op_commands_claim(&m->commands, r->pid, dev, &op.cmds, NULL, false, false);
		mt_vec_remove(&m->runs, (unsigned int)i);
	} else {
		mt_op_commands_answer(&m->commands, r->pid, dev,
				      kind == MT_OP_RULE_ADD ? &op.cmds : NULL,
				      i >= 0 ? &m->runs.at[i].cmds : NULL);
		if (i >= 0)
			finish_run(m, (unsigned int)i);
		begin_with_commands(&op);
	}
	keep_answer(m, &op, r);
	kept = add_op(m);
	if (kept)
		*kept = op;
	else
		mt_cmds_free(&op.cmds);
	set_deleting(m, kept && kind == MT_OP_RULE_DELETE && !op.err ? (int)m->ops.nr - 1 : -1);
}

static void take_command(struct mt_ops *m, const struct mt_record *r)
{
	const char *dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	struct mt_op *rule = m->deleting >= 0 ? &m->ops.at[m->deleting] : NULL;

	if (rule && rule->pid == r->pid && rule->dev == dev) {
		if (mt_op_commands_deletes(r)) {
			mt_op_commands_end(&m->commands, r, dev);
			mt_cmds_add(&rule->cmds, &m->base, r);
			return;
		}
		set_deleting(m, -1);
	}
	mt_op_commands_done(&m->commands, &m->base, r, dev);
	mt_recovery_command(m, r, dev);
}

/* Process the call stack of the last event, which is a step or the end of an operation. */
static void take_stack(struct mt_ops *m, const struct mt_record *r)
{
	struct mt_op *op = NULL;

	if (r->event == MT_EV_CMD_DONE)
		mt_recovery_stack(m, r);
	if (r->event == MT_EV_OTHER || r->event == MT_EV_CMD_ISSUE ||
	    r->event == MT_EV_CMD_SUBMIT || r->event == MT_EV_CMD_DONE ||
	    r->event == MT_EV_FS_RULE_DST || r->pid < 0)
		return;
	for (unsigned int i = 0; i < m->runs.nr; i++)
		if (m->runs.at[i].pid == r->pid && (!op || m->runs.at[i].end > op->end))
			op = &m->runs.at[i];
	if (!op && m->ops.nr && m->ops.at[m->ops.nr - 1].pid == r->pid)
		op = &m->ops.at[m->ops.nr - 1];
	if (op)
		mt_op_trigger(op, &r->stack);
}

static void take_event(struct mt_ops *m, const struct mt_record *r)
{
	int step;

	switch (r->event) {
	case MT_EV_SET_CHANNELS:
		take_end(m, r, MT_OP_SET_CHANNELS);
		return;
	case MT_EV_XSK_SETUP_POOL:
		take_end(m, r, mt_num(r, MT_KEY_ENABLE, 1) ? MT_OP_XSK_BIND : MT_OP_XSK_UNBIND);
		return;
	case MT_EV_HWTSTAMP_SET:
		take_end(m, r, MT_OP_HWTSTAMP_SET);
		return;
	case MT_EV_HWTSTAMP_GET:
		take_end(m, r, MT_OP_HWTSTAMP_GET);
		return;
	case MT_EV_ETHTOOL_RULE:
		take_end(m, r, mt_num(r, MT_KEY_ADD, 1) ? MT_OP_RULE_ADD : MT_OP_RULE_DELETE);
		return;
	case MT_EV_SWITCH_PARAMS:
		take_switch(m, r);
		return;
	case MT_EV_CMD_ISSUE:
		mt_op_commands_issue(&m->commands, &m->base, r,
				     mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)));
		return;
	case MT_EV_CMD_SUBMIT:
		mt_op_commands_submit(&m->commands, r,
				      mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)));
		return;
	case MT_EV_CMD_DONE:
		take_command(m, r);
		return;
	default:
		step = mt_step_of(r);
		if (step >= 0)
			take_step(m, r, (enum mt_step)step);
	}
}

/* Operations are added to the sums when there are this many. */
#define SUMMED_AT 64

static void record(void *model, const struct mt_record *r)
{
	struct mt_ops *m = model;

	if (r->kind == MT_REC_STACK)
		take_stack(m, r);
	else if (r->kind == MT_REC_EVENT && r->event == MT_EV_OTHER)
		mt_recovery_report(m, r);
	else if (r->kind == MT_REC_EVENT)
		take_event(m, r);
	if (m->use == MT_OPS_SUMMED && m->ops.nr >= SUMMED_AT)
		mt_ops_forget(m, m->ops.nr);
}

static int by_start(const void *a, const void *b)
{
	const struct mt_op *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* End a run, which is complete unless its task is still waiting for a command. */
static void leave_run(struct mt_ops *m, unsigned int i)
{
	bool waits = mt_op_commands_under_way(&m->commands, m->runs.at[i].pid, m->runs.at[i].dev) &&
		     !m->runs.at[i].switched;

	mt_op_commands_leave(&m->commands, m->runs.at[i].pid, m->runs.at[i].dev,
			     &m->runs.at[i].cmds, !traced_at_start(m->runs.at[i].last_step));
	finish_run(m, i);
	if (waits && m->ops.nr)
		m->ops.at[m->ops.nr - 1].unfinished = true;
}

void mt_ops_settle(struct mt_ops *m, uint64_t now)
{
	for (unsigned int i = 0; i < m->runs.nr;)
		if (mt_run_is_over(&m->runs.at[i], now))
			leave_run(m, i);
		else
			i++;
}

static void finish(void *model)
{
	struct mt_ops *m = model;

	while (m->runs.nr)
		leave_run(m, 0);
	mt_op_commands_finish(&m->commands);
	mt_ops_settle_commands(m, m->deleting);
	mt_ops_settle_commands(m, m->recovering.op);
	mt_ops_settle_commands(m, (int)m->ops.nr - 1);
	m->settled = m->use == MT_OPS_KEPT && !mt_memory_short();
	mt_long_sort(&m->ops, by_start);
	mt_ops_count_channels(m);
}

const struct mt_model_ops mt_model_ops = {
	.name = "ops",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
