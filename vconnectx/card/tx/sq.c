// SPDX-License-Identifier: GPL-2.0-only
/* Send queues: execution of posted WQEs. */
#include "vconnectx/card/tx/sq.h"

#include <string.h>

#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/host/util.h"

static uint8_t do_nop(struct vcx_dev *dev, struct vcx_wqe *wqe)
{
	(void)dev;
	(void)wqe;
	return 0;
}

static const struct wqe_op {
	uint8_t opcode;
	bool needs_reg_umr;
	bool segments; /* may be continued in a later turn */
	uint8_t (*fn)(struct vcx_dev *dev, struct vcx_wqe *wqe);
} ops[] = {
	{ VCX_OPCODE_NOP, false, false, do_nop },
	{ VCX_OPCODE_SEND, false, true, vcx_send },
	{ VCX_OPCODE_LSO, false, true, vcx_send },
	{ VCX_OPCODE_UMR, true, false, vcx_umr },
};

/* if a fault rule drops the completion of a WQE, the WQE is not signaled */
static uint8_t execute(struct vcx_dev *dev, struct vcx_sq *sq, struct vcx_wqe *wqe)
{
	const struct vcx_fault *fault;

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		if (ops[i].opcode != wqe->opcode)
			continue;
		if (ops[i].needs_reg_umr && !sq->reg_umr)
			break;
		if (!ops[i].segments)
			wqe->segment = 0;
		/* a rule is applied to a WQE once, when its execution begins */
		fault = wqe->segment ? NULL : vcx_fault_wqe(dev, wqe->opcode);
		if (fault && !fault->drop)
			return (uint8_t)fault->syndrome;
		sq->unsignaled = fault || (wqe->segment && sq->unsignaled);
		if (sq->unsignaled)
			wqe->signaled = false;
		return ops[i].fn(dev, wqe);
	}
	vcx_dev_log(dev, VCX_LOG_ERR, "SQ %u: WQE opcode 0x%x is invalid here", sq->obj.id,
		    wqe->opcode);
	return VCX_CQE_LOCAL_QP_OP;
}

static void post_done(struct vcx_dev *dev, struct vcx_sq *sq, const struct vcx_wqe *wqe)
{
	struct vcx_cqe64 cqe = { 0 };

	vcx_put_be32(&cqe.sop_drop_qpn, (uint32_t)wqe->opcode << 24 | sq->obj.id);
	vcx_put_be16(&cqe.wqe_counter, wqe->counter);
	vcx_cq_post(dev, sq->cq, &cqe, VCX_CQE_REQ);
}

static void post_error(struct vcx_dev *dev, struct vcx_sq *sq, const struct vcx_wqe *wqe,
		       uint8_t syndrome)
{
	struct vcx_cqe64 cqe = { 0 };
	struct vcx_err_cqe err = { 0 };

	err.syndrome = syndrome;
	vcx_put_be32(&err.s_wqe_opcode_qpn, (uint32_t)wqe->opcode << 24 | sq->obj.id);
	vcx_put_be16(&err.wqe_counter, wqe->counter);
	memcpy(&cqe, &err, sizeof(cqe));
	vcx_cq_post(dev, sq->cq, &cqe, VCX_CQE_REQ_ERR);
}

/**
 * read_wqe() - read the WQE at the consumer index
 * @dev: the device
 * @sq: the queue
 * @posted: number of basic blocks posted but not consumed
 * @wqe: filled in; on failure, only its opcode and counter are valid
 * @blocks: set to the number of basic blocks of the WQE
 *
 * Return: 0 or the syndrome of the error CQE.
 */
static uint8_t read_wqe(struct vcx_dev *dev, struct vcx_sq *sq, uint32_t posted,
			struct vcx_wqe *wqe, uint32_t *blocks)
{
	uint32_t size = 1u << sq->wq.log_size;
	struct vcx_wqe_ctrl_seg ctrl;
	uint32_t head, qpn_ds, ds;

	wqe->sqn = sq->obj.id;
	wqe->counter = sq->ci;
	wqe->opcode = 0;
	*blocks = posted;
	if (vcx_buf_read(dev, &sq->wq.buf, (uint64_t)(sq->ci & (size - 1)) * VCX_SEND_WQE_BB, &ctrl,
			 sizeof(ctrl)))
		return VCX_CQE_LOCAL_PROT;
	head = vcx_get_be32(&ctrl.opmod_idx_opcode);
	qpn_ds = vcx_get_be32(&ctrl.qpn_ds);
	ds = qpn_ds & VCX_WQE_DS_MASK;
	wqe->opcode = (uint8_t)head;
	wqe->signaled = (ctrl.fm_ce_se & VCX_WQE_CE_MASK) == VCX_WQE_CE_CQ_UPDATE;
	if (!ds || (qpn_ds >> 8) != sq->obj.id || (uint16_t)(head >> 8) != sq->ci) {
		vcx_dev_log(dev, VCX_LOG_ERR, "SQ %u: bad WQE at %u: 0x%08x 0x%08x", sq->obj.id,
			    sq->ci, head, qpn_ds);
		return VCX_CQE_LOCAL_QP_OP;
	}
	wqe->len = ds * VCX_WQE_DS;
	*blocks = (wqe->len + VCX_SEND_WQE_BB - 1) / VCX_SEND_WQE_BB;
	if (*blocks > posted) {
		*blocks = posted;
		return VCX_CQE_LOCAL_LENGTH;
	}
	for (uint32_t off = 0; off < wqe->len; off += VCX_SEND_WQE_BB) {
		uint32_t left = wqe->len - off;
		uint32_t index = (sq->ci + off / VCX_SEND_WQE_BB) & (size - 1);

		if (vcx_buf_read(dev, &sq->wq.buf, (uint64_t)index * VCX_SEND_WQE_BB,
				 wqe->bytes + off, left < VCX_SEND_WQE_BB ? left : VCX_SEND_WQE_BB))
			return VCX_CQE_LOCAL_PROT;
	}
	return 0;
}

/* Return: number of basic blocks posted but not consumed; 0 for an invalid record */
static uint32_t posted(struct vcx_dev *dev, struct vcx_sq *sq)
{
	uint8_t record[4];
	uint32_t nr;

	if (vcx_dma_read(dev, sq->wq.dbr + VCX_DBR_SND, record, sizeof(record)))
		return 0;
	nr = (uint16_t)(vcx_get_be32(record) - sq->ci);
	if (nr <= 1u << sq->wq.log_size)
		return nr;
	vcx_dev_log(dev, VCX_LOG_ERR, "SQ %u: doorbell record posts %u blocks, queue has %u",
		    sq->obj.id, nr, 1u << sq->wq.log_size);
	return 0;
}

void vcx_sq_flush(struct vcx_dev *dev, struct vcx_sq *sq)
{
	uint32_t nr = sq->flush ? posted(dev, sq) : 0;
	struct vcx_wqe wqe;

	while (nr) {
		uint32_t blocks;

		vcx_turn_spend(dev, 0);
		read_wqe(dev, sq, nr, &wqe, &blocks);
		post_error(dev, sq, &wqe, VCX_CQE_WR_FLUSH);
		sq->ci = (uint16_t)(sq->ci + blocks);
		nr -= blocks;
		if (nr && vcx_turn_over(dev)) {
			vcx_timer_soon(dev, &sq->more);
			return;
		}
	}
}

void vcx_sq_stop(struct vcx_sq *sq)
{
	vcx_timer_cancel(&sq->more);
	sq->segment = 0;
}

/* execute the WQE at the consumer index; Return: false if it must be continued */
static bool run_one(struct vcx_dev *dev, struct vcx_sq *sq, uint32_t *nr)
{
	struct vcx_wqe wqe;
	uint32_t blocks;
	uint8_t syndrome;

	vcx_turn_spend(dev, 0);
	dev->xlt_budget = VCX_TURN_STEPS;
	syndrome = read_wqe(dev, sq, *nr, &wqe, &blocks);
	wqe.segment = sq->segment;
	if (!syndrome)
		syndrome = execute(dev, sq, &wqe);
	sq->segment = syndrome ? 0 : wqe.segment;
	if (sq->segment)
		return false;
	sq->ci = (uint16_t)(sq->ci + blocks);
	*nr -= blocks;
	if (syndrome) {
		vcx_dev_log(dev, VCX_LOG_ERR,
			    "SQ %u: WQE %u fails with syndrome 0x%x, queue enters ERR", sq->obj.id,
			    wqe.counter, syndrome);
		sq->state = VCX_WQ_ERR;
		post_error(dev, sq, &wqe, syndrome);
	} else if (wqe.signaled) {
		post_done(dev, sq, &wqe);
	}
	return true;
}

static void sq_run(struct vcx_dev *dev, struct vcx_sq *sq)
{
	uint32_t nr = posted(dev, sq);

	vcx_cmdlog_ring(dev, "sq_doorbell", "SQ", sq->obj.id, (uint16_t)(sq->ci + nr), 0);
	while (nr) {
		if (!run_one(dev, sq, &nr) || (nr && vcx_turn_over(dev))) {
			vcx_timer_soon(dev, &sq->more);
			return;
		}
		if (sq->state == VCX_WQ_ERR) {
			vcx_sq_flush(dev, sq);
			return;
		}
	}
}

static void sq_more(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_sq *sq = (struct vcx_sq *)((char *)timer - offsetof(struct vcx_sq, more));

	if (sq->state == VCX_WQ_RDY)
		sq_run(dev, sq);
	else if (sq->state == VCX_WQ_ERR)
		vcx_sq_flush(dev, sq);
}

void vcx_sq_init(struct vcx_sq *sq)
{
	sq->more.fn = sq_more;
}

void vcx_sq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t sqn)
{
	struct vcx_sq *sq = vcx_obj_find(dev, VCX_OBJ_SQ, sqn);

	if (!sq || VCX_GET(sqc, sq->ctx, wq.uar_page) != uar) {
		dev->stats.bad_doorbells++;
		vcx_dev_log(dev, VCX_LOG_ERR,
			    "SQ doorbell in UAR %u for SQ %u, which does not exist", uar, sqn);
		return;
	}
	/* the timer continues a queue with remaining work, in order with other queues */
	if (vcx_timer_pending(&sq->more))
		return;
	switch (sq->state) {
	case VCX_WQ_RDY:
		sq_run(dev, sq);
		break;
	case VCX_WQ_ERR:
		vcx_sq_flush(dev, sq);
		break;
	case VCX_WQ_RST:
		vcx_dev_log(dev, VCX_LOG_ERR, "doorbell for SQ %u, which is in RST", sqn);
		break;
	}
}
