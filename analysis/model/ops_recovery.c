// SPDX-License-Identifier: GPL-2.0-only
/* Recognises the recovery of a queue by a health reporter in the call stacks of its commands. */
#include "analysis/model/ops.h"

#include "analysis/base/util.h"

/* include/linux/mlx5/mlx5_ifc.h */
#define MLX5_CMD_OP_MODIFY_SQ 0x905
#define MLX5_CMD_OP_QUERY_SQ  0x907
#define MLX5_CMD_OP_MODIFY_RQ 0x909
#define MLX5_CMD_OP_QUERY_RQ  0x90b

/* mlx5/core/en/reporter_tx.c and reporter_rx.c */
static const struct {
	const char *func, *queue;
} recoveries[] = {
	{ "mlx5e_tx_reporter_err_cqe_recover", "SQ" },
	{ "mlx5e_tx_reporter_timeout_recover", "SQ" },
	{ "mlx5e_rx_reporter_err_icosq_cqe_recover", "ICOSQ" },
	{ "mlx5e_rx_reporter_err_rq_cqe_recover", "RQ" },
	{ "mlx5e_rx_reporter_timeout_recover", "RQ" },
};

/*
 * The kind of queue whose recovery is in this stack; NULL if none, or if all channels are
 * recovered.
 */
static const char *recovered_queue(const struct mt_stack *stack)
{
	for (unsigned int i = 0; i < stack->nr; i++) {
		/* reopening all channels is a separate operation */
		if (!strncmp(stack->func[i], "mlx5e_safe_", 11) ||
		    !strcmp(stack->func[i], "mlx5e_open_channels"))
			return NULL;
		for (size_t f = 0; f < ARRAY_SIZE(recoveries); f++)
			if (!strcmp(stack->func[i], recoveries[f].func))
				return recoveries[f].queue;
	}
	return NULL;
}

void mt_recovery_command(struct mt_ops *m, const struct mt_record *r, const char *dev)
{
	m->recovering.pid = r->pid;
	m->recovering.ts = r->ts;
	m->recovering.dev = dev;
	m->recovering.opcode = mt_num(r, MT_KEY_OPCODE, -1);
	m->recovering.err = (int)mt_num(r, MT_KEY_ERR, 0);
	if (m->use != MT_OPS_KEPT)
		return;
	mt_evidence_drop(&m->recovering.by);
	m->recovering.by = mt_evidence_of_live(&m->base, r);
}

/* The report contains "ERR CQE on SQ: 0x1dbb" or "TX timeout on queue: 2, SQ: 0x1dbb, CQ: ...". */
void mt_recovery_report(struct mt_ops *m, const struct mt_record *r)
{
	const char *at = mt_span_eq(r->name, "devlink_health_report") ?
				 mt_span_find(r->text, "Q: 0x") :
				 NULL;
	struct mt_span number;
	size_t n = 0;
	uint64_t value;

	if (!at)
		return;
	number = mt_span_skip(r->text, (size_t)(at - r->text.p) + 5);
	while (n < number.len && strchr("0123456789abcdef", number.p[n]) && number.p[n])
		n++;
	if (!mt_span_hex(mt_span(number.p, n), &value) || value > UINT32_MAX)
		return;
	m->recovering.reporter = r->pid;
	m->recovering.number = (int64_t)value;
}

/* The channel of a queue, if it is in the snapshot. */
static int64_t channel_of(const struct mt_ops *m, const char *dev, const char *queue,
			  int64_t number)
{
	bool rq = !strcmp(queue, "RQ");

	for (unsigned int d = 0; m->snapshot && number >= 0 && d < m->snapshot->devs.nr; d++) {
		const struct mt_snapshot_dev *s = &m->snapshot->devs.at[d];
		json_t *one, *list = rq ? s->rqs : s->sqs;
		size_t i;

		if (strcmp(s->pci, dev))
			continue;
		json_array_foreach(list, i, one) {
			json_t *ix = json_object_get(one, "channel ix");

			if (json_integer_value(json_object_get(one, rq ? "rqn" : "sqn")) ==
				    number &&
			    json_is_integer(ix))
				return json_integer_value(ix);
		}
	}
	return -1;
}

/* The recovery that this command continues; NULL if it begins another recovery. */
static struct mt_op *under_way(struct mt_ops *m, const char *queue)
{
	struct mt_recovering *now = &m->recovering;
	struct mt_op *op = now->op >= 0 ? &m->ops.at[now->op] : NULL;

	/* the driver first queries the state of the queue, then resets it and makes it ready */
	if (!op || op->pid != now->pid || op->dev != now->dev || strcmp(op->queue, queue) ||
	    op->err || now->modified >= 2 || now->opcode == MLX5_CMD_OP_QUERY_SQ ||
	    now->opcode == MLX5_CMD_OP_QUERY_RQ)
		return NULL;
	return op;
}

static struct mt_op *begin(struct mt_ops *m, const struct mt_record *r, const char *queue)
{
	struct mt_recovering *now = &m->recovering;
	struct mt_op *op;

	/* no more commands of the previous recovery follow */
	mt_ops_settle_commands(m, now->op);
	if ((int)m->ops.nr - 1 != m->deleting)
		mt_ops_settle_commands(m, (int)m->ops.nr - 1);
	op = mt_long_add(&m->ops);
	if (!op)
		return NULL;
	mt_op_init(m, op, r);
	op->kind = MT_OP_RECOVERED;
	op->dev = now->dev;
	op->queue = queue;
	op->unfinished = true;
	if (now->reporter == now->pid && now->number)
		op->number = now->number;
	op->channel = channel_of(m, op->dev, queue, op->number);
	now->number = 0;
	now->op = (int)m->ops.nr - 1;
	now->modified = 0;
	return op;
}

void mt_recovery_stack(struct mt_ops *m, const struct mt_record *r)
{
	struct mt_recovering *now = &m->recovering;
	const char *queue = now->pid == r->pid && now->ts == r->ts ? recovered_queue(&r->stack) :
								     NULL;
	struct mt_op *op;

	if (!queue)
		return;
	op = under_way(m, queue);
	if (!op)
		op = begin(m, r, queue);
	if (!op)
		return;
	mt_op_commands_claim(&m->commands, r->pid, now->dev, &op->cmds, NULL, false, false);
	mt_op_trigger(op, &r->stack);
	op->end = r->ts;
	if (op->cmds.nr && op->cmds.first < op->start)
		op->start = op->cmds.first;
	op->timed = true;
	if (now->by.event)
		op->answer = mt_evidence_keep(&m->base, &now->by);
	now->modified += now->opcode == MLX5_CMD_OP_MODIFY_SQ ||
			 now->opcode == MLX5_CMD_OP_MODIFY_RQ;
	op->err = now->err;
	op->has_err = op->err || now->modified >= 2;
	op->unfinished = !op->has_err;
}
