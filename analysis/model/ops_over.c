// SPDX-License-Identifier: GPL-2.0-only
/* Adds up and removes completed operations. */
#include "analysis/model/ops.h"

#include "analysis/base/index.h"

void mt_op_sums_add(struct mt_op_sums *sums, const struct mt_op *op)
{
	struct mt_op_sum *sum = &sums->ops[op->kind];

	sum->nr++;
	sum->failed += mt_op_failed(op);
	if (op->timed && !op->unfinished)
		mt_times_add(&sum->ns, op->end - op->start);
	for (int step = 0; step < MT_STEP_NR; step++) {
		sums->steps[step].nr += op->step[step].nr;
		sums->steps[step].failed += op->step[step].failed;
	}
}

static void join(struct mt_op_sum *to, const struct mt_op_sum *from)
{
	to->nr += from->nr;
	to->failed += from->failed;
	mt_times_join(&to->ns, &from->ns);
}

void mt_op_sums_join(struct mt_op_sums *to, const struct mt_op_sums *from)
{
	for (int kind = 0; kind < MT_OP_NR; kind++)
		join(&to->ops[kind], &from->ops[kind]);
	for (int step = 0; step < MT_STEP_NR; step++)
		join(&to->steps[step], &from->steps[step]);
}

void mt_op_sums_free(struct mt_op_sums *sums)
{
	for (int kind = 0; kind < MT_OP_NR; kind++)
		mt_times_free(&sums->ops[kind].ns);
	for (int step = 0; step < MT_STEP_NR; step++)
		mt_times_free(&sums->steps[step].ns);
}

/* Whether a later event may change the operation. */
static bool may_change(const struct mt_ops *m, unsigned int i)
{
	return i + 1 == m->ops.nr || (int)i == m->deleting || (int)i == m->recovering.op;
}

static void move(struct mt_ops *m, unsigned int from, unsigned int to)
{
	if (from == to)
		return;
	m->ops.at[to] = m->ops.at[from];
	if (m->deleting == (int)from)
		m->deleting = (int)to;
	if (m->recovering.op == (int)from)
		m->recovering.op = (int)to;
}

unsigned int mt_ops_forget(struct mt_ops *m, unsigned int nr)
{
	unsigned int kept = 0, left;

	for (unsigned int i = 0; i < nr; i++) {
		if (may_change(m, i)) {
			move(m, i, kept++);
			continue;
		}
		if (m->use == MT_OPS_SUMMED)
			mt_op_sums_add(&m->sums, &m->ops.at[i]);
		mt_cmds_free(&m->ops.at[i].cmds);
	}
	left = kept;
	for (unsigned int i = nr; i < m->ops.nr; i++)
		move(m, i, left++);
	m->ops.nr = left;
	return kept;
}

/* Operations are only settled if all of them are kept. */
void mt_ops_settle_commands(struct mt_ops *m, int i)
{
	if (i >= 0 && (unsigned int)i < m->ops.nr && m->use == MT_OPS_KEPT)
		mt_cmds_settle(&m->ops.at[i].cmds, &m->base);
}

void mt_ops_count_channels(struct mt_ops *m)
{
	MT_VEC(int64_t) counts = { 0 };
	struct mt_index index = { 0 };

	for (unsigned int i = 0; i < m->ops.nr; i++) {
		struct mt_op *op = &m->ops.at[i];
		bool sets = op->kind == MT_OP_SET_CHANNELS && op->has_err && !op->err &&
			    op->new_count > 0;
		unsigned int *place;
		int64_t *count;

		mt_store_touch(sizeof(*op));
		if (!sets && op->kind != MT_OP_XSK_BIND)
			continue;
		place = mt_index_at(&index, (struct mt_index_key){ { (uintptr_t)op->dev,
								     (uintptr_t)op->netdev } });
		if (!place)
			break;
		if (*place == MT_INDEX_NEW) {
			count = mt_vec_add(&counts);
			if (!count)
				break;
			*count = -1;
			*place = counts.nr - 1;
		}
		if (sets)
			counts.at[*place] = op->new_count;
		else
			op->had = counts.at[*place];
	}
	free(counts.at);
	mt_index_free(&index);
}
