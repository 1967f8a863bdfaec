// SPDX-License-Identifier: GPL-2.0-only
/* The public interface of the lists of an analysis. */
#include "analysis/lib/lib.h"

/* Fill the caller's structure and return 1. */
#define GIVE(to, size, ...) \
	(mt_lib_copy(to, size, &(const __typeof__(*(to))){ __VA_ARGS__ }, sizeof(*(to))), 1)

static const struct mt_op *op_at(const struct mlx5trace_analysis *all, size_t index)
{
	const struct mt_ops *ops = all->model[LIB_OPS];

	return all->finished && index < ops->ops.nr ? &ops->ops.at[index] : NULL;
}

static unsigned int nr_steps(const struct mt_op *op)
{
	unsigned int nr = 0;

	for (int s = 0; s < MT_STEP_NR; s++)
		nr += op->step[s].nr > 0;
	return nr;
}

int mlx5trace_get_op(const struct mlx5trace_analysis *all, size_t index, struct mlx5trace_op *to,
		     size_t size)
{
	const struct mt_op *op = op_at(all, index);

	return op && GIVE(to, size, .id = mt_op_id(op->kind), .title = mt_op_title(op->kind),
			  .dev = op->dev, .netdev = op->netdev, .comm = op->comm, .pid = op->pid,
			  .err = op->err, .failed = mt_op_failed(op), .unfinished = op->unfinished,
			  .timed = op->timed, .start = op->start, .end = op->end,
			  .old_count = op->old_count, .new_count = op->new_count, .qid = op->qid,
			  .location = op->location, .commands = op->cmds.nr,
			  .commands_failed = op->cmds.failed, .commands_ns = op->cmds.ns,
			  .steps = nr_steps(op), .changed = op->changed,
			  .replaced = op->replaced > 0, .commands_wait_ns = op->cmds.wait_ns);
}

int mlx5trace_get_step(const struct mlx5trace_analysis *all, size_t op_index, size_t index,
		       struct mlx5trace_step *to, size_t size)
{
	const struct mt_op *op = op_at(all, op_index);

	for (int s = 0; op && s < MT_STEP_NR; s++) {
		const struct mt_op_step *step = &op->step[s];

		if (!step->nr || index--)
			continue;
		return GIVE(to, size, .id = mt_step_id((enum mt_step)s),
			    .title = mt_step_title((enum mt_step)s), .count = step->nr,
			    .failed = step->failed, .first = step->first, .last = step->last,
			    .err = step->err, .failed_ix = step->failed ? step->err_ix : -1);
	}
	return 0;
}

int mlx5trace_get_channel(const struct mlx5trace_analysis *all, size_t index,
			  struct mlx5trace_channel *to, size_t size)
{
	static const struct mt_chan unknown = {
		.cpu = -1,
		.rqn = -1,
		.cqn = -1,
		.xsk_rqn = -1,
		.vhca_id = -1,
		.xsk = { -1, -1, -1, -1 },
	};
	const struct mt_map *map = all->model[LIB_MAP];
	const struct mt_chan_dev *dev = NULL;
	const struct mt_slot *slot;
	const struct mt_chan *c;
	unsigned int d = 0;

	for (; all->finished && d < map->channels->devs.nr && !dev; d++) {
		dev = &map->channels->devs.at[d];
		if (index < dev->slots.nr)
			break;
		index -= dev->slots.nr;
		dev = NULL;
	}
	if (!dev)
		return 0;
	slot = &dev->slots.at[index];
	c = mt_slot_now(slot);
	c = c ? c : &unknown;
	return GIVE(to, size, .dev = dev->dev, .netdev = dev->netdev,
		    .state = mt_chan_state_name(c->state), .since = c->since, .ix = (int64_t)index,
		    .cpu = c->cpu, .rqn = c->rqn, .cqn = c->cqn, .xsk_rqn = c->xsk_rqn,
		    .xsk_sqn = c->xsk.sqn, .tirn = slot->direct.tirn, .rqtn = slot->direct.rqtn,
		    .steered_rqn = slot->direct.since ? slot->direct.rqn : -1,
		    .drop = slot->direct.drop, .queue = mt_map_queue(map, dev, (int64_t)index),
		    .vhca_id = c->vhca_id);
}

int mlx5trace_get_rule(const struct mlx5trace_analysis *all, size_t index,
		       struct mlx5trace_rule *to, size_t size)
{
	const struct mt_map *map = all->model[LIB_MAP];
	const struct mt_map_tir *tir = NULL;
	const struct mt_map_rule *rule;
	const struct mt_map_dst *dst;
	int64_t ix = -1;
	bool xsk = false;

	if (!all->finished || index >= map->rules.nr)
		return 0;
	rule = &map->rules.at[index];
	dst = mt_map_rule_dst(map, rule);
	if (dst && !strcmp(dst->type, "TIR"))
		tir = mt_map_find_tir(map, rule->dev, dst->id);
	if (tir)
		mt_map_owner(map, tir, &ix, &xsk);
	return GIVE(to, size, .dev = rule->dev, .netdev = rule->netdev, .location = rule->location,
		    .table = rule->table, .entry = rule->entry, .since = rule->since,
		    .queue = rule->queue, .to = dst ? dst->type : "", .to_id = dst ? dst->id : -1,
		    .rqn = tir ? tir->rqn : -1, .ix = ix, .xsk = xsk);
}

int mlx5trace_get_change(const struct mlx5trace_analysis *all, size_t index,
			 struct mlx5trace_change *to, size_t size)
{
	const struct mt_channels *m = all->model[LIB_CHANNELS];
	const struct mt_change *c;

	if (!all->finished || index >= m->changes.nr)
		return 0;
	c = mt_change_at(m, (unsigned int)index);
	return GIVE(to, size, .time = c->ts, .event = c->name, .title = mt_change_title(c),
		    .dev = m->devs.at[c->dev].dev, .netdev = m->devs.at[c->dev].netdev, .ix = c->ix,
		    .cpu = c->cpu, .rqn = c->rqn, .cqn = c->cqn, .xsk_rqn = c->xsk_rqn,
		    .tirn = c->tirn, .rqtn = c->rqtn, .xsk = c->of_xsk, .err = c->err,
		    .vhca_id = c->vhca_id, .drop = c->drop);
}

int mlx5trace_get_bar(const struct mlx5trace_analysis *all, size_t index, struct mlx5trace_bar *to,
		      size_t size)
{
	const struct mt_bar *bar;

	if (!all->finished || index >= all->bars.list.nr)
		return 0;
	bar = &all->bars.list.at[index];
	return GIVE(to, size, .kind = mt_bar_id(bar->kind), .title = bar->name, .dev = bar->dev,
		    .netdev = bar->netdev, .comm = bar->comm, .pid = bar->pid, .start = bar->start,
		    .end = bar->end, .submitted = bar->submitted, .begun = bar->begun,
		    .unfinished = bar->goes_on, .failed = bar->failed, .err = bar->err,
		    .status = bar->status, .op = bar->op, .ix = bar->ix, .vhca_id = bar->vhca_id,
		    .rqn = bar->rqn, .rqtn = bar->rqtn, .tirn = bar->tirn,
		    .location = bar->location, .drop = bar->drop);
}

int mlx5trace_get_xsk(const struct mlx5trace_analysis *all, size_t index, struct mlx5trace_xsk *to,
		      size_t size)
{
	const struct mt_ops *ops = all->model[LIB_OPS];
	const struct mt_xsk_answer *a;

	if (index >= all->answers.list.nr)
		return 0;
	a = &all->answers.list.at[index];
	return GIVE(to, size, .verdict = mt_xsk_verdict_id(a->verdict),
		    .time = a->open ? a->open->ts : a->op->end, .op = (size_t)(a->op - ops->ops.at),
		    .qid = a->open ? a->open->qid : a->op->qid, .ix = a->open ? a->open->ix : -1,
		    .xsk_rqn = a->open ? a->open->xsk_rqn : -1,
		    .err = a->open ? a->open->err : a->op->err);
}

int mlx5trace_get_finding(const struct mlx5trace_analysis *all, size_t index,
			  struct mlx5trace_finding *to, size_t size)
{
	const struct mt_finding *f;

	if (index >= all->findings.list.nr)
		return 0;
	f = &all->findings.list.at[index];
	return GIVE(to, size, .id = f->id, .words = f->words, .advice = f->advice, .dev = f->dev,
		    .netdev = f->netdev, .time = f->nr ? f->ts : 0, .count = f->count,
		    .unsafe = f->unsafe, .evidence = f->nr);
}

int mlx5trace_get_evidence(const struct mlx5trace_analysis *all, size_t finding, size_t index,
			   struct mlx5trace_evidence *to, size_t size)
{
	const struct mt_evidence *e;

	if (finding >= all->findings.list.nr || index >= all->findings.list.at[finding].nr)
		return 0;
	e = &all->findings.list.at[finding].evidence[index];
	return GIVE(to, size, .time = e->ts, .line = e->line, .cpu = e->cpu, .pid = e->pid,
		    .comm = e->comm, .event = e->event, .text = e->text,
		    .file = e->file ? e->file : mt_recording_file(all->rec->rec));
}

int mlx5trace_get_stat(const struct mlx5trace_analysis *all, size_t index,
		       struct mlx5trace_stat *to, size_t size)
{
	const struct mt_stat *row;

	if (index >= all->nr_stats)
		return 0;
	row = &all->stats[index];
	return GIVE(to, size, .group = mt_stat_group_id(row->group), .id = row->id,
		    .title = row->title, .count = row->nr, .failed = row->failed,
		    .timed = row->timed, .p50 = row->p50, .p99 = row->p99, .max = row->max,
		    .sum = row->sum);
}
