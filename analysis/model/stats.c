// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/stats.h"

#include "analysis/base/memory.h"

struct times {
	MT_VEC(uint64_t) ns;
};

struct rows {
	MT_VEC(struct mt_stat) list;
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The percentile by nearest rank. */
static uint64_t percentile(const uint64_t *sorted, unsigned int nr, unsigned int percent)
{
	uint64_t rank = ((uint64_t)nr * percent + 99) / 100;

	return sorted[rank - 1];
}

static void add_row(struct rows *rows, struct mt_stat row, const uint64_t *ns, unsigned int nr)
{
	uint64_t *sorted = nr ? mt_mem(malloc(nr * sizeof(*ns))) : NULL;
	struct mt_stat *kept;

	if (nr && !sorted)
		return;
	kept = mt_vec_add(&rows->list);
	if (kept && nr) {
		memcpy(sorted, ns, nr * sizeof(*ns));
		qsort(sorted, nr, sizeof(*sorted), by_value);
		row.timed = nr;
		row.p50 = percentile(sorted, nr, 50);
		row.p99 = percentile(sorted, nr, 99);
		row.max = sorted[nr - 1];
		for (unsigned int i = 0; i < nr; i++)
			row.sum += sorted[i];
	}
	if (kept)
		*kept = row;
	free(sorted);
}

static void add_ops(struct rows *rows, const struct mt_ops *ops, enum mt_op_kind kind)
{
	struct mt_stat row = { .group = MT_STAT_OPS,
			       .id = mt_op_id(kind),
			       .title = mt_op_title(kind) };
	struct times times = { 0 };

	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];
		uint64_t *ns;

		if (op->kind != kind)
			continue;
		row.nr++;
		row.failed += mt_op_failed(op);
		if (!op->timed || op->unfinished)
			continue;
		ns = mt_vec_add(&times.ns);
		if (ns)
			*ns = op->end - op->start;
	}
	if (row.nr)
		add_row(rows, row, times.ns.at, times.ns.nr);
	free(times.ns.at);
}

static void add_step(struct rows *rows, const struct mt_ops *ops, enum mt_step step)
{
	struct mt_stat row = { .group = MT_STAT_STEPS,
			       .id = mt_step_id(step),
			       .title = mt_step_title(step) };

	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		row.nr += ops->ops.at[i].step[step].nr;
		row.failed += ops->ops.at[i].step[step].failed;
	}
	if (row.nr)
		add_row(rows, row, ops->step_ns[step].at, ops->step_ns[step].nr);
}

static int by_sum(const void *a, const void *b)
{
	const struct mt_stat *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum > y->sum ? -1 : 1;
	return strcmp(x->id, y->id);
}

static void add_commands(struct rows *rows, const struct mt_commands *commands,
			 enum mt_stat_group group)
{
	unsigned int first = rows->list.nr;

	for (unsigned int i = 0; i < commands->times.nr; i++) {
		const struct mt_cmd_times *t = &commands->times.at[i];
		struct mt_stat row = { .group = group, .id = t->name, .title = t->name };

		row.nr = group == MT_STAT_COMMANDS ? t->nr : t->wait_ns.nr;
		row.failed = group == MT_STAT_COMMANDS ? t->failed : 0;
		if (group == MT_STAT_COMMANDS)
			add_row(rows, row, t->ns.at, t->ns.nr);
		else if (row.nr)
			add_row(rows, row, t->wait_ns.at, t->wait_ns.nr);
	}
	if (rows->list.nr > first)
		qsort(rows->list.at + first, rows->list.nr - first, sizeof(*rows->list.at), by_sum);
}

struct mt_stat *mt_stat_rows(const struct mt_ops *ops, const struct mt_commands *commands,
			     unsigned int *nr)
{
	struct rows rows = { 0 };

	for (int kind = 0; kind < MT_OP_NR; kind++)
		add_ops(&rows, ops, (enum mt_op_kind)kind);
	for (int step = 0; step < MT_STEP_NR; step++)
		add_step(&rows, ops, (enum mt_step)step);
	add_commands(&rows, commands, MT_STAT_COMMANDS);
	add_commands(&rows, commands, MT_STAT_WAITS);
	*nr = rows.list.nr;
	return rows.list.at;
}

const char *mt_stat_group_id(enum mt_stat_group group)
{
	static const char *const ids[MT_STAT_NR] = {
		[MT_STAT_OPS] = "operation",
		[MT_STAT_STEPS] = "step",
		[MT_STAT_COMMANDS] = "command",
		[MT_STAT_WAITS] = "wait",
	};

	return ids[group];
}
