// SPDX-License-Identifier: GPL-2.0-only
/* The columns of an answer about XSK queues, for all formats. */
#include "analysis/view/xsk.h"

#include "analysis/base/util.h"
#include "analysis/view/ops.h"

/* The answer if there was no bind. It has only a verdict and a sentence. */
static const struct mt_xsk_answer nothing;

#define ANSWER(name, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const struct mt_xsk_answer *a = row->at; \
\
		if (a == &nothing) \
			return mt_value_absent(true); \
		return value; \
	}

ANSWER(answer_ts, mt_value_count(a->open ? a->open->ts : a->op->end))
ANSWER(answer_op, mt_value_text(mt_op_id(a->op->kind)))
ANSWER(answer_dev, mt_value_text(a->op->dev))
ANSWER(answer_netdev, mt_value_text(a->op->netdev))
ANSWER(answer_qid, mt_value_number(a->open ? a->open->qid : a->op->qid))
ANSWER(answer_ix, mt_value_number(a->open ? a->open->ix : -1))
ANSWER(answer_xsk_rqn, mt_value_number(a->open ? a->open->xsk_rqn : -1))
ANSWER(answer_errno, mt_value_errno(a->open ? a->open->err : a->op->err))

static struct mt_value answer_verdict(const struct mt_row *row)
{
	const struct mt_xsk_answer *a = row->at;

	return mt_value_text(a == &nothing ? "nothing_bound" : mt_xsk_verdict_id(a->verdict));
}

static struct mt_value answer_words(const struct mt_row *row)
{
	if (row->at == &nothing)
		mt_xsk_words_nothing(row->v, row->room, MT_XSK_WORDS);
	else
		mt_xsk_words(row->v, row->at, row->room, MT_XSK_WORDS);
	return mt_value_text(row->room);
}

static const struct mt_column columns[] = {
	MT_COL("verdict", ID, answer_verdict, BOTH),
	MT_COL("time_ns", COUNT, answer_ts, BOTH),
	MT_COL("op", ID, answer_op, BOTH),
	MT_COL("dev", TEXT, answer_dev, CSV),
	MT_COL("netdev", TEXT, answer_netdev, CSV),
	MT_COL("qid", NUMBER, answer_qid, BOTH),
	MT_COL("ix", NUMBER, answer_ix, BOTH),
	MT_COL("xsk_rqn", NUMBER, answer_xsk_rqn, BOTH),
	MT_COL("errno", ERRNO, answer_errno, BOTH),
	MT_COL("words", TEXT, answer_words, BOTH),
};

static void release(void *made)
{
	mt_xsk_answers_free(made);
	free(made);
}

static void answers_of(const struct mt_row *up, struct mt_list *list)
{
	struct mt_xsk_answers *answers = mt_mem(calloc(1, sizeof(*answers)));
	const struct mt_view *v = up->v;

	if (!answers)
		return;
	mt_xsk_answers(answers, v->ops, v->xsk);
	*list = (struct mt_list){ .at = answers->list.at,
				  .nr = answers->list.nr,
				  .size = sizeof(*answers->list.at),
				  .made = answers,
				  .release = release };
	/* an answer without a time has no line in CSV */
	if (up->in == MT_IN_JSON && !v->xsk->pools && !v->xsk->opens.nr)
		list->nr++;
}

static const void *answer_at(const struct mt_row *up, const struct mt_list *list, unsigned int i)
{
	const struct mt_view *v = up->v;
	bool none = up->in == MT_IN_JSON && !v->xsk->pools && !v->xsk->opens.nr;

	return none && i + 1 == list->nr ? &nothing : (const struct mt_xsk_answer *)list->at + i;
}

const struct mt_table mt_table_xsk = { MT_COLUMNS(columns), .list = answers_of, .at = answer_at };

static const struct mt_column part_columns[] = {
	{ "xsk", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_xsk },
};

const struct mt_table mt_part_xsk = { MT_COLUMNS(part_columns) };
