// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/stats.h"

#include "analysis/base/memory.h"

/* Find the durations of this kind, or create them. Returns NULL when out of memory. */
static struct mt_stat_times *times_of(struct mt_stat_sum *sum, enum mt_stat_group group,
				      const char *id, const char *title)
{
	struct mt_stat_times *t;

	for (unsigned int i = 0; i < sum->times.nr; i++)
		if (sum->times.at[i].group == group && !strcmp(sum->times.at[i].id, id))
			return &sum->times.at[i];
	/* the names of commands are from the recording; all others are constant */
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

static void add_sum(struct mt_stat_sum *to, enum mt_stat_group group, const char *id,
		    const char *title, const struct mt_op_sum *sum)
{
	struct mt_stat_times *t = sum->nr ? times_of(to, group, id, title) : NULL;

	if (!t)
		return;
	t->nr += sum->nr;
	t->failed += sum->failed;
	mt_times_join(&t->ns, &sum->ns);
}

static void add_ops(struct mt_stat_sum *to, const struct mt_ops *ops)
{
	struct mt_op_sums sums = { 0 };

	mt_op_sums_join(&sums, &ops->sums);
	for (unsigned int i = 0; i < ops->ops.nr; i++)
		mt_op_sums_add(&sums, &ops->ops.at[i]);
	for (int kind = 0; kind < MT_OP_NR; kind++)
		add_sum(to, MT_STAT_OPS, mt_op_id(kind), mt_op_title(kind), &sums.ops[kind]);
	for (int step = 0; step < MT_STEP_NR; step++)
		add_sum(to, MT_STAT_STEPS, mt_step_id(step), mt_step_title(step),
			&sums.steps[step]);
	mt_op_sums_free(&sums);
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
		mt_times_join(&t->ns, &c->ns);
		t = c->wait_ns.nr ? times_of(to, MT_STAT_WAITS, c->name, c->name) : NULL;
		if (!t)
			continue;
		t->nr += c->wait_ns.nr;
		mt_times_join(&t->ns, &c->wait_ns);
	}
}

void mt_stat_add(struct mt_stat_sum *to, const struct mt_ops *ops,
		 const struct mt_commands *commands)
{
	add_ops(to, ops);
	add_commands(to, commands);
}

void mt_stat_sum_free(struct mt_stat_sum *sum)
{
	for (unsigned int i = 0; i < sum->times.nr; i++)
		mt_times_free(&sum->times.at[i].ns);
	free(sum->times.at);
	mt_strpool_free(sum->names);
	*sum = (struct mt_stat_sum){ 0 };
}

static void make_row(struct mt_stat *row, struct mt_stat_times *t)
{
	*row = (struct mt_stat){
		.group = t->group,
		.id = t->id,
		.title = t->title,
		.nr = t->nr,
		.failed = t->failed,
		.timed = t->ns.nr,
		.p50 = mt_times_percentile(&t->ns, 50),
		.p99 = mt_times_percentile(&t->ns, 99),
		.max = t->ns.max,
		.sum = t->ns.sum,
	};
}

/* The position of an operation or step within its group. */
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
		make_row(&rows[(*nr)++], &sum->times.at[i]);
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
