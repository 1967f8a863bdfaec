// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/xsk.h"

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_xsk *m = mt_model_new(sizeof(*m));

	(void)rec;
	(void)query;
	return m;
}

static void destroy(void *model)
{
	struct mt_xsk *m = model;

	mt_model_fini(&m->base);
	mt_long_free(&m->opens);
	free(m);
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_xsk *m = model;
	struct mt_xsk_open *open;

	if (r->kind != MT_REC_EVENT)
		return;
	m->pools += r->event == MT_EV_XSK_SETUP_POOL;
	if (r->event != MT_EV_OPEN_XSK)
		return;
	open = mt_long_add(&m->opens);
	if (!open)
		return;
	*open = (struct mt_xsk_open){
		.ts = r->ts,
		.pid = r->pid,
		.err = (int)mt_num(r, MT_KEY_ERR, 0),
		.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)),
		.netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV)),
		.ix = mt_num(r, MT_KEY_IX, -1),
		.qid = mt_num(r, MT_KEY_QID, -1),
		.xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, -1),
		.xsk_sqn = mt_num(r, MT_KEY_XSK_SQN, -1),
	};
}

static int by_time(const void *a, const void *b)
{
	const struct mt_xsk_open *x = a, *y = b;

	return x->ts < y->ts ? -1 : x->ts > y->ts;
}

static void finish(void *model)
{
	struct mt_xsk *m = model;

	mt_long_sort(&m->opens, by_time);
}

const struct mt_model_ops mt_model_xsk = {
	.name = "xsk",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};

/* The pools that are bound at the current operation, while iterating over all operations. */
struct bound {
	MT_VEC(const struct mt_op *) pools;
};

static bool same_netdev(const struct mt_op *a, const char *dev, const char *netdev)
{
	return dev && netdev && !strcmp(a->dev, dev) && !strcmp(a->netdev, netdev);
}

static const struct mt_op *find_bind(const struct bound *b, const struct mt_xsk_open *open)
{
	for (unsigned int i = b->pools.nr; i-- > 0;)
		if (b->pools.at[i]->qid == open->qid &&
		    same_netdev(b->pools.at[i], open->dev, open->netdev))
			return b->pools.at[i];
	return NULL;
}

static unsigned int count_bound(const struct bound *b, const struct mt_op *op)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < b->pools.nr; i++)
		nr += same_netdev(b->pools.at[i], op->dev, op->netdev);
	return nr;
}

static void follow_pools(struct bound *b, const struct mt_op *op)
{
	const struct mt_op **slot;

	if (op->err)
		return;
	for (unsigned int i = 0; i < b->pools.nr; i++) {
		if (b->pools.at[i]->qid == op->qid &&
		    same_netdev(b->pools.at[i], op->dev, op->netdev)) {
			mt_vec_remove(&b->pools, i);
			break;
		}
	}
	if (op->kind != MT_OP_XSK_BIND)
		return;
	slot = mt_vec_add(&b->pools);
	if (slot)
		*slot = op;
}

static enum mt_xsk_verdict judge_bind(const struct mt_op *op)
{
	if (op->err)
		return MT_XSK_REFUSED;
	if (op->opened == 0)
		return MT_XSK_DEFERRED_DOWN;
	if (op->xdp == 0)
		return MT_XSK_DEFERRED_NO_XDP;
	return MT_XSK_NOT_SEEN;
}

/* Find the reason why channels were opened without open_xsk. Returns false if none was expected. */
static bool judge_silence(const struct mt_op *op, enum mt_xsk_verdict *verdict)
{
	if (op->kind == MT_OP_SET_CHANNELS && !op->step[MT_STEP_OPEN].nr) {
		*verdict = MT_XSK_NOT_DOWN;
		return !op->err;
	}
	if (op->step[MT_STEP_OPEN].failed) {
		*verdict = MT_XSK_NOT_FAILED;
		return true;
	}
	*verdict = op->channels_xdp == 0 ? MT_XSK_NOT_NO_XDP : MT_XSK_NOT_NO_POOL;
	return op->channels_xdp >= 0;
}

static void add(struct mt_xsk_answers *a, struct mt_xsk_answer answer)
{
	struct mt_xsk_answer *kept = mt_long_add(&a->list);

	if (kept)
		*kept = answer;
}

static bool is_part_of(const struct mt_xsk_open *open, const struct mt_op *op)
{
	return open->pid == op->pid && open->ts >= op->start && open->ts <= op->end && open->dev &&
	       !strcmp(open->dev, op->dev);
}

/* The index of the first open that is not before @ts. */
static unsigned int first_open(const struct mt_xsk *xsk, uint64_t ts)
{
	unsigned int low = 0, high = xsk->opens.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (xsk->opens.at[middle].ts < ts)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void answer_op(struct mt_xsk_answers *a, struct bound *b, const struct mt_op *op,
		      const struct mt_xsk *xsk)
{
	bool bind = op->kind == MT_OP_XSK_BIND;
	enum mt_xsk_verdict verdict;
	unsigned int fired = 0, i = xsk->opens.nr;

	if (op->step[MT_STEP_OPEN_XSK].nr)
		i = first_open(xsk, op->start);
	for (; i < xsk->opens.nr && xsk->opens.at[i].ts <= op->end; i++) {
		const struct mt_xsk_open *open = &xsk->opens.at[i];

		mt_store_touch(sizeof(*open));
		if (!is_part_of(open, op))
			continue;
		fired++;
		if (open->err)
			verdict = bind ? MT_XSK_FAILED_AT_BIND : MT_XSK_FAILED_AT_REOPEN;
		else
			verdict = bind ? MT_XSK_FIRED_AT_BIND : MT_XSK_FIRED_AT_REOPEN;
		add(a, (struct mt_xsk_answer){ verdict, op, open, bind ? op : find_bind(b, open),
					       count_bound(b, op) });
	}
	if (fired)
		return;
	if (bind)
		add(a, (struct mt_xsk_answer){ judge_bind(op), op, NULL, op, count_bound(b, op) });
	else if (op->kind == MT_OP_XSK_UNBIND)
		add(a,
		    (struct mt_xsk_answer){ MT_XSK_UNBOUND, op, NULL, NULL, count_bound(b, op) });
	else if (judge_silence(op, &verdict))
		add(a, (struct mt_xsk_answer){ verdict, op, NULL, NULL, count_bound(b, op) });
}

void mt_xsk_answers(struct mt_xsk_answers *to, const struct mt_ops *ops, const struct mt_xsk *xsk)
{
	struct bound b = { 0 };

	*to = (struct mt_xsk_answers){ 0 };
	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];

		mt_store_touch(sizeof(*op));
		answer_op(to, &b, op, xsk);
		if (op->kind == MT_OP_XSK_BIND || op->kind == MT_OP_XSK_UNBIND)
			follow_pools(&b, op);
	}
	free(b.pools.at);
}

void mt_xsk_answers_free(struct mt_xsk_answers *answers)
{
	mt_long_free(&answers->list);
}
