// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/stats.h"

#include "analysis/base/memory.h"

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

/* The durations of this kind, created if new; NULL when out of memory. */
static struct mt_stat_times *times_of(struct mt_stat_sum *sum, enum mt_stat_group group,
				      const char *id, const char *title)
{
	struct mt_stat_times *t;

	for (unsigned int i = 0; i < sum->times.nr; i++)
		if (sum->times.at[i].group == group && !strcmp(sum->times.at[i].id, id))
			return &sum->times.at[i];
	/* only names of commands are in the recording */
	if (sum->names && group >= MT_STAT_COMMANDS)
		id = title = mt_strpool_add(sum->names, mt_span_z(id));
	t = id ? mt_vec_add(&sum->times) : NULL;
	if (t) {
		t->group = group;
		t->id = id;
		t->title = title;
	}
	return t;
}

static void add_ns(struct mt_stat_times *t, const uint64_t *ns, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		uint64_t *kept = mt_vec_add(&t->ns);

		if (!kept)
			return;
		*kept = ns[i];
	}
}

static void add_ops(struct mt_stat_sum *to, const struct mt_ops *ops)
{
	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];
		struct mt_stat_times *t =
			times_of(to, MT_STAT_OPS, mt_op_id(op->kind), mt_op_title(op->kind));
		uint64_t ns = op->end - op->start;

		if (!t)
			return;
		t->nr++;
		t->failed += mt_op_failed(op);
		if (op->timed && !op->unfinished)
			add_ns(t, &ns, 1);
	}
}

static void add_step(struct mt_stat_sum *to, const struct mt_ops *ops, enum mt_step step)
{
	uint64_t nr = 0, failed = 0;
	struct mt_stat_times *t;

	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		nr += ops->ops.at[i].step[step].nr;
		failed += ops->ops.at[i].step[step].failed;
	}
	t = nr ? times_of(to, MT_STAT_STEPS, mt_step_id(step), mt_step_title(step)) : NULL;
	if (!t)
		return;
	t->nr += nr;
	t->failed += failed;
	add_ns(t, ops->step_ns[step].at, ops->step_ns[step].nr);
}

static void add_commands(struct mt_stat_sum *to, const struct mt_commands *commands)
{
	for (unsigned int i = 0; i < commands->times.nr; i++) {
		const struct mt_cmd_times *c = &commands->times.at[i];
		struct mt_stat_times *t = times_of(to, MT_STAT_COMMANDS, c->name, c->name);

		if (!t)
			return;
		t->nr += c->nr;
		t->failed += c->failed;
		add_ns(t, c->ns.at, c->ns.nr);
		t = c->wait_ns.nr ? times_of(to, MT_STAT_WAITS, c->name, c->name) : NULL;
		if (!t)
			continue;
		t->nr += c->wait_ns.nr;
		add_ns(t, c->wait_ns.at, c->wait_ns.nr);
	}
}

void mt_stat_add(struct mt_stat_sum *to, const struct mt_ops *ops,
		 const struct mt_commands *commands)
{
	add_ops(to, ops);
	for (int step = 0; step < MT_STEP_NR; step++)
		add_step(to, ops, (enum mt_step)step);
	add_commands(to, commands);
}

void mt_stat_sum_free(struct mt_stat_sum *sum)
{
	for (unsigned int i = 0; i < sum->times.nr; i++)
		free(sum->times.at[i].ns.at);
	free(sum->times.at);
	mt_strpool_free(sum->names);
	*sum = (struct mt_stat_sum){ 0 };
}

/* False when out of memory. */
static bool make_row(struct mt_stat *row, const struct mt_stat_times *t)
{
	uint64_t *sorted;

	*row = (struct mt_stat){ .group = t->group,
				 .id = t->id,
				 .title = t->title,
				 .nr = t->nr,
				 .failed = t->failed,
				 .timed = t->ns.nr };
	if (!t->ns.nr)
		return true;
	sorted = mt_mem(malloc(t->ns.nr * sizeof(*sorted)));
	if (!sorted)
		return false;
	memcpy(sorted, t->ns.at, t->ns.nr * sizeof(*sorted));
	qsort(sorted, t->ns.nr, sizeof(*sorted), by_value);
	row->p50 = percentile(sorted, t->ns.nr, 50);
	row->p99 = percentile(sorted, t->ns.nr, 99);
	row->max = sorted[t->ns.nr - 1];
	for (unsigned int i = 0; i < t->ns.nr; i++)
		row->sum += sorted[i];
	free(sorted);
	return true;
}

/* The place of an operation or a step among those of its group. */
static int rank(const struct mt_stat *row)
{
	for (int kind = 0; row->group == MT_STAT_OPS && kind < MT_OP_NR; kind++)
		if (row->id == mt_op_id((enum mt_op_kind)kind))
			return kind;
	for (int step = 0; row->group == MT_STAT_STEPS && step < MT_STEP_NR; step++)
		if (row->id == mt_step_id((enum mt_step)step))
			return step;
	return 0;
}

static int by_group(const void *a, const void *b)
{
	const struct mt_stat *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->group < MT_STAT_COMMANDS)
		return rank(x) - rank(y);
	if (x->sum != y->sum)
		return x->sum > y->sum ? -1 : 1;
	return strcmp(x->id, y->id);
}

struct mt_stat *mt_stat_sum_rows(const struct mt_stat_sum *sum, unsigned int *nr)
{
	struct mt_stat *rows = NULL;

	*nr = 0;
	if (sum->times.nr)
		rows = mt_mem(calloc(sum->times.nr, sizeof(*rows)));
	for (unsigned int i = 0; rows && i < sum->times.nr; i++)
		*nr += make_row(&rows[*nr], &sum->times.at[i]);
	if (*nr)
		qsort(rows, *nr, sizeof(*rows), by_group);
	return rows;
}

struct mt_stat *mt_stat_rows(const struct mt_ops *ops, const struct mt_commands *commands,
			     unsigned int *nr)
{
	struct mt_stat_sum sum = { 0 };
	struct mt_stat *rows;

	mt_stat_add(&sum, ops, commands);
	rows = mt_stat_sum_rows(&sum, nr);
	mt_stat_sum_free(&sum);
	return rows;
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
